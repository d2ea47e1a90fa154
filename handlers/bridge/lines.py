"""The lines of a chat in its topic: one message each, and one for many where the group cannot keep up."""

from datetime import timedelta
from typing import TYPE_CHECKING

from civic.message import Topic, TopicAct
from handlers.bridge.card import line_text
from handlers.bridge.orders import Clerk
from storage import chat_topics, staff_groups
from storage.access import only_chat
from storage.chat_lines import Line, list_lines
from storage.chat_topics import ChatTopic
from storage.chats import Chat

if TYPE_CHECKING:
    from handlers.bridge.groups import Groups

FULL = 18
"""Messages that a group is sent in a minute: with so many before it, one that comes now waits for longer than that."""
_LATE = timedelta(seconds=60)
_FILE_PATIENCE = timedelta(seconds=30)
_MOST = 200
_FILE_WORDS = {"photo": "una foto", "voice": "una nota de voz", "video": "un video"}


def show_lines(clerk: Clerk, groups: "Groups", topic: ChatTopic, chat: Chat) -> bool:
    """Whether some must wait."""
    lines = _new(clerk, topic, chat)
    if not lines:
        return False
    if staff_groups.backlog(clerk.connection, topic.address_id) >= FULL:
        return True
    late = lines[0].at <= clerk.now - _LATE
    if late and len(lines) > 1:
        _show_bundle(clerk, groups, topic, chat, lines)
        return False
    return any(not _show(clerk, groups, topic, chat, line) for line in lines)  # in order: none overtakes a file


def _new(clerk: Clerk, topic: ChatTopic, chat: Chat) -> list[Line]:
    found = list_lines(clerk.connection, chat.person_id, only_chat(chat.id), most=_MOST)
    shown = chat_topics.list_shown(clerk.connection, topic.id) if found else set()
    return [line for line in found if line.id not in shown and not _is_told(line, chat)]


def _is_told(line: Line, chat: Chat) -> bool:
    """By the card already: how it ended, and the words with which it began, made before it; not what came with them."""
    ends = chat.closed_at is not None and line.at >= chat.closed_at
    return ends or (line.id < chat.id and not line.files)


def _show_bundle(clerk: Clerk, groups: "Groups", topic: ChatTopic, chat: Chat, lines: list[Line]) -> None:
    text = f"{len(lines)} mensajes nuevos. Véalos en la mesa: {groups.link(chat.id)}"
    what = "line" if any(line.by == "resident" for line in lines) else "echo"
    clerk.show(topic, [line.id for line in lines], what, text, Topic(act=TopicAct.SAY, thread=topic.thread))


def _show(clerk: Clerk, groups: "Groups", topic: ChatTopic, chat: Chat, line: Line) -> bool:
    """False: its file is still being brought."""
    what = "line" if line.by == "resident" else "echo"
    files = chat_topics.files_of(clerk.connection, line.id) if line.files else []
    if any(state == "waiting" for *_, state in files) and line.at > clerk.now - _FILE_PATIENCE:
        return False
    kept = [(kind, name, path) for kind, name, path, state in files if state == "kept"]
    text = line_text(chat, line, with_file=bool(kept))
    if len(kept) < len(files) or line.photo or line.document:
        text += f"\n[{_lacking(files)}: véalo en la mesa: {groups.link(chat.id)}]"
    for kind, name, path in kept or [("", "", "")]:
        done = Topic(
            act=TopicAct.SAY, thread=topic.thread, file=path, kind=kind,
            file_name=name or ("archivo.jpg" if kind == "photo" else "archivo"),
        )  # fmt: skip
        if kept.index((kind, name, path)) if kept else 0:
            clerk.ask(topic, what, done)
        else:
            clerk.show(topic, [line.id], what, text, done)
    return True


def _lacking(files: list[tuple[str, str, str, str]]) -> str:
    kinds = [kind for kind, *_, state in files if state != "kept"]
    return _FILE_WORDS.get(kinds[0], "un archivo") if kinds else "con un archivo"
