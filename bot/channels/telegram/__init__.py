"""Telegram through python-telegram-bot: its Bot, its Update and its exceptions; nothing of its application layer."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.polling import Timing

__all__ = ["TelegramChannel", "Timing"]
