"""Is it fixed? What the answers of those it concerns lead to."""

import pytest

from civic.complaint import Status
from civic.repair import Answer, enough, verdict

TABLE = [
    # asked, answers, time is over, what follows, why
    (1, "yes", False, "confirmed", "the only one who was asked says yes"),
    (20, "yes", False, None, "one of twenty is not enough while others may answer"),
    (20, "yes yes", False, "confirmed", "two are"),
    (20, "yes", True, "unconfirmed", "silence is not a yes"),
    (20, "", True, "unconfirmed", "nobody answered"),
    (20, "", False, None, "there is time"),
    (1, "no", False, "reopen_requested", "one no and a person looks again"),
    (20, "yes yes yes no", False, "reopen_requested", "also when others are content"),
    (20, "yes no", True, "reopen_requested", "also at the end"),
    (1, "partly", False, None, "others may say more"),
    (1, "partly", True, "partly_done", "half is half"),
    (20, "yes yes partly", False, None, "not while somebody says half"),
    (20, "yes yes partly", True, "confirmed", "most who answered say yes"),
    (20, "yes partly", True, "partly_done", "not enough say yes"),
    (20, "yes yes partly partly", True, "partly_done", "as many say half"),
    (20, "dont_know dont_know", True, "unconfirmed", "who does not know has not confirmed"),
    (1, "dont_know", False, None, "they may look and answer again"),
    (20, "yes yes dont_know", False, "confirmed", "who does not know takes nothing away"),
]


@pytest.mark.parametrize(("asked", "answers", "over", "follows", "_why"), TABLE)
def test_answers_lead_somewhere(asked: int, answers: str, over: bool, follows: str | None, _why: str) -> None:
    given = [Answer(one) for one in answers.split()]
    assert verdict(given, asked=asked, confirmations=2, over=over) == (Status(follows) if follows else None)


@pytest.mark.parametrize(
    ("asked", "wanted", "needed"), [(1, 2, 1), (2, 2, 2), (20, 2, 2), (20, 5, 5), (3, 5, 3), (0, 2, 1)]
)
def test_as_many_as_configured_or_all_where_fewer_were_asked(asked: int, wanted: int, needed: int) -> None:
    assert enough(asked, wanted) == needed
