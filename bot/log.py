"""Facts, one JSON object a line: a constant event name, then fields. Never a telephone number or anyone's words."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any


class _Log:
    """`log.info("message_sent", outbox_id=1)`."""

    def __init__(self) -> None:
        self._logger = logging.getLogger("voz")

    def debug(self, event: str, **fields: Any) -> None:
        self._logger.debug(event, extra={"fields": fields})

    def info(self, event: str, **fields: Any) -> None:
        self._logger.info(event, extra={"fields": fields})

    def warning(self, event: str, **fields: Any) -> None:
        self._logger.warning(event, extra={"fields": fields})

    def error(self, event: str, *, trace: bool = False, **fields: Any) -> None:
        self._logger.error(event, extra={"fields": fields}, exc_info=trace)


log = _Log()


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
            **_extras(record),
        }
        if record.exc_info and record.exc_info[0]:
            line["trace"] = _places(record)
        return json.dumps(line, ensure_ascii=False, default=str)


_OURS = "bot.channels."
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "fields"}


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    """The fields of a channel's line, which it writes the standard way."""
    if not record.name.startswith(_OURS):
        return {}
    return {name: value for name, value in record.__dict__.items() if name not in _STANDARD}


def _places(record: logging.LogRecord) -> list[str]:
    """Where it happened, without the error's own words: those may quote a resident or a row."""
    assert record.exc_info
    kind, _, trace = record.exc_info
    places = []
    while trace:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return [getattr(kind, "__name__", "?"), *places[-8:]]


def set_up(level: str = "INFO") -> None:
    """Our own events and the warnings of libraries go to standard error; their chatter, which holds URLs with secrets, nowhere."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("httpx", "telegram", "twilio", "aiohttp", "apscheduler", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for name in ("voz", _OURS.rstrip(".")):
        logging.getLogger(name).setLevel(level)
