"""Telegram through python-telegram-bot: its Bot, its Update and its exceptions; nothing of its application layer."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # lengths of time as timedelta, the library's next way; else each use warns

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.polling import Timing

__all__ = ["TelegramChannel", "Timing"]
