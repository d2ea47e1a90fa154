"""Questions about what the municipality already has: works, similar complaints, folios."""

from collections.abc import Mapping, Sequence
from typing import Any

from civic.intent import Intent
from flows.readers.reader import Again, Got, Hearing, Lack, Pick, Prompt, Reader, Reading
from flows.speech import DETAIL, LABEL, shortened
from flows.talk import Need, Work
from flows.vocabulary import Vocabulary

MOST_SHOWN = 9
"""Rows of a WhatsApp list, one left for a way out."""
MOST_SIMILAR = 3
QUOTED = 100
"""Characters quoted of another complaint."""


class PublicWork(Reader):
    """A work of the register: those of the neighbourhood are offered, a name in own words is kept as well.

    Value: `{"key": str}` or `{"typed": str}`. Not asked where the register has no work.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        works = _works_here(at)[:MOST_SHOWN]
        picks = [Pick(work.key, shortened(work.name, LABEL), shortened(work.name, DETAIL)) for work in works]
        return Prompt(at.own(at.question.ask), picks) if picks else Got(None, "")

    def read(self, at: Hearing) -> Reading:
        words = Vocabulary.of([(work.key, [work.name], []) for work in _works_here(at)])
        key = words.named(at.folded) or words.spot(at.folded, answering=True)
        if key:
            return self.pick(at, key)
        return Got({"typed": at.typed}, at.typed) if at.typed else Again()

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        work = next((work for work in at.facts.works if work.key == pick_id), None)
        return Got({"key": work.key}, work.name) if work else Again()


def _works_here(at: Hearing) -> Sequence[Work]:
    """Works of the neighbourhood that was answered."""
    values = [answer.value for answer in at.talk.answers.values() if isinstance(answer.value, dict)]
    keys = {value["key"] for value in values if "key" in value}
    return [work for work in at.facts.works if not keys.isdisjoint(work.neighbourhood_keys)]


class Similar(Reader):
    """Open complaints like this one, offered one at a time: the same, or another? Value: the complaint's id.

    Needs `similar` with the answers so far; the caller gives a list of `{id, folio, text, neighbourhood, since,
    photo}`.
    """

    need = phrase = "similar"
    same, other = "the_same", "another"

    def _picks(self, at: Hearing) -> list[Pick]:
        return [Pick("same", at.say(self.same)), Pick("other", at.say(self.other))]

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        offered = isinstance(at.kept, list)
        if not offered and self.need not in at.facts.found:
            return Lack(Need(self.need, {name: answer.value for name, answer in at.talk.answers.items()}))
        left = at.kept if offered else [_quoted(one) for one in at.facts.found[self.need][:MOST_SIMILAR]]
        if not left:
            return Got(None, "")
        return Prompt(self._ask(at, left[0]), self._picks(at), note=left, photo=left[0].get("photo", ""))

    def _ask(self, at: Hearing, one: Mapping[str, str]) -> str:
        told = {key: one[key] for key in ("folio", "text", "neighbourhood", "since")}
        return at.say(self.phrase, ask=at.own(at.question.ask), **told)

    def read(self, at: Hearing) -> Reading:
        if at.event.intent in (Intent.YES, Intent.NO):
            return self.pick(at, "same" if at.event.intent is Intent.YES else "other")
        words = Vocabulary.of([(pick.id, [pick.label], _SAME_WORDS[pick.id]) for pick in self._picks(at)])
        return self.pick(at, words.named(at.folded) or words.spot(at.folded, answering=True))

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        left = at.kept if isinstance(at.kept, list) else []
        if pick_id == "same" and left:
            return Got(left[0]["id"], at.say("joins", folio=left[0]["folio"]))
        if pick_id == "other":
            return Again(note=left[1:], counts=False) if len(left) > 1 else Got(None, "")
        return Again()


_SAME_WORDS: Mapping[str, Sequence[str]] = {
    "same": ["mismo", "misma", "igual", "same"],
    "other": ["otro", "otra", "diferente", "distinto", "other", "different"],
}


def _quoted(one: Mapping[str, Any]) -> dict[str, Any]:
    """What is remembered of a similar complaint while it is offered."""
    told = {key: shortened(str(one.get(key, "")), QUOTED) for key in ("folio", "text", "neighbourhood", "since")}
    return {"id": one["id"], "photo": str(one.get("photo", "")), **told}


class Folio(Reader):
    """A folio, however it is typed; the resident's own are offered. Value: the folio as the caller wrote it.

    Needs `folio` with the text typed and the kind that is offered; the caller gives `folio` (`{folio, ...}` or None) and
    `own_folios` (a list of folios). That a resident may see a folio is for the act to decide.
    """

    kind = ""
    """Of the resident's own ones, those that are offered: `complaint`, or all."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        kept = at.kept or {}
        if "own" not in kept and "folio" not in at.facts.found:
            return Lack(self._need(kept.get("text", "")))
        found = at.facts.found.get("folio") if kept.get("text") else None
        if found:
            return _folio(found["folio"])
        own = list(at.facts.found.get("own_folios", kept.get("own", ())))[:MOST_SHOWN]
        missed = at.say("folio_not_found") + "\n\n" if kept.get("text") else ""
        picks = [Pick(folio, folio[:LABEL]) for folio in own]
        return Prompt(missed + at.own(at.question.ask), picks, note={"own": own})

    def read(self, at: Hearing) -> Reading:
        if not at.typed:
            return Again()
        if "folio" not in at.facts.found:
            return Lack(self._need(at.event.text))
        found = at.facts.found["folio"]
        return _folio(found["folio"]) if found else Again(at.say("folio_not_found"))

    def _need(self, text: str) -> Need:
        return Need("folio", {"text": text, "kind": self.kind})

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        return _folio(pick_id) if pick_id in (at.kept or {}).get("own", ()) else Again()

    def glean(self, at: Hearing, /) -> Got | Again | None:
        typed = any(character.isdigit() for character in at.folded)
        return Again(note={"text": at.event.text}) if typed else None


class Report(Folio):
    """A report that concerns the resident, which may come with the button that led here. Value: its folio.

    Where they were asked about a report and this flow takes the answer, it is about that one; about one of those, where
    they were asked about several.
    """

    kind = "complaint"

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        menu = at.book.menu
        asked = [one.folio for one in at.facts.asked if menu.asked_flow(one.kind) == at.talk.flow]
        if at.kept is not None or not asked:
            return super().prompt(at)
        if len(asked) == 1:
            return _folio(asked[0])
        picks = [Pick(folio, folio[:LABEL]) for folio in asked[:MOST_SHOWN]]
        return Prompt(at.own(at.question.ask), picks, note={"own": asked[:MOST_SHOWN]})

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        return _folio(pick_id) if at.kept is None else super().pick(at, pick_id)


def _folio(folio: str) -> Got:
    return Got(folio, folio)


class Programmes(Reader):
    """One of the municipality's programmes; not asked where there is none, or only one. Value: its id.

    Needs `programmes`; the caller gives a list of `{id, name, words}`.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if "programmes" not in at.facts.found:
            return Lack(Need("programmes", {}))
        known = at.facts.found["programmes"][:MOST_SHOWN]
        named = self._named(at, (at.kept or {}).get("said", ""), known)
        if named or len(known) < 2:
            return Got(named or (known[0]["id"] if known else None), "")
        return Prompt(
            at.own(at.question.ask), [Pick(one["id"], at.own(one["name"])) for one in known], note={"known": known}
        )

    @staticmethod
    def _named(at: Hearing, said: str, known: Sequence[Mapping[str, Any]]) -> str:
        words = Vocabulary.of([(one["id"], [one["name"]], one["words"]) for one in known])
        return words.named(said) or words.spot(said, answering=False) if said else ""

    def read(self, at: Hearing) -> Reading:
        return self.pick(at, self._named(at, at.folded, (at.kept or {}).get("known", ())))

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        named = next((one for one in (at.kept or {}).get("known", ()) if one["id"] == pick_id), None)
        return Got(named["id"], named["name"]) if named else Again()

    def glean(self, at: Hearing, /) -> Got | Again | None:
        return Again(note={"said": at.folded}) if at.folded else None
