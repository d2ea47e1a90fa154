"""Pages that go on where the last one ended, however much came or went meanwhile."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, literal, select, true, tuple_


def past(
    connection: Connection, keys: Sequence[Any], this: ColumnElement[bool], *, upwards: bool
) -> ColumnElement[bool]:
    """Rows after `this` one in the order of `keys`. Where it is gone, or has gone out of this order, the list begins anew."""
    there = connection.execute(select(*keys).where(this)).first() or ()
    if not there or None in there:
        return true()
    mark = tuple_(*(literal(value, key.type) for key, value in zip(keys, there, strict=True)))
    return and_(tuple_(*keys) > mark if upwards else tuple_(*keys) < mark)
