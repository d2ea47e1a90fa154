"""How a talk goes on: ask, take an answer, ask again, open, put aside, bring back, end."""

from collections.abc import Mapping

from msgspec.structs import replace

from civic.message import Choice, MediaKind
from flows.form import Finish, Flow, Offer, Option, Question
from flows.position import answered, holds, position, shown_questions, worth_keeping
from flows.readers.reader import Again, Got, Hearing, Lack, Prompt, Reading
from flows.stage import PARKED, Stage, prompted, reader_of, show
from flows.talk import Act, Event, Talk

MOST_CHOICES = 10
"""Rows of a WhatsApp list."""
TRIES_BEFORE_A_PERSON = 3


def thanks_for(event: Event) -> str:
    """The phrase that says that a file or place arrived."""
    if any(medium.kind is MediaKind.VOICE for medium in event.media):
        return "voice_kept"
    return "photo_kept" if event.media else "place_kept"


def proceed(stage: Stage) -> None:
    """Ask what is still to be known; when nothing is, name the act."""
    if consent_missing(stage):
        park(stage, always=True)
        open_talk(stage, stage.book.menu.gate_flow)
        return
    question = position(stage.flow, stage.talk)
    if question is None:
        complete(stage)
        return
    if question.id in stage.talk.answers:
        stage.drop(question.id)
        stage.say("question_changed")
    ask(stage, question)


def consent_missing(stage: Stage) -> bool:
    return stage.flow.needs_consent and not stage.facts.consented


def ask(stage: Stage, question: Question) -> None:
    prompt = prompted(stage, question)
    if isinstance(prompt, Lack):
        stage.need = prompt.need
    elif isinstance(prompt, Got):
        stage.record(question, prompt)
        proceed(stage)
    else:
        show(stage, question, prompt)


def take(stage: Stage, question: Question, reading: Reading) -> None:
    """What the reader made of the event."""
    if isinstance(reading, Lack):
        stage.need = reading.need
    elif isinstance(reading, Again):
        ask_again(stage, question, reading)
    else:
        accept(stage, question, reading)


def accept(stage: Stage, question: Question, got: Got) -> None:
    option = question.option(got.value) if question.options else None
    if option and turns_aside(stage, question, option):
        return
    stage.record(question, got)
    if question.reader == "text":
        glean(stage, stage.event)
    proceed(stage)


def turns_aside(stage: Stage, question: Question, option: Option) -> bool:
    """The option is not an answer to keep: it ends the talk, opens another, or goes back to an answer."""
    if option.ends:
        conclude(stage, option.ends, {})
    elif option.opens:
        interrupt(stage, option.opens, option.sets)
    elif question.reader == "review" and option.id == "correct":
        list_corrections(stage)
    else:
        return False
    return True


def ask_again(stage: Stage, question: Question, again: Again) -> None:
    """With an example first, then with what there is to choose, then with a person; what was given stays."""
    if again.note is not None:
        stage.note(question, again.note)
    if again.counts:
        stage.change(tries=stage.talk.tries + 1)
    prompt = prompted(stage, question)
    if not isinstance(prompt, Prompt):
        take(stage, question, prompt)
        return
    sentence = again.says or (_remedy(stage, question, prompt) if again.counts else "")
    if sentence:
        stage.lines.append(sentence)
    show(stage, question, prompt)
    if again.counts:
        _offer_person(stage, question, prompt)


def _remedy(stage: Stage, question: Question, prompt: Prompt) -> str:
    if stage.talk.tries >= TRIES_BEFORE_A_PERSON:
        return stage.label("offer_person")
    if stage.talk.tries == 1 and question.example:
        return stage.own(question.example)
    return stage.label("choose_one" if prompt.picks else "say_it_otherwise")


def _offer_person(stage: Stage, question: Question, prompt: Prompt) -> None:
    if stage.talk.tries >= TRIES_BEFORE_A_PERSON or (stage.talk.tries > 1 and not prompt.picks):
        token = f"go:{stage.book.menu.person_flow}"
        person = Choice(token, stage.label("to_a_person"), bare=reader_of(question).takes_numbers)
        stage.choices = (*stage.choices[: MOST_CHOICES - 1], person)


def skip(stage: Stage, question: Question) -> None:
    """Go on without an answer where the question allows, else say why it is needed."""
    if question.optional:
        take(stage, question, reader_of(question).skipped(stage.hearing(question)))
        return
    stage.lines.append(stage.own(question.why) if question.why else stage.label("needed"))
    proceed(stage)


def list_corrections(stage: Stage) -> None:
    """Answers by number, to drop one."""
    questions = shown_questions(stage.flow, stage.talk)
    if not questions:
        stage.say("at_start")
        proceed(stage)
        return
    stage.change(open="@correct", open_print="", tries=0)
    stage.say("which_correction")
    number = stage.talk.number
    stage.choices = tuple(Choice(f"{number}:@correct:{q.id}", stage.own(q.label)) for q in questions[:MOST_CHOICES])


def glean(stage: Stage, event: Event) -> None:
    """Fill what these words already say about questions not answered yet."""
    for question in stage.flow.questions:
        if question.gleans and question.id not in stage.talk.answers:
            at = stage.hearing(question, event)
            _glean_one(stage, at)


def _glean_one(stage: Stage, at: Hearing) -> None:
    reading = reader_of(at.question).glean(at)
    if isinstance(reading, Got):
        stage.record(at.question, reading, gleaned=True)
    elif reading:
        stage.note(at.question, reading.note)


def open_talk(
    stage: Stage, flow_id: str, answers: Mapping[str, str] | None = None, given: Mapping[str, Got] | None = None
) -> None:
    """Begin a flow, with what the event's words, earlier unclear words or a chosen option already say."""
    flow = stage.book.flows[flow_id]
    number = stage.session.last_number + 1
    stage.remember(last_number=number)
    stage.begin(Talk(number=number, flow=flow_id))
    if flow.opening:
        stage.lines.append(stage.own(flow.opening))
    _fill(stage, flow, answers or {})
    for question in flow.questions:
        if given and question.id in given:
            stage.record(question, given[question.id])
    proceed(stage)


def _fill(stage: Stage, flow: Flow, answers: Mapping[str, str]) -> None:
    for question_id, pick in answers.items():
        question = flow.question(question_id)
        reading = reader_of(question).pick(stage.hearing(question), pick) if question else None
        if question and isinstance(reading, Got):
            stage.record(question, reading)
    if flow.gate:
        return
    event = Event(text=stage.session.words) if stage.pressed else stage.event
    stage.remember(words="")
    glean(stage, event)


def open_about(stage: Stage, flow_id: str, answers: Mapping[str, str], given: Mapping[str, Got] | None = None) -> None:
    """Open a flow that a message of ours led to, over whatever is open, with what is known already."""
    if stage.talking and stage.talk.flow == flow_id:
        stage.end()
    park(stage, always=True)
    stage.pressed = True
    open_talk(stage, flow_id, answers, given)


def interrupt(stage: Stage, flow_id: str, answers: Mapping[str, str] | None = None) -> None:
    """Open a flow over whatever is open; a flow that only says something leaves the open question where it is."""
    flow = stage.book.flows[flow_id]
    if not flow.questions and not flow.act:
        stage.lines.append(stage.own(flow.finishes["done"].say))
        pending(stage)
        return
    kept = park(stage, always=bool(answers))
    line = len(stage.lines)
    open_talk(stage, flow_id, answers)
    if kept and not stage.act:
        stage.lines.insert(line, stage.book.text("kept", stage.facts, thing=thing_of(stage, kept)))


def park(stage: Stage, *, always: bool = False) -> Talk | None:
    """Put the open talk aside. The talk, when it is worth telling that it is kept."""
    if not stage.talking:
        return None
    talk, gate = stage.talk, stage.flow.gate
    stage.end()
    if not (worth_keeping(talk) or gate or always):
        return None
    others = tuple(t for t in stage.session.parked if t.flow != talk.flow) if gate else stage.session.parked
    if len(others) >= PARKED:
        stage.say("parked_full", thing=thing_of(stage, others[0]))
    stage.remember(parked=(*others, talk)[-PARKED:])
    return None if gate or always else talk


def thing_of(stage: Stage, talk: Talk) -> str:
    """As in *seguimos con su reporte*."""
    flow = stage.book.flows.get(talk.flow)
    return stage.own(flow.thing) if flow else stage.label("old_thing")


def resume(stage: Stage) -> None:
    """The talk put aside last goes on."""
    *others, talk = stage.session.parked
    stage.remember(parked=tuple(others))
    stage.begin(talk)
    if talk.flow not in stage.book.flows:
        withdraw(stage)
        return
    if not stage.flow.gate:
        stage.say("resuming", thing=thing_of(stage, talk))
    proceed(stage)


def withdraw(stage: Stage) -> None:
    """The open talk's flow is no longer there."""
    stage.end()
    stage.say("withdrawn")
    show_menu(stage)


def pending(stage: Stage) -> None:
    """The open question again, or the menu."""
    if stage.talking:
        proceed(stage)
    else:
        show_menu(stage)


def leave_for_menu(stage: Stage) -> None:
    """Put the open talk aside and show what else there is; the gate stays until it is answered."""
    if stage.talking and stage.flow.gate:
        stage.say("gate_first")
        proceed(stage)
        return
    kept = park(stage)
    if kept:
        stage.say("kept", thing=thing_of(stage, kept))
    show_menu(stage)


def show_menu(stage: Stage) -> None:
    menu = stage.book.menu
    stage.lines.append(stage.own(menu.say))
    flows = [stage.book.flows[flow_id] for flow_id in menu.entries if flow_id in stage.book.flows]
    asked = any(one.runs(stage.facts.now) for one in stage.facts.consultations)
    offers = [Offer(flow=flow.id, label=flow.label) for flow in flows if asked or not flow.only_in_consultation]
    kept = [talk for talk in stage.session.parked if talk.flow in stage.book.flows]
    if kept:
        offers.insert(0, Offer(flow="continue", label=stage.book.flows[kept[-1].flow].resume))
    stage.offer(offers[:MOST_CHOICES])


def complete(stage: Stage) -> None:
    """Everything is said: name the act, or end where there is none."""
    flow, talk = stage.flow, stage.talk
    if not flow.act:
        conclude(stage, "done", {})
        return
    given = [q for q in flow.questions if answered(q, talk) and holds(q, talk)]
    answers = {q.id: talk.answers[q.id].value for q in given}
    for question in given:
        option = question.option(answers[question.id])
        answers.update(option.sets if option else {})
    stage.act = Act(flow.act, answers)


def conclude(stage: Stage, name: str, values: Mapping[str, str], opens: str = "") -> None:
    """Say how the talk ended and show how to go on."""
    flow = stage.flow
    finish = flow.finishes[name]
    text = stage.own(finish.say, **values)
    stage.lines.append(text)
    stage.remember(done=f"{stage.talk.number}:{stage.talk.open}", done_says=text)
    stage.end()
    if finish.forgets:
        stage.forgets = True
        stage.remember(parked=(), words="", done="", done_says="")
    elif flow.gate:
        stage.facts = replace(stage.facts, consented=True)
    if opens:
        open_talk(stage, opens)
    else:
        _go_on_after(stage, flow, finish, values)


def _go_on_after(stage: Stage, flow: Flow, finish: Finish, values: Mapping[str, str]) -> None:
    if finish.resumes and stage.session.parked:
        resume(stage)
    elif finish.offers:
        stage.offer(finish.offers, values)
    elif flow.gate and not finish.forgets:
        if stage.session.words:
            stage.say("what_is_it")
        show_menu(stage)
