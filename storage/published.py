"""Which proposals and supports are counted: what asks for them asks here, so that all figures are of the same ones."""

from civic.proposal import UNSEEN
from storage.tables import proposals, supports

is_published = proposals.c.status.not_in([status.value for status in sorted(UNSEEN)])
"""Others see it."""
is_given = supports.c.came_with.is_(None)
"""Somebody gave it; the others came with a proposal that was grouped into this one, where they are counted."""
