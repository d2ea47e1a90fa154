"""What a failed request or a failed delivery means. The codes are those of `research/channels.md` 2.4.

The vendor refines its codes over time and asks that nothing be built on them, so a code not listed here stops that
one message, is kept, and is never tried again and again.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.channels.port import Misconfigured, NotSent, OutsideWindow, Refused, SendError, Unknown, Unreachable
from civic.message import Failure

_MEANING: Mapping[int, type[SendError]] = {
    20003: Misconfigured,  # wrong account or token
    20005: Misconfigured,  # account suspended or closed
    20404: Misconfigured,  # no such account
    20429: NotSent,  # too many requests at once
    21212: Misconfigured,  # our own number is not one
    21606: Misconfigured,  # our own number cannot send
    21211: Unreachable,  # the resident's number is none
    21610: Unreachable,  # opted out with the vendor's own word
    21614: Unreachable,  # not a mobile
    21617: Refused,  # too long: the splitter is wrong
    21656: Refused,  # template variables
    21658: Refused,  # too long: the splitter is wrong
    30001: NotSent,  # the vendor's queue for our number is full
    63003: Refused,
    63005: Refused,
    63007: Misconfigured,  # our number is no WhatsApp sender
    63013: Refused,
    63014: Unreachable,  # blocked us, or took the permission back
    63015: Refused,  # sandbox: this person has not joined it
    63016: OutsideWindow,
    63018: NotSent,  # over the rate or the daily number of conversations
    63021: Refused,  # content or length
    63024: Unreachable,  # not a WhatsApp user
    63027: Refused,  # no such template
    63028: Refused,  # template and variables do not match
    63032: Refused,  # left out by an experiment of Meta
    63038: NotSent,  # the account's messages of the day are used up
    63049: Refused,  # Meta would not deliver advertising to this person
    92007: Refused,  # template variables
}
_FAILURE = {NotSent: Failure.AGAIN, Unreachable: Failure.UNREACHABLE, OutsideWindow: Failure.OUTSIDE_WINDOW}
_WAIT: Mapping[int, timedelta] = {
    30001: timedelta(minutes=1),
    63018: timedelta(minutes=1),
    63038: timedelta(hours=1),
}
"""Where the vendor names no delay of its own."""
_WHOLE_ACCOUNT = frozenset({20429, 30001, 63038})
_NO_ACCESS = frozenset({401, 403, 404})
_LONGEST_WAIT = timedelta(hours=24)


def failure(code: str) -> Failure:
    """What an error code in a status callback means."""
    kind = _MEANING.get(int(code), Refused) if code.isascii() and code.isdigit() else Refused
    return _FAILURE.get(kind, Failure.REFUSED)


def send_error(status: int, code: int | None, after: timedelta | None = None) -> SendError:
    """Of an HTTP answer outside 2xx. `after`: the delay that the answer names. Never holds the vendor's sentence,
    which quotes the telephone number.
    """
    kind = _MEANING.get(code or 0) or _by_status(status)
    said, shown = f"Twilio answered {status}", str(code or status)
    if kind is not NotSent:
        return kind(said, shown)
    whole = status == 429 or code in _WHOLE_ACCOUNT
    return NotSent(said, shown, after or _WAIT.get(code or 0), whole_account=whole)


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """Seconds or an HTTP date, at most a day; None when absent or neither."""
    if not header:
        return None
    moment = http_date(header)
    delay = moment - now if moment else _seconds(header)
    return None if delay is None else min(max(delay, timedelta()), _LONGEST_WAIT)


def http_date(header: str) -> datetime | None:
    """Aware; without a zone it is GMT. None when it is no date."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _seconds(header: str) -> timedelta | None:
    try:
        return timedelta(seconds=float(header))
    except (ValueError, OverflowError):  # OverflowError for infinity too
        return None


def _by_status(status: int) -> type[SendError]:
    if status >= 500 or status == 408:
        return Unknown  # seen after the message had been accepted
    if status == 429:
        return NotSent
    # A redirect or a missing page means that the address of the API is wrong.
    return Misconfigured if status < 400 or status in _NO_ACCESS else Refused
