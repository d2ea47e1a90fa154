"""Who speaks: emergency, then opt-out, then the person in charge of the chat, then the conversation."""

from datetime import datetime

from msgspec.structs import replace

from civic.intent import Intent, names_a_fault, understand
from civic.message import Kind
from civic.neighbourhood import PLACE_WORDS
from civic.places import Directory
from civic.spanish import fold
from flows import engine
from flows.talk import Act, Event, Session, Turn
from handlers.acts import ACTS
from handlers.acts.notices import stop_notices
from handlers.committee_groups import linked_group
from handlers.filing import keep_evidence
from handlers.find import found
from handlers.scene import Scene
from handlers.solving import runs
from handlers.world import World
from storage import chats, staff
from storage.forgetting import forget_words
from storage.incidents import note_incident
from storage.store import Connection

_LONGEST_WORD = 40
_ROUNDS = 12
"""Needs and acts of one message; more means a flow that turns in circles."""


def speak(scene: Scene) -> None:
    _welcome_back(scene)
    if scene.inbound.group:
        _speak_in_group(scene)
        return
    event = _event(scene)
    emergency = event.intent is Intent.EMERGENCY
    if emergency:
        _warn(scene)
    if event.intent is Intent.OPT_OUT:
        stop_notices(scene)
        scene.say(scene.phrase("opted_out"), *engine.repeat(scene.world.book, scene.session, scene.facts()))
    elif scene.person.chat_id:
        _with_staff(scene, event)
    elif not emergency or engine.takes_words(scene.world.book, scene.session):
        converse(scene, event)
    elif scene.session.talk is None and names_a_fault(event.text):
        converse(scene, replace(event, intent=Intent.COMPLAIN))
    else:
        scene.say(*engine.repeat(scene.world.book, scene.session, scene.facts()))


def _welcome_back(scene: Scene) -> None:
    """What the address says of itself may have changed since the last message."""
    sender, inbound = scene.sender, scene.inbound
    if sender.reply_to != inbound.sender or sender.state != "active":
        sender.reply_to, sender.state = inbound.sender, "active"
        scene.ledger.change("addresses", sender.address_id, reply_to=inbound.sender, state="active")
    if inbound.name and inbound.name != sender.display_name:
        sender.display_name = inbound.name
        scene.ledger.change("addresses", sender.address_id, name=inbound.name)


def _event(scene: Scene) -> Event:
    inbound = scene.inbound
    choice = inbound.choice if ":" in inbound.choice else ""  # a button of an approved template has words only
    typed = "" if choice else inbound.text
    return Event(
        text=inbound.text,
        choice=choice,
        place=inbound.place,
        media=inbound.media,
        media_ids=scene.media_ids,
        contact=inbound.text if inbound.kind is Kind.CONTACT else "",
        intent=_intent(scene, typed) if typed else None,
        unsupported=inbound.kind is Kind.UNSUPPORTED,
        is_staff=_is_staff(scene, typed),
    )


def _is_staff(scene: Scene, typed: str) -> bool:
    """Looked up only for a word that means something to staff alone."""
    if len(typed) > _LONGEST_WORD or fold(typed) not in scene.world.book.words.staff:
        return False
    return staff.find_account_of_person(scene.connection, scene.person.id) is not None


def _intent(scene: Scene, typed: str) -> Intent | None:
    """What the words are about; nothing but a place, when a place was asked for and they are its name: there are
    neighbourhoods called Asentamientos Humanos, Corral de Barranco and El Rosario Parte Baja."""
    if engine.asks_for(scene.world.book, scene.session) == "neighbourhood":
        said = set(fold(typed).split()) - PLACE_WORDS
        if any(said <= set(fold(one.name).split()) for one in scene.world.directory.find(typed).candidates):
            return None
    meant = understand(typed)
    return understand(_without_alarming_names(scene.world.directory, typed)) if meant is Intent.EMERGENCY else meant


def _without_alarming_names(directory: Directory, typed: str) -> str:
    """Who lives in Corral de Barranco, or in Ex Hacienda Sangre de Cristo, is in no danger for that."""
    said = f" {fold(typed)} "
    for one in directory:
        name = f" {fold(one.name)} "
        if name in said and understand(one.name) is Intent.EMERGENCY:
            said = said.replace(name, " colonia ")
    return said


def _speak_in_group(scene: Scene) -> None:
    """Groups hear broadcasts; a talk belongs into a private chat. Only a command is answered, so that we never chatter."""
    scene.state = "noted"
    if committee := linked_group(scene):
        scene.say(scene.phrase("group_linked", committee=committee))
    elif scene.inbound.text.startswith("/"):
        scene.say(scene.phrase("group_private"))


def _warn(scene: Scene) -> None:
    scene.say(scene.phrase("emergency"))
    note_incident(scene.ledger, "emergency", scene.now, inbox_id=scene.inbox_id)


def _with_staff(scene: Scene, event: Event) -> None:
    """A person owns the chat: the bot only opens the way back."""
    if event.intent in (Intent.MENU, Intent.CANCEL) and scene.person.chat_state == "waiting":
        _leave_queue(scene, event)
        return
    scene.state = "staff"
    chat_id, now = scene.person.chat_id, scene.now
    due_at = scene.world.answer_due(scene.person.chat_department, now, is_first=False)
    scene.ledger.later(lambda connection: _heard_in_chat(connection, scene.world, chat_id, now, due_at))
    scene.ledger.add("chat_events", chat_id=chat_id)
    keep_evidence(scene.hand(), "chat", scene.person.chat_id, scene.media_ids, scene.person.id)
    if scene.person.chat_state == "waiting" and _is_first_word(scene, chat_id):
        scene.say(scene.phrase("with_staff"))


def _is_first_word(scene: Scene, chat_id: int) -> bool:
    """After the one with which they asked for a person, also of those that came at one moment with it."""
    at_once = scene.ledger.pending("inbox", state="staff", address_id=scene.sender.address_id)
    return not any(row["id"] > chat_id for row in at_once) and chats.words_since(scene.connection, chat_id) == 0


def _heard_in_chat(connection: Connection, world: World, chat_id: int, now: datetime, due_at: datetime | None) -> None:
    """Whatever we waited for is over: it is our turn."""
    chat = chats.find_chat(connection, chat_id)
    chats.heard(connection, chat_id, now, due_at)
    if chat and not chat.is_closed and (chat.solve_since is None or chat.solve_since > now):
        chats.change(connection, chat_id, **runs(world, chat, now))


def _leave_queue(scene: Scene, event: Event) -> None:
    person = scene.person
    scene.ledger.change(
        "chats",
        person.chat_id,
        state="closed",
        closed_at=scene.now,
        **chats.NOBODY_WAITS,
        **chats.NOT_MEASURED,
        epoch=person.chat_epoch + 1,
    )
    scene.record("chat", person.chat_id, "left_queue")
    scene.ledger.add("chat_events", chat_id=person.chat_id)
    person.chat_id, person.chat_state, person.chat_epoch = 0, "", 0
    scene.say(scene.phrase("left_queue"))
    converse(scene, event)


def converse(scene: Scene, event: Event) -> None:
    """Let the engine play the event; look up what it lacks, do what it decides, say what it says."""
    if _joins_album(scene):
        return
    known: dict[str, object] = {}
    for _ in range(_ROUNDS):
        turn = engine.advance(scene.world.book, scene.session, event, scene.facts(**known))
        if turn.need is None:
            break
        known.update(found(scene, turn.need))
    else:
        raise RuntimeError(f"the flow asks for facts without end: {turn.need}")
    scene.session = turn.session
    scene.say(*turn.says)
    if turn.forgets:
        _forget(scene)
    for _ in range(_ROUNDS):
        if turn.act is None:
            return
        turn = _act(scene, turn.session, turn.act)
    raise RuntimeError("the flow acts without end")


def _forget(scene: Scene) -> None:
    """Who never agreed is told that nothing was kept: so it is, down to the photo."""
    person = scene.person
    if not person.notice_version:
        scene.ledger.later(lambda connection: forget_words(connection, person.id))
        scene.ledger.later(lambda connection: chats.note_change_of(connection, scene.world.ids, person.id))
        scene.record("person", person.id, "notice_refused")


def _act(scene: Scene, session: Session, act: Act) -> Turn:
    """Do what a finished talk decided, and let the engine say what came of it."""
    person = scene.person
    outcome = ACTS[act.name](scene, act.answers)
    known: dict[str, object] = {}
    for _ in range(_ROUNDS):
        end = engine.finish(scene.world.book, session, outcome, scene.facts(**known))
        if end.need is None:
            break
        known.update(found(scene, end.need))
    scene.say(*end.says)
    if scene.person is person:
        scene.session = end.session
        return end
    # the resident turned out to be somebody we know from another channel: their talk goes on here
    scene.say(*engine.repeat(scene.world.book, scene.session, scene.facts()))
    return Turn(session=scene.session)


def _joins_album(scene: Scene) -> bool:
    """Pictures sent as one album come as several messages: the first is answered, the rest are laid beside it."""
    album, person = scene.inbound.album, scene.person
    if not album:
        return False
    again = person.album == album
    person.album = album
    if not again:
        return False
    scene.session = engine.attach(scene.world.book, scene.session, scene.media_ids)
    return True
