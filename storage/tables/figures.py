"""Figures of each day, so that nobody has to count years anew."""

from sqlalchemy import Column, Date, Integer, PrimaryKeyConstraint, String, Table

from civic.measures import NAMES
from storage.tables.parts import Word, metadata

rollups = Table(
    "rollups",  # nothing of anybody: sums only
    metadata,
    Column("cut", Word(15), nullable=False),  # civic.measures.Cut
    Column("grain", Word(5), nullable=False),  # day | month
    Column("day", Date, nullable=False),  # local; of a month the first
    Column("label", String(40), nullable=False),  # of the cut: a channel, a neighbourhood's key, an hour, a weekday
    Column("department", String(40), nullable=False),  # empty: none; *: all together
    Column("quadrant", String(40), nullable=False),  # part of town when it was counted; empty: none; *: all together
    *(Column(name, Integer) for name in NAMES),  # null: none
    # by label before day: what is told apart by labels then comes in order, and need not be sorted
    PrimaryKeyConstraint("cut", "grain", "label", "day", "department", "quadrant"),
)
