"""What staff do with what residents read. All raise NotPossible."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flows.passages import Passage, passages, why_not
from flows.wording import Wording
from handlers.acts import ACTS
from handlers.overrides import TEXT, encoded, wording_of, wordings_in_force
from handlers.staff.chats import Outdated
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import overrides
from storage.history import append
from storage.ledger import Ledger
from storage.overrides import Override
from storage.store import Connection

_FORMER = 10
"""Labels of before that are still understood."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Whoever words anew: one act, one commit."""

    connection: Connection
    world: World
    name: str
    now: datetime
    account: str = "terminal"

    def passage(self, place: str) -> Passage:
        """As it ships. Raises NoSuch."""
        source = self.world.book.source
        found = passages(source).get(place) if source else None
        if found is None:
            raise NoSuch(f"No hay un texto en {place}.")
        return found

    def said(self, place: str) -> Wording:
        """What residents read there now; translations only where there are any."""
        newest = overrides.find_newest(self.connection, TEXT, place)
        if newest and newest.value:
            return wording_of(newest)
        return self.shipped(place)

    def shipped(self, place: str) -> Wording:
        """Raises NoSuch."""
        passage, source = self.passage(place), self.world.book.source
        assert source
        known = {} if passage.is_words else source.catalogues
        own = {language: table[passage.text] for language, table in known.items() if passage.text in table}
        return Wording(passage.text, own)

    def drafted(self, place: str, text: str, translations: Mapping[str, str]) -> Wording:
        """As it would be published: what it was called before goes on being understood."""
        passage, before = self.passage(place), self.said(place)
        now = Wording(_tidy(passage, text), {name: _tidy(passage, said) for name, said in translations.items()})
        if not passage.is_label:
            return now
        former = dict.fromkeys((*before.formerly, passage.text, before.text))
        return replace(now, formerly=tuple(word for word in former if word != now.text)[-_FORMER:])

    def why_not(self, place: str, wording: Wording) -> list[str]:
        source = self.world.book.source
        assert source
        return why_not(source, wordings_in_force(self.connection), place, wording, ACTS)

    def publish(self, place: str, text: str, translations: Mapping[str, str], *, seen: int) -> None:
        """`seen`: the version that they changed, 0 for what ships. Raises NoSuch, Outdated."""
        wording = self.drafted(place, text, translations)
        if same_words(wording, self.said(place)):
            raise NotPossible("El texto es igual al que ya está publicado.")
        self._demand_fits(place, wording)
        self._set(place, seen, encoded(wording), wording.text, "worded")

    def _demand_fits(self, place: str, wording: Wording) -> None:
        if wrong := self.why_not(place, wording):
            raise NotPossible(" ".join(wrong))

    def restore(self, place: str, version: int, *, seen: int) -> None:
        """Say again what was said in an earlier version; 0: what ships. Raises NoSuch, Outdated."""
        if version == 0:
            shipped = self.shipped(place)
            back = self.drafted(place, shipped.text, shipped.translations)
            self._demand_fits(place, back)
            self._set(place, seen, encoded(back) if back.formerly else "", shipped.text, "worded_back")
            return
        found = overrides.find_override(self.connection, version)
        if found is None or (found.kind, found.key) != (TEXT, place) or not found.value:
            raise NoSuch("Esa versión no existe.")
        said = wording_of(found)
        self.publish(place, said.text, said.translations, seen=seen)

    def _set(self, place: str, seen: int, value: str, text: str, event: str) -> None:
        newest = overrides.find_newest(self.connection, TEXT, place)
        one = Override(
            id=self.world.ids.new(), kind=TEXT, key=place, after=seen, value=value, staff=self.name, at=self.now
        )
        is_newest = seen == (newest.id if newest else 0)
        if not (is_newest and overrides.add_override(self.connection, one)):
            raise Outdated("Alguien cambió este texto mientras usted escribía. Lo que usted escribió sigue abajo.")
        ledger = Ledger(self.world.ids)
        note = f"{place}: {text}"
        append(ledger, "text", one.id, event, by=f"staff:{self.name}", now=self.now, account=self.account, note=note)
        ledger.save(self.connection)


def same_words(one: Wording, other: Wording) -> bool:
    return (one.text, dict(one.translations)) == (other.text, dict(other.translations))


def _tidy(passage: Passage, text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "\n".join(line for line in lines if line) if passage.is_words else "\n".join(lines)
