from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.port import Misconfigured, NotSent, OutsideWindow, Refused, SendError, Unknown, Unreachable
from bot.channels.whatsapp.errors import failure, retry_after, send_error
from civic.message import Failure

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

TABLE: list[tuple[int, int | None, type[SendError], str]] = [
    (400, 63016, OutsideWindow, "24 hours are over: needs a template"),
    (400, 63014, Unreachable, "blocked us"),
    (400, 63024, Unreachable, "not a WhatsApp user"),
    (400, 21610, Unreachable, "opted out with the vendor's word"),
    (400, 21211, Unreachable, "no number"),
    (400, 21614, Unreachable, "no mobile"),
    (400, 63003, Refused, "the channel refused it"),
    (400, 63005, Refused, "the channel refused it"),
    (400, 63013, Refused, "the channel's policy"),
    (400, 63015, Refused, "not in the sandbox: that person only, the account goes on"),
    (400, 63021, Refused, "content"),
    (400, 63027, Refused, "template missing"),
    (400, 63028, Refused, "template and variables do not match"),
    (400, 63032, Refused, "an experiment of Meta"),
    (400, 63049, Refused, "Meta would not deliver advertising"),
    (400, 21617, Refused, "too long"),
    (400, 21658, Refused, "too long"),
    (400, 21656, Refused, "variables"),
    (400, 92007, Refused, "variables"),
    (400, 63018, NotSent, "over the rate"),
    (429, 20429, NotSent, "too many requests"),
    (429, 63038, NotSent, "the day's messages are used up"),
    (429, None, NotSent, "a proxy's 429"),
    (400, 30001, NotSent, "queue full"),
    (401, 20003, Misconfigured, "wrong token"),
    (403, 20005, Misconfigured, "account suspended"),
    (404, 20404, Misconfigured, "no such account"),
    (404, None, Misconfigured, "no such address"),
    (400, 21212, Misconfigured, "our own number"),
    (400, 21606, Misconfigured, "our own number"),
    (400, 63007, Misconfigured, "our number is no WhatsApp sender"),
    (302, None, Misconfigured, "a login page in front of the API"),
    (408, None, Unknown, "the server waited for us, or says so"),
    (500, None, Unknown, "may have been accepted"),
    (503, 20503, Unknown, "seen after acceptance"),
    (504, None, Unknown, "the gateway gave up waiting, not the API"),
    (400, 99999, Refused, "a code of next year stops one message, not the program"),
    (400, None, Refused, "no code at all"),
]


@pytest.mark.parametrize(("status", "code", "expected", "reason"), TABLE)
def test_what_an_answer_means(status: int, code: int | None, expected: type[SendError], reason: str) -> None:
    error = send_error(status, code)
    assert type(error) is expected, reason
    assert error.code == str(code or status)


def test_a_callback_means_the_same_as_an_answer() -> None:
    words = {
        NotSent: Failure.AGAIN,
        Unreachable: Failure.UNREACHABLE,
        OutsideWindow: Failure.OUTSIDE_WINDOW,
        Refused: Failure.REFUSED,
        Misconfigured: Failure.REFUSED,
    }
    told = {code: words[expected] for status, code, expected, _ in TABLE if code and status == 400}
    assert {code: failure(str(code)) for code in told} == told
    assert [failure(odd) for odd in ("", "x", "٣", "-1")] == [Failure.REFUSED] * 4


@pytest.mark.parametrize(
    ("status", "code", "after", "expected", "whole", "reason"),
    [
        (429, 20429, timedelta(seconds=7), timedelta(seconds=7), True, "the server's own delay"),
        (429, 20429, None, None, True, "none given: the caller's own backoff"),
        (400, 63018, None, timedelta(minutes=1), False, "may be one person's pace: the others go on"),
        (400, 63018, timedelta(seconds=3), timedelta(seconds=3), False, "the server knows better than our table"),
        (400, 30001, None, timedelta(minutes=1), True, "the queue is the sender's"),
        (429, 63038, None, timedelta(hours=1), True, "the account's day"),
    ],
)
def test_how_long_to_wait(
    status: int, code: int, after: timedelta | None, expected: timedelta | None, whole: bool, reason: str
) -> None:
    error = send_error(status, code, after)
    assert isinstance(error, NotSent)
    assert (error.after, error.whole_account) == (expected, whole), reason


@pytest.mark.parametrize(
    ("header", "expected", "reason"),
    [
        ("3", timedelta(seconds=3), "seconds"),
        (" 1.5 ", timedelta(seconds=1.5), "with a fraction"),
        ("Sun, 01 Mar 2026 12:00:30 GMT", timedelta(seconds=30), "a date"),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(), "a date gone by"),
        ("Sun, 01 Mar 2026 12:00:30", timedelta(seconds=30), "a date without its zone is GMT"),
        ("999999999", timedelta(hours=24), "never longer than a day"),
        ("9" * 400, None, "no number of seconds"),
        ("soon", None, "nonsense"),
        ("", None, "empty"),
        (None, None, "absent"),
    ],
)
def test_retry_after(header: str | None, expected: timedelta | None, reason: str) -> None:
    assert retry_after(header, NOW) == expected, reason
