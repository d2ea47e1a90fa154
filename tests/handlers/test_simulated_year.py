"""A few simulated weeks, on both databases; `python -m tests.year` runs the whole year of 5,000 reports."""

from tests.year import simulate


async def test_every_promise_is_kept_or_explained_and_the_books_balance(database_url: str) -> None:
    figures, faults = await simulate(database_url, complaints=60, days=45, seed=2026)
    assert faults == [], figures
    assert figures["received"] > 40
    assert figures["updates_sent"] > 60
