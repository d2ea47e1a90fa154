"""What happens when words leave the open question: cancel, back, menu, help, a person, another flow."""

from collections.abc import Callable, Mapping

from civic.intent import Intent
from civic.message import Choice
from flows.form import Question
from flows.play import (
    conclude,
    interrupt,
    list_corrections,
    open_talk,
    park,
    pending,
    proceed,
    show_menu,
    skip,
    take,
    thing_of,
)
from flows.position import position, worth_keeping
from flows.press import close, go_on, named_question
from flows.stage import Stage, reader_of


def leave(stage: Stage, name: str) -> None:
    """Follow the exit `name`, or open the flow of `open:<flow>`."""
    if name.startswith("open:"):
        _open(stage, name.partition(":")[2])
    elif stage.session.talk is None and name in _NEEDS_A_TALK:
        stage.say("nothing_open")
        show_menu(stage)
    else:
        _EXITS[name](stage)


def _open(stage: Stage, flow_id: str) -> None:
    if stage.session.talk and stage.talk.flow == flow_id:
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
    """Drop the last answer that the resident saw, and what was only derived from it."""
    gone: list[str] = []
    for question_id, answer in reversed(stage.talk.answers.items()):
        gone.append(question_id)
        if answer.shown and stage.flow.question(question_id):
            stage.drop(*gone)
            stage.say("went_back")
            proceed(stage)
            return
    stage.say("at_start")
    proceed(stage)


def _correct(stage: Stage) -> None:
    named = named_question(stage, stage.folded)
    if named:
        stage.drop(named)
        proceed(stage)
    else:
        list_corrections(stage)


def _skip(stage: Stage) -> None:
    question = position(stage.flow, stage.talk)
    if question is None:
        proceed(stage)
    else:
        skip(stage, question)


def _dont_know(stage: Stage) -> None:
    """An option of that meaning, else as skipping."""
    question = position(stage.flow, stage.talk)
    option_id = _meaning(question, Intent.DONT_KNOW) if question else ""
    if question and option_id:
        take(stage, question, reader_of(question).pick(stage.hearing(question), option_id))
    else:
        _skip(stage)


def _meaning(question: Question, intent: Intent) -> str:
    return next((option.id for option in question.options if option.means == intent), "")


def _menu(stage: Stage) -> None:
    talk = stage.session.talk
    if talk and stage.flow.gate:
        stage.say("gate_first")
        proceed(stage)
        return
    if talk and park(stage):
        stage.say("kept", thing=thing_of(stage, talk))
    show_menu(stage)


def _help(stage: Stage) -> None:
    interrupt(stage, stage.book.menu.help_flow)


def _person(stage: Stage) -> None:
    _open(stage, stage.book.menu.person_flow)


def _greeting(stage: Stage) -> None:
    if stage.session.talk:
        stage.say("hello_again")
        proceed(stage)
    elif stage.facts.consented:
        stage.say("hello")
        show_menu(stage)
    else:
        open_talk(stage, stage.book.menu.gate_flow)


def _thanks(stage: Stage) -> None:
    stage.say("you_are_welcome")
    if stage.session.talk:
        pending(stage)


def _insult(stage: Stage) -> None:
    stage.say("calm")
    if stage.session.talk:
        pending(stage)


_NEEDS_A_TALK = frozenset({"cancel", "back", "correct", "skip", "dont_know"})
_EXITS: Mapping[str, Callable[[Stage], None]] = {
    "cancel": _cancel,
    "back": _back,
    "correct": _correct,
    "skip": _skip,
    "dont_know": _dont_know,
    "menu": _menu,
    "help": _help,
    "continue": go_on,
    "person": _person,
    "greeting": _greeting,
    "thanks": _thanks,
    "insult": _insult,
}
EXIT_NAMES = frozenset(_EXITS)
