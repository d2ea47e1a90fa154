"""What every table is made of."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    literal_column,
)
from sqlalchemy.sql.operators import OperatorType

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""On SQLite an INTEGER primary key is the row's own place: one tree less to write."""


class Word(String):
    """One of a few words of ours, compared as written out: SQLite plans a statement anew at every run when a partial
    index hangs on a bound value, which made looking for something to send a hundred times slower."""

    class Comparator(String.Comparator[str]):
        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            return super().operate(op, *map(_written_out, other), **kwargs)

    comparator_factory = Comparator


def _written_out(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_written_out(one) for one in value]
    return written_out(value) if isinstance(value, str) else value


def written_out(word: str) -> ColumnElement[str]:
    """Raises ValueError for anything but lower-case letters and `_`: nothing from outside is ever written into SQL."""
    if word.strip("abcdefghijklmnopqrstuvwxyz_"):
        raise ValueError(f"{word!r} is no word of ours")
    return literal_column(f"'{word}'", String())


class Moment(TypeDecorator[datetime]):
    """An instant. Refuses a time without a zone; gives back UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object]:
        """Every message stores eight of them: made in one step, where the layers of a TypeDecorator take five."""
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _from_text if dialect.name == "sqlite" else _to_utc


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    """As SQLAlchemy writes it: `2026-11-22 16:00:00.000000`, which sorts as it should."""
    moment = _to_utc(value)
    return None if moment is None else _text_of(moment)


@lru_cache(maxsize=64)
def _text_of(moment: datetime) -> str:
    """A batch stores one and the same moment in most of its rows."""
    return moment.isoformat(" ", "microseconds")[:26]


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


def own_id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=False)


def to(name: str, target: str, **options: Any) -> Column[int]:
    return Column(name, Id, ForeignKey(target), **options)
