"""What `voz doctor` asks Telegram about the groups of staff. Each finding is one sentence, with what to do."""

from collections.abc import Iterator, Mapping, Set

import telegram
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.port import Finding
from bot.channels.telegram.trouble import told

_RIGHTS = {
    "can_manage_topics": "administrar temas",
    "can_pin_messages": "fijar mensajes",
    "can_delete_messages": "borrar mensajes",
    "can_restrict_members": "expulsar miembros",
}


async def group_findings(bot: telegram.Bot, groups: Mapping[str, str], linked: Set[str]) -> list[Finding]:
    """`groups`: their ids now, by the names of the settings. Never raises."""
    return [finding for named, value in groups.items() for finding in await _look(bot, named, value, linked)]


async def _look(bot: telegram.Bot, named: str, value: str, linked: Set[str]) -> list[Finding]:
    try:
        me = await bot.get_me()
        group = await bot.get_chat(int(value))
        member = await bot.get_chat_member(int(value), me.id)
        rulers = await bot.get_chat_administrators(int(value))
        count = await bot.get_chat_member_count(int(value))
    except (BadRequest, Forbidden):
        remedy = "Agregue el bot al grupo y revise su id en [desk.bridge]: lleva -100 delante."
        return [Finding(False, f"Grupo {named}: el bot no está en él, o no existe.", remedy)]
    except TelegramError as error:
        return [Finding(False, f"Grupo {named}: {told(error)}", "Corrija lo dicho y vuelva a ejecutar voz doctor.")]
    return [*_kind(named, group), *_rights(named, member), *_members(named, rulers, count, linked)]


def _kind(named: str, group: telegram.ChatFullInfo) -> Iterator[Finding]:
    yield Finding(
        bool(group.is_forum),
        f"Grupo {named} ({group.title}): {'tiene' if group.is_forum else 'no tiene'} temas.",
        "Actívelos en Telegram: Administrar grupo, Temas.",
    )


def _rights(named: str, member: telegram.ChatMember) -> Iterator[Finding]:
    if not isinstance(member, telegram.ChatMemberAdministrator):
        yield Finding(False, f"Grupo {named}: el bot no es administrador.", "Hágalo administrador del grupo.")
        return
    missing = [spoken for right, spoken in _RIGHTS.items() if not getattr(member, right)]
    yield Finding(
        not missing,
        f"Grupo {named}: al bot le falta {', '.join(missing)}."
        if missing
        else f"Grupo {named}: el bot puede lo que debe.",
        "Dele esos permisos de administrador.",
    )


def _members(named: str, rulers: tuple[telegram.ChatMember, ...], count: int, linked: Set[str]) -> Iterator[Finding]:
    """Telegram names administrators only; of the others it says how many there are."""
    strangers = [one.user.full_name for one in rulers if not one.user.is_bot and str(one.user.id) not in linked]
    yield Finding(
        not strangers,
        f"Grupo {named}: administran sin cuenta enlazada en la mesa: {', '.join(strangers)}."
        if strangers
        else f"Grupo {named}: quienes lo administran tienen cuenta enlazada.",
        "Quien está en el grupo lo ve todo: que enlacen su cuenta en «Mi cuenta», o sáquelos.",
    )
    people = count - 1  # the bot itself
    yield Finding(
        people <= len(linked),
        f"Grupo {named}: {people} personas; cuentas enlazadas en toda la mesa: {len(linked)}.",
        "Hay en el grupo quien no tiene cuenta enlazada: revise sus miembros.",
    )
