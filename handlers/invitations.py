"""Where an invitation to a committee leads on each channel."""

from urllib.parse import quote

from handlers.world import World


def words_of(code: str) -> str:
    """What somebody writes to the bot."""
    return f"unirme {code}"


def links_of(world: World, code: str) -> dict[str, str]:
    """By channel, of those on which somebody can be invited."""
    links = {}
    if world.telegram_username:
        links["Telegram"] = f"https://t.me/{world.telegram_username}?start=unirme_{code}"
    if world.whatsapp_account:
        number = world.whatsapp_account.removeprefix("whatsapp:+")
        links["WhatsApp"] = f"https://wa.me/{number}?text={quote(words_of(code))}"
    return links


def group_link(world: World, code: str) -> str:
    """By which the bot is taken into a group on Telegram; empty: it has no name there that is known."""
    return f"https://t.me/{world.telegram_username}?startgroup=unirme_{code}" if world.telegram_username else ""
