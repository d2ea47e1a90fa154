"""The life of a proposal: every step there is, every one that is refused, and where words are owed."""

import pytest

from civic.initiative import Stage, StageNotReached, reach
from civic.moves import MoveNotAllowed, WordsMissing
from civic.proposal import ENDS, UNSEEN, ProposalStatus, moves_of, step_to

LIFE = """
received        > held* grouped under_analysis accepted* partly* rejected*
held            > received unpublished*
unpublished     > received
grouped         > received
under_analysis  > held* grouped accepted* partly* rejected*
accepted        > partly* rejected* scheduled in_progress done*
partly          > accepted* rejected* scheduled in_progress done*
rejected        > grouped* under_analysis* accepted* partly*
scheduled       > partly* rejected* scheduled* in_progress done*
in_progress     > partly* rejected* scheduled in_progress done*
done            > in_progress*
"""
"""Where it stands, and where it may go; `*`: with words."""
TABLE = {
    ProposalStatus(line.split()[0]): {ProposalStatus(to.rstrip("*")): to.endswith("*") for to in line.split()[2:]}
    for line in LIFE.strip().splitlines()
}
PAIRS = [(status, to) for status in ProposalStatus for to in ProposalStatus]


@pytest.mark.parametrize(("status", "to"), PAIRS)
def test_every_step_and_every_refusal(status: ProposalStatus, to: ProposalStatus) -> None:
    before = {ProposalStatus.IN_PROGRESS: 40, ProposalStatus.DONE: 100}.get(status, 0)
    if to not in TABLE[status]:
        with pytest.raises(MoveNotAllowed) as refused:
            step_to(status, to, note="Porque sí", progress_before=before)
        assert refused.value.allowed == list(TABLE[status]) == moves_of(status)
        return
    if TABLE[status][to]:
        with pytest.raises(WordsMissing):
            step_to(status, to, note="  ", progress_before=before)
    assert step_to(status, to, note=" Se hace en marzo ", progress_before=before).note == "Se hace en marzo"


PROGRESS = [
    ("accepted", "in_progress", 0, None, 0, "it begins"),
    ("accepted", "in_progress", 0, 25, 25, "it has begun already"),
    ("in_progress", "in_progress", 25, 60, 60, "further"),
    ("in_progress", "in_progress", 60, 25, None, "back: why?"),
    ("in_progress", "scheduled", 60, None, 60, "put off as it stands"),
    ("in_progress", "done", 60, None, 100, "done is all"),
    ("done", "in_progress", 100, None, 99, "something was left"),
    ("in_progress", "rejected", 60, None, 0, "given up"),
]


@pytest.mark.parametrize(("status", "to", "before", "given", "after", "reason"), PROGRESS)
def test_progress(status: str, to: str, before: int, given: int | None, after: int | None, reason: str) -> None:
    def step(note: str) -> int:
        made = step_to(ProposalStatus(status), ProposalStatus(to), note=note, progress_before=before, progress=given)
        return made.progress

    if after is None:
        with pytest.raises(WordsMissing):
            step("")
        assert step("Se midió otra vez") == given, reason
    else:
        assert step("Por la lluvia") == after, reason


def test_what_nobody_sees_and_what_is_the_end() -> None:
    assert {"held", "unpublished"} == UNSEEN
    assert {"done", "rejected", "unpublished", "grouped"} == ENDS


STAGES = [
    ("problems", "possibilities", "problems", "", "one on"),
    ("problems", "possibilities", "", "problems", "nothing shows that there were problems"),
    ("problems", "results", "problems possibilities solutions knowledge use", "", "all at once, all shown"),
    ("problems", "results", "problems possibilities knowledge use", "solutions", "one was jumped"),
    ("use", "problems", "", "", "back is always possible"),
    ("use", "results", "use", "", "the last one"),
]


@pytest.mark.parametrize(("stage", "to", "evident", "missing", "reason"), STAGES)
def test_a_stage_is_passed_with_its_evidence(stage: str, to: str, evident: str, missing: str, reason: str) -> None:
    shown = {Stage(one) for one in evident.split()}
    if missing:
        with pytest.raises(StageNotReached) as refused:
            reach(Stage(stage), Stage(to), shown)
        assert refused.value.missing == missing, reason
    else:
        assert reach(Stage(stage), Stage(to), shown) == to, reason
