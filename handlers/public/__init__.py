"""Pages that anybody may read, without an account."""

from handlers.public.consultations import consultation_routes
from handlers.public.works import public_routes

__all__ = ["consultation_routes", "public_routes"]
