"""Broadcasts on their way: fed to the outbox as it drains, begun and ended when it is time."""
