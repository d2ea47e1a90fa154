"""What happens when words leave the open question: cancel, back, menu, help, a person, another flow."""

from collections.abc import Callable, Mapping

from civic.message import Choice
from flows.play import (
    conclude,
    interrupt,
    leave_for_menu,
    list_corrections,
    open_talk,
    pending,
    proceed,
    show_menu,
    skip,
    take,
    thing_of,
)
from flows.position import position, worth_keeping
from flows.press import close, go_on, named_question
from flows.readers.reader import DECLINES
from flows.stage import Stage, reader_of


def leave(stage: Stage, name: str) -> None:
    """Follow the exit `name`, or open the flow of `open:<flow>`."""
    if name.startswith("open:"):
        _open(stage, name.partition(":")[2])
    elif not stage.talking and name in _NEEDS_A_TALK:
        stage.say("nothing_open")
        show_menu(stage)
    else:
        _EXITS[name](stage)


def _open(stage: Stage, flow_id: str) -> None:
    if stage.talking and stage.talk.flow == flow_id:
        proceed(stage)
    else:
        interrupt(stage, flow_id)


def _cancel(stage: Stage) -> None:
    talk = stage.talk
    if stage.flow.gate:
        conclude(stage, "refused", {})
    elif not worth_keeping(talk):
        close(stage)
    else:
        stage.change(open="@cancel", open_print="", tries=0)
        stage.say("cancel_sure", thing=thing_of(stage, talk))
        stage.choices = (
            Choice(f"{talk.number}:@cancel:yes", stage.label("yes_cancel")),
            Choice(f"{talk.number}:@cancel:no", stage.label("no_go_on")),
        )


def _back(stage: Stage) -> None:
    """Drop the last answer that the resident was asked for, and what was only derived from it."""
    answers = {name: a for name, a in stage.talk.answers.items() if a.shown and stage.flow.question(name)}
    asked = [name for name, answer in answers.items() if not answer.gleaned]
    last = (asked or list(answers) or [""])[-1]
    if last:
        given = list(stage.talk.answers)
        stage.drop(*given[given.index(last) :])
    stage.say("went_back" if last else "at_start")
    proceed(stage)


def _correct(stage: Stage) -> None:
    named = named_question(stage, stage.folded)
    if named:
        stage.drop(named)
        proceed(stage)
    else:
        list_corrections(stage)


def _skip(stage: Stage) -> None:
    """`saltar`, `no sé`: go on without, unless one of the options means just that."""
    question = position(stage.flow, stage.talk)
    if question is None:
        proceed(stage)
        return
    at, reader = stage.hearing(question), reader_of(question)
    if stage.event.intent in DECLINES and not reader.declines(at):
        take(stage, question, reader.read(at))
    else:
        skip(stage, question)


def _help(stage: Stage) -> None:
    interrupt(stage, stage.book.menu.help_flow)


def _person(stage: Stage) -> None:
    _open(stage, stage.book.menu.person_flow)


def _greeting(stage: Stage) -> None:
    if stage.talking:
        stage.say("hello_again")
        proceed(stage)
    elif stage.facts.consented:
        stage.say("hello")
        show_menu(stage)
    else:
        open_talk(stage, stage.book.menu.gate_flow)


def _thanks(stage: Stage) -> None:
    stage.say("you_are_welcome")
    if stage.talking:
        pending(stage)


def _insult(stage: Stage) -> None:
    stage.say("calm")
    if stage.talking:
        pending(stage)


_NEEDS_A_TALK = frozenset({"cancel", "back", "correct", "skip", "dont_know"})
_EXITS: Mapping[str, Callable[[Stage], None]] = {
    "cancel": _cancel,
    "back": _back,
    "correct": _correct,
    "skip": _skip,
    "dont_know": _skip,
    "menu": leave_for_menu,
    "help": _help,
    "continue": go_on,
    "person": _person,
    "greeting": _greeting,
    "thanks": _thanks,
    "insult": _insult,
}
EXIT_NAMES = frozenset(_EXITS)
