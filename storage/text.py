"""Text that both databases take."""

from msgspec.structs import replace

from civic.message import Inbound, Media


def clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and with half surrogates, which no database takes, as replacement signs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def storable(inbound: Inbound) -> Inbound:
    """The same message, its texts clean and its names cut to what the columns hold. Almost always the very same object."""
    words = (inbound.text, inbound.name, inbound.raw, inbound.provider_id, inbound.choice, inbound.album)
    if all(map(_is_fine, words)) and len(inbound.name) <= 200 and not inbound.media:
        return inbound
    return replace(
        inbound,
        text=clean(inbound.text),
        name=clean(inbound.name)[:200],
        raw=clean(inbound.raw),
        choice=clean(inbound.choice),
        provider_id=clean(inbound.provider_id),
        album=clean(inbound.album)[:80],
        media=tuple(map(_storable_media, inbound.media)),
    )


def _is_fine(text: str) -> bool:
    return (text.isascii() and "\x00" not in text) or clean(text) == text


def _storable_media(media: Media) -> Media:
    return replace(media, ref=clean(media.ref), mime=clean(media.mime)[:120], name=clean(media.name)[:300])
