"""Groups: every text is alike every other, and none is left out that could have been in."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.grouping import group_alike
from civic.similarity import DUPLICATE, likeness, read

PINE, FLAT = "lámparas en la calle Pino", "lámparas fundidas calle Pino"


def groups_of(*texts: str) -> list[tuple[int, ...]]:
    readings = [read(text) for text in texts]
    found = group_alike(readings, lambda a, b: likeness(readings[a], readings[b]), DUPLICATE)
    return [tuple(group.members) for group in found]


@pytest.mark.parametrize(
    ("texts", "groups", "reason"),
    [
        ((PINE, "una biblioteca", FLAT), [(0, 2)], "two for one thing"),
        ((PINE, "lámparas en la calle Olmo"), [], "another street"),
        ((PINE, "bancas en la calle Pino"), [], "another thing in the same street"),
        (("bache en Olmo", PINE, "baches en Olmo", FLAT, PINE), [(1, 3, 4), (0, 2)], "the largest first"),
        ((), [], "nothing to group"),
        (("", "", "hola", "hola"), [], "without a subject there is nothing to be the same"),
    ],
)
def test_groups(texts: tuple[str, ...], groups: list[tuple[int, ...]], reason: str) -> None:
    assert groups_of(*texts) == groups, reason


def test_a_chain_is_not_a_group() -> None:
    """The first is like the second and the second like the third, but not the first like the third."""
    readings = [read("parque")] * 3
    alike = {(0, 1): 0.8, (1, 2): 0.9, (0, 2): 0.1}
    (group,) = group_alike(readings, lambda a, b: alike[a, b], 0.7)
    assert (group.members, group.least) == ((1, 2), 0.9)


SAID = "bache calle Nogal Pino Olmo fuga agua parque lámparas escuela en la".split(" ")


@given(st.lists(st.lists(st.sampled_from(SAID), min_size=1, max_size=6).map(" ".join), max_size=12))
def test_every_pair_of_a_group_is_alike_and_no_alike_pair_is_overlooked(texts: list[str]) -> None:
    groups = groups_of(*texts)
    for group in groups:
        assert all(likeness(read(texts[a]), read(texts[b])) >= DUPLICATE for a, b in combinations(group, 2))
    grouped = [index for group in groups for index in group]
    assert len(grouped) == len(set(grouped))
    alone = set(range(len(texts))) - set(grouped)
    assert not any(likeness(read(texts[a]), read(texts[b])) >= DUPLICATE for a, b in combinations(sorted(alone), 2))
