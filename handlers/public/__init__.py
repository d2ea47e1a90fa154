"""Pages that anybody may read, without an account."""

from handlers.public.works import public_routes

__all__ = ["public_routes"]
