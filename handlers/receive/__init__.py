"""A resident's message: from what a channel handed in to rows that are committed together."""

from handlers.receive.batch import give_up, receive
from handlers.receive.flood import Flood

__all__ = ["Flood", "give_up", "receive"]
