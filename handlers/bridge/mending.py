"""What became of what was asked for a topic, and what follows from it."""

from dataclasses import replace

from civic.message import Topic, TopicAct
from handlers.bridge.orders import Clerk
from storage import chat_topics, staff_groups
from storage.chat_topics import ChatTopic, Order
from storage.incidents import open_incident

_OPENINGS = 3
"""How often a topic is asked for whose making came to nothing that we know of."""
_GROUP_TROUBLES = frozenset({"no_forum", "no_rights"})
_NOT_DELIVERED = {
    "failed": "No se entregó: Telegram o WhatsApp lo rechazó. Vea la conversación en la mesa.",
    "unknown": "No se sabe si llegó. Vea la conversación en la mesa antes de repetirlo.",
    "cancelled": "No se envió: la persona ya no recibe mensajes o la conversación cambió.",
}


def mend(clerk: Clerk, topic: ChatTopic) -> ChatTopic:
    """The topic as it stands after that. A topic that somebody deleted is made anew once, and says again what it lost;
    one that has ended, or was given up, is left as it is."""
    ended = [one for one in chat_topics.list_unsettled(clerk.connection, topic.id) if _is_over(one)]
    for one in ended:
        topic = _take_in(clerk, topic, one)
    chat_topics.settle_orders(clerk.connection, [one.outbox_id for one in ended])
    if topic.thread or topic.state != "open":
        _delete_orphans(clerk, topic)
    if topic.thread:
        _tell_lost(clerk, topic)
    return topic


def _is_over(one: Order) -> bool:
    return one.state not in ("queued", "claimed")


def _take_in(clerk: Clerk, topic: ChatTopic, one: Order) -> ChatTopic:
    if one.state == "sent":
        return _took(clerk, topic, one)
    known = {"topic_gone": _gone, "topic_closed": _closed}.get(one.error)
    if known or one.what == "open":
        return (known or _not_opened)(clerk, topic, one)
    return _failed(clerk, topic, one)


def _failed(clerk: Clerk, topic: ChatTopic, one: Order) -> ChatTopic:
    if one.state == "cancelled":  # the group let us go: said again when it takes us back
        chat_topics.forget_lines(clerk.connection, [one.outbox_id])
        return _changed(clerk, topic, card_sha256="") if one.what in ("card", "edit") else topic
    if one.what == "unsay" and topic.thread:
        clerk.say(topic, "Telegram ya no deja borrar ese mensaje: solo se puede en las 48 horas siguientes.")
    if one.what in ("card", "edit") and one.error == "message_gone":
        return _changed(clerk, topic, card="", card_sha256="")
    if one.what == "line" and one.state == "failed":
        detail = f"{one.what} {one.error}"
        open_incident(clerk.connection, clerk.ids, kind="group", outbox_id=one.outbox_id, detail=detail, now=clerk.now)
    return topic


def _changed(clerk: Clerk, topic: ChatTopic, **values: str | int) -> ChatTopic:
    chat_topics.change_topic(clerk.connection, topic.id, **values)
    return replace(topic, **values)  # type: ignore[arg-type]


def _took(clerk: Clerk, topic: ChatTopic, one: Order) -> ChatTopic:
    if one.what == "open" and not topic.thread and topic.state == "open":
        return _changed(clerk, topic, thread=one.provider_id)
    if one.what == "card":
        clerk.ask(topic, "pin", Topic(act=TopicAct.PIN, thread=topic.thread, message=one.provider_id))
        return _changed(clerk, topic, card=one.provider_id)
    if one.what == "unsay" and topic.thread:
        clerk.say(topic, "Se borró del chat de la persona.")
    return topic


def _gone(clerk: Clerk, topic: ChatTopic, one: Order) -> ChatTopic:
    """Somebody deleted the topic. Of several that failed for it the first counts."""
    chat_topics.forget_lines(clerk.connection, [one.outbox_id])
    if one.thread != topic.thread:
        return topic
    for opening in chat_topics.list_openings(clerk.connection, topic.id):
        chat_topics.note_orphan(clerk.connection, opening.outbox_id)
    nowhere = _changed(clerk, topic, thread="", card="", card_sha256="")
    if topic.state != "open":
        return nowhere
    if topic.remade:
        detail = "borraron el tema dos veces: la conversación sigue en la mesa"
        open_incident(clerk.connection, clerk.ids, kind="group", detail=detail, now=clerk.now)
        return _changed(clerk, nowhere, state="given_up")
    return _changed(clerk, nowhere, remade=topic.remade + 1)


def _closed(clerk: Clerk, topic: ChatTopic, one: Order) -> ChatTopic:
    """By hand, while the chat goes on."""
    if topic.state == "open":
        clerk.ask(topic, "other", Topic(act=TopicAct.REOPEN, thread=topic.thread))
    chat_topics.forget_lines(clerk.connection, [one.outbox_id])
    return _changed(clerk, topic, card_sha256="") if one.what in ("card", "edit") else topic


def _not_opened(clerk: Clerk, topic: ChatTopic, one: Order) -> ChatTopic:
    if topic.state != "open":
        return topic
    tries = len(chat_topics.list_openings(clerk.connection, topic.id))
    if one.error in _GROUP_TROUBLES:
        _note_trouble(clerk, topic, one.error)
        return _changed(clerk, topic, state="ended")
    if one.state == "cancelled":  # the group let us go
        return _changed(clerk, topic, state="ended")
    if tries >= _OPENINGS:
        detail = f"no se pudo abrir el tema: {one.error}"
        open_incident(clerk.connection, clerk.ids, kind="group", outbox_id=one.outbox_id, detail=detail, now=clerk.now)
        return _changed(clerk, topic, state="given_up")
    return topic


def _note_trouble(clerk: Clerk, topic: ChatTopic, code: str) -> None:
    """Another group takes what comes meanwhile. The operator is told once."""
    group = staff_groups.find_group(clerk.connection, topic.address_id)
    if group and group.trouble != code:
        detail = f"{group.named}: {code}; vea voz doctor"
        open_incident(clerk.connection, clerk.ids, kind="group", detail=detail, now=clerk.now)
    staff_groups.change_group(clerk.connection, topic.address_id, trouble=code, trouble_at=clerk.now)


def _delete_orphans(clerk: Clerk, topic: ChatTopic) -> None:
    """Made too, by a request whose answer came late."""
    for one in chat_topics.list_openings(clerk.connection, topic.id):
        if one.state == "sent" and one.provider_id not in ("", topic.thread):
            chat_topics.note_orphan(clerk.connection, one.outbox_id)
            clerk.ask(topic, "other", Topic(act=TopicAct.DELETE, thread=one.provider_id))


def _tell_lost(clerk: Clerk, topic: ChatTopic) -> None:
    for words, state, _ in chat_topics.list_not_delivered(clerk.connection, topic.id):
        clerk.say(topic, _NOT_DELIVERED[state], to=words.message)
        chat_topics.change_words(clerk.connection, words.inbox_id, state="lost")
