"""The simulated phone: a page that looks and feels like a phone chat, for demonstrations without any account."""

from bot.channels.phone.channel import PhoneChannel, phone_channels
from bot.channels.phone.faces import Face

__all__ = ["Face", "PhoneChannel", "phone_channels"]
