"""Questions about where: a neighbourhood of the catalogue, and whatever shows the spot."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from civic.intent import Intent
from civic.message import MediaKind, Wish
from civic.neighbourhood import Neighbourhood
from civic.spanish import fold
from flows.readers.reader import Again, Got, Hearing, Lack, Pick, Prompt, Reader, Reading
from flows.speech import DETAIL, LABEL, shortened
from flows.talk import Event

NAMES_SHOWN = 3
"""Most neighbourhoods offered for one name."""
CODE_SHOWN = 9
"""Most neighbourhoods offered for one postal code: a WhatsApp list has ten rows, one of them *none*."""
TRIES_BEFORE_POSTAL_CODE = 2
_NONE = frozenset({"ninguna", "ninguno", "ninguna de esas", "ninguno de esos", "none"})
_POSTAL_CODE = re.compile(r"(?:cp |codigo postal )?(\d{5})")


class Place(Reader):
    """A neighbourhood: asks which one when several fit, then takes a postal code, then goes on without.

    Value: `{"key": str}`, or `{"postal_code": str}` or `{"typed": str}` when the catalogue does not settle it.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if at.kept and at.kept.get("keys"):
            return self._which(at, [at.facts.directory.get(key) for key in at.kept["keys"]])
        if at.talk.open == at.question.id and at.talk.tries >= TRIES_BEFORE_POSTAL_CODE:
            return Prompt(at.say("postal_code"))
        return Prompt(at.own(at.question.ask), self._home(at))

    def _which(self, at: Hearing, found: Sequence[Neighbourhood]) -> Prompt:
        ask = "which_neighbourhood" if len(found) > 1 else "is_it_this_neighbourhood"
        return Prompt(at.say(ask), [*_picks(found), Pick("none", at.say("none_of_them"))])

    def _home(self, at: Hearing) -> list[Pick]:
        home = at.facts.neighbourhood
        return [Pick("home", shortened(home.name, LABEL), at.say("your_neighbourhood"))] if home else []

    def declines(self, at: Hearing) -> bool:
        refuses = at.folded in _NONE or (_only(at) and at.event.intent is Intent.NO)
        return not at.kept if refuses else super().declines(at)

    def read(self, at: Hearing) -> Reading:
        only = _only(at)
        if at.folded in _NONE or (only and at.event.intent is Intent.NO):
            return self.pick(at, "none")
        if only and at.event.intent is Intent.YES:
            return self.pick(at, only)
        narrowed = self._narrowed(at)
        if narrowed:
            return _of(narrowed)
        code = _POSTAL_CODE.fullmatch(at.folded)
        return self._by_code(at, code[1]) if code else self._by_name(at)

    def _narrowed(self, at: Hearing) -> Sequence[Neighbourhood]:
        """Those of the offered ones that the words tell apart, by postal code or kind; empty: they do not."""
        offered = [at.facts.directory.get(key) for key in (at.kept or {}).get("keys", ())]
        words = set(at.folded.split())
        fitting = [n for n in offered if n.postal_code in words] or [n for n in offered if fold(n.kind) in words]
        return fitting if len(fitting) < len(offered) else ()

    def _by_code(self, at: Hearing, code: str) -> Reading:
        found = at.facts.directory.with_postal_code(code)
        if len(found) > CODE_SHOWN:
            return Got({"postal_code": code}, f"CP {code}")
        return _of(found) if found else self._unknown(at)

    def _by_name(self, at: Hearing) -> Reading:
        match = at.facts.directory.find(at.event.text)
        if match.sure:
            return _of([match.sure])
        return _ask(match.candidates[:NAMES_SHOWN]) if match.candidates else self._unknown(at)

    def _unknown(self, at: Hearing) -> Reading:
        if not at.typed or at.event.intent is Intent.YES:
            return Again()
        if at.talk.tries >= TRIES_BEFORE_POSTAL_CODE:
            return Got({"typed": at.typed}, at.typed)
        return Again(at.say("neighbourhood_unknown", typed=shortened(at.typed, 40)), note={})

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        if pick_id == "home" and at.facts.neighbourhood:
            return _of([at.facts.neighbourhood])
        if pick_id in (at.kept or {}).get("keys", ()):
            return _of([at.facts.directory.get(pick_id)])
        return Again(at.say("neighbourhood_none"), note={})

    def glean(self, at: Hearing, /) -> Got | Again | None:
        found = at.facts.directory.spot(at.event.text).candidates[:NAMES_SHOWN] if at.typed else ()
        return _of(found) if found else None


class Evidence(Reader):
    """A photo, a voice note, a place, or a few words on where it is.

    Value: `{"media": [row ids], "place": {"latitude", "longitude", "label"}, "note": str}`, the last two when given.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        return Prompt(at.own(at.question.ask), wish=Wish.PLACE)

    def read(self, at: Hearing) -> Reading:
        if at.event.intent is Intent.YES and at.question.optional and not at.event.media:
            return Again(at.say("send_it_now"), counts=False)
        return self.with_more(at, {})

    def declines(self, at: Hearing) -> bool:
        """`no` and `no sé` are answers where one is needed."""
        return super().declines(at) and (at.question.optional or at.event.intent is Intent.SKIP)

    def with_more(self, at: Hearing, before: Mapping[str, Any]) -> Got:
        """The earlier evidence and what this event brings."""
        value: dict[str, Any] = {**before, "media": [*before.get("media", ()), *at.event.media_ids]}
        place = at.event.place
        if place:
            value["place"] = {"latitude": place.latitude, "longitude": place.longitude, "label": place.label}
        if at.typed:
            value["note"] = " ".join(filter(None, (before.get("note"), at.typed)))
        return Got(value, self._shown(at, value))

    def _shown(self, at: Hearing, value: Mapping[str, Any]) -> str:
        files = at.say("shown_files") if value["media"] else ""
        place = at.say("shown_place") if value.get("place") else ""
        return ", ".join(filter(None, (files, place, value.get("note", ""))))

    def without_words(self, at: Hearing, before: Mapping[str, Any]) -> Got:
        """As `with_more`, but the words belong to another question."""
        return self.with_more(replace(at, event=_wordless(at.event), folded=""), before)

    def glean(self, at: Hearing, /) -> Got | Again | None:
        seen = any(medium.kind is not MediaKind.VOICE for medium in at.event.media)
        return self.without_words(at, {}) if seen or at.event.place else None


def shown(one: Neighbourhood) -> str:
    """As in a review: `Benito Juárez (Colonia, CP 34120)`."""
    return f"{one.name} ({one.kind}, CP {one.postal_code})"


def _of(found: Sequence[Neighbourhood]) -> Got | Again:
    if len(found) == 1:
        return Got({"key": found[0].key}, shown(found[0]))
    return _ask(found)


def _ask(found: Sequence[Neighbourhood]) -> Again:
    """Which of these; of a single one whether it is that."""
    return Again(note={"keys": [one.key for one in found]}, counts=False)


def _only(at: Hearing) -> str:
    """The key of the single settlement that is asked about."""
    keys = (at.kept or {}).get("keys", ())
    return keys[0] if len(keys) == 1 else ""


def _picks(found: Sequence[Neighbourhood]) -> list[Pick]:
    """Settlements of one name are told apart by kind and postal code, others by name."""
    names = [one.name for one in found]
    return [_pick_by_code(one) if names.count(one.name) > 1 else _pick_by_name(one) for one in found]


def _pick_by_code(one: Neighbourhood) -> Pick:
    kind = one.kind if len(one.kind) <= LABEL - len(" CP 00000") else one.kind[:5] + "."
    return Pick(one.key, f"{kind} CP {one.postal_code}", shortened(one.name, DETAIL))


def _pick_by_name(one: Neighbourhood) -> Pick:
    return Pick(one.key, shortened(one.name, LABEL), shortened(f"{one.name}, {one.kind}, CP {one.postal_code}", DETAIL))


def _wordless(event: Event) -> Event:
    return Event(place=event.place, media=event.media, media_ids=event.media_ids)
