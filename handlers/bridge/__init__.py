"""Groups of staff on Telegram: each waiting chat has a topic there, in which it can be answered. The database stays the
record; a topic shows what is in it, and what staff mean for the resident goes the way of every answer of the desk."""

from handlers.bridge.groups import Groups

__all__ = ["Groups"]
