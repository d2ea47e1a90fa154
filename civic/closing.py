"""When a consultation is over, and when what came of it is published."""

from datetime import datetime

from civic.consultation import Phase, Published


def is_over(held: Published, now: datetime) -> bool:
    """Nobody can do anything in it any more."""
    return (held.closed_at is not None and held.closed_at <= now) or held.consultation.closes_at <= now


def results_from(held: Published) -> datetime | None:
    """When its results are published. None: its document does not say.

    Never while people still take part: what is published then could be held against what is published later.
    """
    begins = [span.opens_at for span in held.consultation.spans if span.phase is Phase.RESULTS]
    return max(min(begins), held.consultation.closes_at) if begins else None


def shows_results(held: Published, now: datetime) -> bool:
    begins = results_from(held)
    return begins is not None and begins <= now
