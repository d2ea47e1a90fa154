"""What a pressed button, or a typed number or label, means now; it may have been shown long ago."""

from civic.intent import Intent
from civic.spanish import fold
from flows.form import Question
from flows.play import interrupt, leave_for_menu, open_about, pending, proceed, resume, skip, take
from flows.position import answered, holds, position
from flows.stage import Stage, reader_of
from flows.vocabulary import number_of


def typed_choice(stage: Stage) -> str:
    """The token that the words name exactly: its number in the list last shown, or its label."""
    if reply := _named_reply(stage):
        return reply
    offered = stage.session.offered
    number = 0 if _takes_numbers(stage) else number_of(stage.folded)
    if 0 < number <= len(offered):
        return offered[number - 1]
    labelled = stage.book.words.offers.get(stage.folded, ())
    meant = (token for way in labelled for token in offered if _carries(token, way))
    return next(meant, "") or _named_option(stage)


def _named_reply(stage: Stage) -> str:
    """Nothing is open, and the words are a button of what many were sent: those of a template bring nothing else."""
    replies = () if stage.talking else stage.facts.replies
    number = number_of(stage.folded)
    if 0 < number <= len(replies):
        return replies[number - 1].token
    return next((reply.token for reply in replies if fold(reply.label) == stage.folded), "")


def _takes_numbers(stage: Stage) -> bool:
    """The open question is answered with a number: one that is typed never means the place of a button."""
    question = stage.flow.question(stage.talk.open) if stage.talking else None
    return question is not None and reader_of(question).takes_numbers


def _carries(token: str, way: str) -> bool:
    """The token is this way to go on, its placeholders filled."""
    parts, written = token.split(":"), way.split(":")
    return len(parts) == len(written) and all("{" in w or w == part for part, w in zip(parts, written, strict=True))


def _named_option(stage: Stage) -> str:
    question = stage.flow.question(stage.talk.open) if stage.talking and stage.folded else None
    option_id = question.vocabulary.named(stage.folded) if question else ""
    if question and question.skip and stage.folded == fold(stage.own(question.skip)):
        option_id = "skip"
    return f"{stage.talk.number}:{stage.talk.open}:{option_id}" if option_id else ""


def press(stage: Stage, token: str) -> None:
    stage.pressed = True
    head, _, rest = token.partition(":")
    if head == "go":
        go(stage, rest)
        return
    question_id, _, option_id = rest.partition(":")
    if stage.talking and head == str(stage.talk.number):
        _press_here(stage, question_id, option_id)
    else:
        _press_late(stage, f"{head}:{question_id}")


def _press_late(stage: Stage, pressed: str) -> None:
    """The talk is over or put aside."""
    if pressed == stage.session.done and stage.session.done_says:
        stage.say("already_done", said=stage.session.done_says)
        if stage.talking:
            proceed(stage)
        return
    stage.say("question_closed")
    pending(stage)


def _press_here(stage: Stage, question_id: str, option_id: str) -> None:
    question = stage.flow.question(question_id)
    if question_id == stage.talk.open:
        choose(stage, option_id)
    elif question and answered(question, stage.talk):
        shown = stage.talk.answers[question_id].shown
        stage.say("already_answered", question=stage.own(question.label or question_id), answer=shown)
        proceed(stage)
    elif question and question == position(stage.flow, stage.talk):
        stage.change(open=question_id, open_print=question.print)
        choose(stage, option_id)
    else:
        stage.say("question_closed")
        proceed(stage)


def go(stage: Stage, target: str) -> None:
    """A choice that opens something: `menu`, a flow, or a flow and what it answers (`flow:question:option:...`)."""
    target, *known = target.split(":")
    if target == "continue":
        go_on(stage)
    elif target == "menu":
        leave_for_menu(stage)
    elif target not in stage.book.flows:
        stage.say("question_closed")
        pending(stage)
    elif known:
        open_about(stage, target, dict(zip(known[::2], known[1::2], strict=False)))
    elif stage.talking and stage.talk.flow == target:
        proceed(stage)
    else:
        interrupt(stage, target)


def go_on(stage: Stage) -> None:
    """Back to what was put aside; a talk that was only just opened, with nothing said yet, makes room for it."""
    if stage.session.parked and (not stage.talking or not (stage.talk.answers or stage.flow.gate)):
        resume(stage)
    else:
        if not stage.talking:
            stage.say("nothing_open")
        pending(stage)


def choose(stage: Stage, option_id: str) -> None:
    """An option of the open question."""
    if stage.talk.open.startswith("@"):
        choose_aside(stage, option_id)
        return
    question = open_question(stage)
    if question is None:
        return
    if option_id == "skip":
        skip(stage, question)
    else:
        take(stage, question, reader_of(question).pick(stage.hearing(question), option_id))


def open_question(stage: Stage) -> Question | None:
    """The question that waits, when it still is what was asked; else says what changed, and asks on."""
    question = stage.flow.question(stage.talk.open)
    if question and question.print == stage.talk.open_print and holds(question, stage.talk):
        return question
    stage.say("question_gone" if question is None else "question_changed")
    stage.change(open="", tries=0)
    proceed(stage)
    return None


def choose_aside(stage: Stage, option_id: str) -> None:
    """An option of a question of our own, put over the talk's."""
    aside = stage.talk.open
    stage.change(open="", tries=0)
    if aside == "@cancel" and option_id == "yes":
        close(stage)
    elif aside == "@correct" and option_id in stage.talk.answers:
        stage.drop(option_id)
        proceed(stage)
    else:
        stage.say("goes_on")
        proceed(stage)


def close(stage: Stage) -> None:
    """The open talk ends, nothing of it is kept."""
    stage.say("cancelled", thing=stage.own(stage.flow.thing))
    stage.end()
    pending(stage)


def settles_aside(stage: Stage) -> bool:
    """Words said to a question of our own. False when they decide nothing: the talk's own question is open again."""
    named = named_question(stage, stage.folded) if stage.talk.open == "@correct" else ""
    if named or stage.event.intent in (Intent.YES, Intent.NO):
        choose_aside(stage, named or ("yes" if stage.event.intent is Intent.YES else "no"))
        return True
    question = position(stage.flow, stage.talk)
    stage.change(open=question.id if question else "", open_print=question.print if question else "", tries=0)
    return False


def named_question(stage: Stage, folded: str) -> str:
    """The answered question whose label these words are a part of, or the empty string."""
    words = set(folded.split())
    best = max(stage.talk.answers, key=lambda name: _overlap(stage, name, words), default="")
    return best if best and _overlap(stage, best, words) else ""


def _overlap(stage: Stage, question_id: str, words: set[str]) -> int:
    question = stage.flow.question(question_id)
    return len(words & set(fold(stage.own(question.label)).split())) if question else 0
