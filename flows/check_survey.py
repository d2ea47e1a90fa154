"""What is wrong with a question of a questionnaire, each fault with the remedy."""

from collections.abc import Callable, Iterator, Mapping

from flows.form import Question
from flows.readers.survey import STANDS_ALONE

STEPS = 11
"""Most steps of a scale: from 0 to 10."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "least": ("text",),
    "fewest": ("choices", "ranking"),
    "most": ("choices", "ranking"),
    "lowest": ("scale", "number"),
    "highest": ("scale", "number"),
    "low_label": ("scale",),
    "high_label": ("scale",),
}
"""Which readers heed a key."""
_USUAL = Question(id="", reader="")

Fault = tuple[str, str]
"""What is wrong, and the remedy."""


def check_survey(question: Question) -> Iterator[Fault]:
    for key, readers in _KEYS.items():
        if question.reader not in readers and getattr(question, key) != getattr(_USUAL, key):
            yield f"`{key}` does nothing here", f"take it out, or use reader {' or '.join(readers)}"
    yield from _OF_READER.get(question.reader, lambda _: ())(question)


def may_be_number(question: Question, value: str) -> bool:
    """The value is a number that answers the question."""
    counted = question.reader in ("scale", "number") and value.isdecimal()
    return counted and question.lowest <= int(value) <= question.highest


def _several(question: Question) -> Iterator[Fault]:
    count = len(question.options)
    if count < 2:
        yield f"has {count} options", "write at least 2"
    if question.most > count:
        yield f"`most` is {question.most} and there are {count} options", "write a smaller one, or leave it out"
    if question.most == 1:
        yield "`most` is 1, so that nothing is left to add", "use reader choice"
    if not 1 <= question.fewest <= (question.most or count):
        yield f"`fewest` is {question.fewest}", f"write a number from 1 to {question.most or count}"
    yield from _plain_options(question)
    yield from _asked_itself(question)


def _plain_options(question: Question) -> Iterator[Fault]:
    """An option is one of several: it cannot lead elsewhere."""
    for option in question.options:
        if option.ends or option.opens or option.sets:
            yield f"option {option.id} leads elsewhere", "take out ends, opens and sets, or use reader choice"
        if option.means and (question.reader == "ranking" or option.means not in STANDS_ALONE):
            yield f"option {option.id} means `{option.means}`", "only in choices, and only no or no_se"


def _number(question: Question) -> Iterator[Fault]:
    if question.lowest >= question.highest:
        yield f"`lowest` is {question.lowest} and `highest` {question.highest}", "write both, the smaller as lowest"
    if question.lowest < 0:
        yield "`lowest` is below zero", "begin at 0 or 1"
    yield from _asked_itself(question)


def _scale(question: Question) -> Iterator[Fault]:
    yield from _number(question)
    if not (question.low_label and question.high_label):
        yield "a scale without words for its ends", "add low_label and high_label"
    steps = question.highest - question.lowest + 1
    if steps > STEPS:
        yield f"has {steps} steps", f"keep {STEPS}, or use reader number"


def _asked_itself(question: Question) -> Iterator[Fault]:
    if question.gleans or question.heard_only:
        yield "cannot be told by other words", "take out gleans and heard_only"


_OF_READER: Mapping[str, Callable[[Question], Iterator[Fault]]] = {
    "choices": _several,
    "ranking": _several,
    "scale": _scale,
    "number": _number,
}
