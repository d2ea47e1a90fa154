"""Groups of staff as Telegram takes them: what is asked, what each refusal means, what `voz doctor` says."""

from pathlib import Path

import pytest

from bot.channels.port import Refused, SendError, Unreachable
from bot.channels.telegram import TelegramChannel
from civic.message import Choice, MediaKind, Message, Topic, TopicAct
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_forums import Forum
from tests.fakes.telegram_server import TelegramServer


async def does(channel: TelegramChannel, forum: Forum, act: TopicAct, text: str = "", **topic: str) -> str:
    message = Message(text=text, topic=Topic(act=act, **topic))
    [part] = channel.parts(message, window_open=True)
    return await channel.send(str(forum.id), part, 1)


@pytest.fixture
def forum(server: TelegramServer) -> Forum:
    return server.forum()


async def test_a_topic_from_its_making_to_its_end(channel: TelegramChannel, forum: Forum) -> None:
    thread = await does(channel, forum, TopicAct.OPEN, name="Ana · predial")
    buttons = (Choice("group:take", "Tomar"), Choice("group:close", "Cerrar"))
    [part] = channel.parts(
        Message(text="Tarjeta", choices=buttons, topic=Topic(act=TopicAct.CARD, thread=thread)), window_open=True
    )
    card = await channel.send(str(forum.id), part, 1)
    await does(channel, forum, TopicAct.PIN, message=card)
    await does(channel, forum, TopicAct.EDIT, "Tarjeta nueva", message=card)
    await does(channel, forum, TopicAct.EDIT, "Tarjeta nueva", message=card)
    said = await does(channel, forum, TopicAct.SAY, "Ana: hola", thread=thread, message=card)
    await does(channel, forum, TopicAct.CLOSE, thread=thread)
    await does(channel, forum, TopicAct.CLOSE, thread=thread)
    [topic] = forum.topics.values()
    assert (topic.name, topic.is_closed, forum.card_of(topic)) == ("Ana · predial", True, "Tarjeta nueva")
    assert [(one.text, one.answers) for one in forum.in_topic(topic)] == [("Tarjeta", 0), ("Ana: hola", int(card))]
    assert len(forum.edits) == 1, "what is so already is no change"
    await does(channel, forum, TopicAct.REOPEN, thread=thread)
    await does(channel, forum, TopicAct.UNSAY, message=said)
    await does(channel, forum, TopicAct.DELETE, thread=thread)
    await does(channel, forum, TopicAct.REMOVE, member="77")
    assert (forum.deleted, forum.banned, forum.unbanned) == ([int(thread)], [77], [77])


@pytest.mark.parametrize(
    ("kind", "shown"), [(MediaKind.PHOTO, "photo"), (MediaKind.VOICE, "voice"), (MediaKind.DOCUMENT, "document")]
)
async def test_files_of_residents_go_with_who_sent_them(
    server: TelegramServer, forum: Forum, tmp_path: Path, kind: MediaKind, shown: str
) -> None:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (32, 24)).save(made, "JPEG")
    (tmp_path / "file").write_bytes(made.getvalue())
    channel = TelegramChannel(server.token, api_base_url=server.base_url, media=tmp_path)
    thread = await does(channel, forum, TopicAct.OPEN, name="Ana")
    await does(
        channel, forum, TopicAct.SAY, "Ana: mire", thread=thread, file="file", kind=kind.value, file_name="a.jpg"
    )
    await does(channel, forum, TopicAct.SAY, "Ana: y esto", thread=thread, file="gone", kind=kind.value)
    with_file, without = forum.received
    assert (with_file.text, getattr(with_file, shown)) == ("Ana: mire", made.getvalue())
    assert (without.text, getattr(without, shown)) == ("Ana: y esto", b"")
    await channel.close()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("message thread not found", "topic_gone"),
        ("TOPIC_DELETED", "topic_gone"),
        ("TOPIC_ID_INVALID", "topic_gone"),
        ("TOPIC_CLOSED", "topic_closed"),
        ("the chat is not a forum", "no_forum"),
        ("CHAT_ADMIN_REQUIRED", "no_rights"),
        ("not enough rights to create a topic", "no_rights"),
        ("CHAT_WRITE_FORBIDDEN", "no_rights"),
        ("message to edit not found", "message_gone"),
        ("something new", "400"),
    ],
)
async def test_what_a_refusal_is_about(
    channel: TelegramChannel, server: TelegramServer, forum: Forum, said: str, code: str
) -> None:
    thread = await does(channel, forum, TopicAct.OPEN, name="Ana")
    server.spoil("sendMessage", faults.refused(said))
    with pytest.raises(Refused) as caught:
        await does(channel, forum, TopicAct.SAY, "hola", thread=thread)
    assert caught.value.code == code
    assert not isinstance(caught.value, Unreachable), "the group is still there"


@pytest.mark.parametrize(
    "said", ["user not found", "USER_ID_INVALID", "PARTICIPANT_ID_INVALID", "user is an administrator"]
)
async def test_a_removal_that_is_refused_is_about_the_member(
    channel: TelegramChannel, server: TelegramServer, forum: Forum, said: str
) -> None:
    """A group of staff is not given up for somebody who cannot be taken out of it."""
    server.spoil("banChatMember", faults.refused(said))
    with pytest.raises(Refused) as caught:
        await does(channel, forum, TopicAct.REMOVE, member="77")
    assert not isinstance(caught.value, Unreachable)


async def test_who_was_put_out_of_the_group_writes_there_no_more(channel: TelegramChannel, forum: Forum) -> None:
    forum.removes_bot()
    with pytest.raises(Unreachable):
        await does(channel, forum, TopicAct.OPEN, name="Ana")


async def test_the_limit_of_groups_is_not_the_bots(channel: TelegramChannel, server: TelegramServer) -> None:
    """However many groups are told to wait, residents are written to."""
    for number in range(5):
        server.spoil("createForumTopic", faults.flood(7))
        with pytest.raises(SendError) as caught:
            await does(channel, server.forum(f"Grupo {number}"), TopicAct.OPEN, name="Ana")
        assert caught.value.after.total_seconds() == 7  # type: ignore[attr-defined]
        assert not caught.value.whole_account  # type: ignore[attr-defined]


async def test_what_members_say_names_them_and_the_topic(
    channel: TelegramChannel, server: TelegramServer, forum: Forum
) -> None:
    from bot.channels.telegram.parse import read
    from tests.bot.channels.telegram.test_parse import RECEIVED_AT

    rosa = server.person("Rosa")
    thread = await does(channel, forum, TopicAct.OPEN, name="Ana")
    card = int(await does(channel, forum, TopicAct.CARD, "Tarjeta", thread=thread))
    topic = forum.topics[int(thread)]
    forum.by(rosa, topic).says("hola")
    forum.by(rosa, topic).replies(card, "sí")
    forum.by(rosa, None).says("general")
    told = [read(update, channel.account, "", RECEIVED_AT) for update in server.updates.pending.values()]
    assert [(one.member, one.thread, one.quoted) for one in told if one] == [
        (str(rosa.id), thread, thread), (str(rosa.id), thread, str(card)), (str(rosa.id), "", ""),
    ]  # fmt: skip


async def test_the_doctor_finds_all_well(channel: TelegramChannel, server: TelegramServer, forum: Forum) -> None:
    rosa = server.person("Rosa")
    forum.administrators.append(rosa)
    findings = await channel.check_groups({"-1": str(forum.id)}, {str(rosa.id)})
    assert [one.what for one in findings if not one.good] == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("kind", "Grupo -1 (Personal): no tiene temas."),
        ("admin", "Grupo -1: el bot no es administrador."),
        ("right", "Grupo -1: al bot le falta fijar mensajes, borrar mensajes."),
        ("stranger", "Grupo -1: administran sin cuenta enlazada en la mesa: Beto."),
        ("nowhere", "Grupo -1: el bot no está en él, o no existe."),
    ],
)
async def test_the_doctor_names_what_is_wrong_and_the_remedy(
    channel: TelegramChannel, server: TelegramServer, forum: Forum, wrong: str, told: str
) -> None:
    match wrong:
        case "kind":
            forum.is_forum = False
        case "admin":
            forum.rights.clear()
        case "right":
            forum.rights -= {"can_pin_messages", "can_delete_messages"}
        case "stranger":
            forum.administrators.append(server.person("Beto"))
    where = "-5" if wrong == "nowhere" else str(forum.id)
    findings = await channel.check_groups({"-1": where}, {"1"})
    [bad, *_] = [one for one in findings if not one.good]
    assert bad.what == told
    assert bad.remedy
