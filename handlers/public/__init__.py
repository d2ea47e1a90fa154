"""Pages that anybody may read, without an account."""

from handlers.public.accreditation import accreditation_routes
from handlers.public.consultations import consultation_routes
from handlers.public.works import public_routes

__all__ = ["accreditation_routes", "consultation_routes", "public_routes"]
