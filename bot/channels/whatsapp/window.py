"""How long after a resident's message WhatsApp takes anything but approved templates."""

from datetime import timedelta

WINDOW = timedelta(hours=24) - timedelta(minutes=10)
"""WhatsApp's customer service window, less a margin for what is still queued when it closes."""
