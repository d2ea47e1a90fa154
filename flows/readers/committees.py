"""Questions about the committees a resident sits on, what they learn there and sign."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flows.readers.reader import Again, Got, Hearing, Lack, Pick, Prompt, Reader, Reading
from flows.speech import DETAIL, LABEL, shortened
from flows.talk import Need
from flows.vocabulary import Vocabulary

_MOST_SEATS = 9
_NAME = re.compile(r"[^\W\d_][^\d_]{2,79}")


class Seats(Reader):
    """Whether the resident sits on any committee. Nobody is asked. Value: how many as text, or None.

    Needs `seats`; the caller gives a list of `{id, name}`.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if "seats" not in at.facts.found:
            return Lack(Need("seats", {}))
        return Got(str(len(at.facts.found["seats"])) if at.facts.found["seats"] else None, "")

    def read(self, _at: Hearing) -> Reading:
        return Again()


class Seat(Reader):
    """On which of their committees; not asked where there is none, or only one. Value: id of the membership.

    Needs `seats`, as `Seats` does.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if "seats" not in at.facts.found:
            return Lack(Need("seats", {}))
        seats = at.facts.found["seats"][:_MOST_SEATS]
        if len(seats) < 2:
            return Got(seats[0]["id"], seats[0]["name"]) if seats else Got(None, "")
        picks = [Pick(str(one["id"]), shortened(one["name"], LABEL), shortened(one["name"], DETAIL)) for one in seats]
        return Prompt(at.own(at.question.ask), picks, note=seats)

    def read(self, at: Hearing) -> Reading:
        words = Vocabulary.of([(str(one["id"]), [one["name"]], []) for one in at.kept or ()])
        return self.pick(at, words.named(at.folded) or words.spot(at.folded, answering=True))

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        named = next((one for one in at.kept or () if str(one["id"]) == pick_id), None)
        return Got(named["id"], named["name"]) if named else Again()


class UnitAnswer(Reader):
    """A unit of the training and the question at its end. Value: `{"unit": id, "option": id}`; None: all are passed.

    Needs `unit`; the caller gives `{id, title, text, ask, options}` or None.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if "unit" not in at.facts.found:
            return Lack(Need("unit", {}))
        unit = at.facts.found["unit"]
        if not unit:
            return Got(None, "")
        picks = [Pick(one["id"], at.own(one["label"])) for one in unit["options"]]
        return Prompt("\n\n".join((unit["title"], unit["text"], unit["ask"])), picks, note=unit)

    def read(self, at: Hearing) -> Reading:
        options: Sequence[Mapping[str, Any]] = (at.kept or {}).get("options", ())
        words = Vocabulary.of([(one["id"], [one["label"]], []) for one in options])
        return self.pick(
            at, words.named(at.folded) or words.opening(at.folded) or words.spot(at.folded, answering=True)
        )

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        unit = at.kept or {}
        named = next((one for one in unit.get("options", ()) if one["id"] == pick_id), None)
        return Got({"unit": unit["id"], "option": pick_id}, named["label"]) if named else Again()


class LetterAnswer(Reader):
    """A letter of commitment, shown whole, and whether it is accepted. Value: `{"member": id, "sha256": of the text shown,
    "accepts": bool}`; None: there is none to sign.

    Needs `letter`; the caller gives `{member, text, sha256}` or None.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if "letter" not in at.facts.found:
            return Lack(Need("letter", {}))
        letter = at.facts.found["letter"]
        if not letter:
            return Got(None, "")
        picks = [Pick(o.id, at.own(o.label)) for o in at.question.options]
        shown = {"member": letter["member"], "sha256": letter["sha256"]}
        return Prompt(f"{letter['text']}\n\n{at.own(at.question.ask)}", picks, note=shown)

    def read(self, at: Hearing) -> Reading:
        meant = next((o.id for o in at.question.options if o.means and o.means == at.event.intent), "")
        return self.pick(at, at.question.vocabulary.named(at.folded) or meant)

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        option = at.question.option(pick_id)
        return Got({**at.kept, "accepts": pick_id == "yes"}, at.own(option.label)) if option and at.kept else Again()


class InvitationAnswer(Reader):
    """To which committee a code invites, and whether it is taken. Value: `yes`, `named` (their name is known already), `no`,
    or why it cannot be: `over`, `full`, `sits`.

    Needs `invitation` with the code; the caller gives `{committee, role, named}` or `{no}`.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if "invitation" not in at.facts.found:
            return Lack(Need("invitation", {"code": at.talk.answers["code"].value}))
        told = at.facts.found["invitation"] or {"no": "over"}
        if "no" in told:
            return Got(told["no"], "")
        picks = [Pick(o.id, at.own(o.label)) for o in at.question.options]
        ask = at.own(at.question.ask, committee=told["committee"], role=told["role"])
        return Prompt(ask, picks, note={"taken": "named" if told["named"] else "yes"})

    def read(self, at: Hearing) -> Reading:
        meant = next((o.id for o in at.question.options if o.means and o.means == at.event.intent), "")
        return self.pick(at, at.question.vocabulary.named(at.folded) or meant)

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        option = at.question.option(pick_id)
        if option is None or not at.kept:
            return Again()
        return Got(at.kept["taken"] if pick_id == "yes" else "no", at.own(option.label))


class Name(Reader):
    """Somebody's name as papers have it. Value: the name."""

    def read(self, at: Hearing) -> Reading:
        name = " ".join(at.typed.split())
        return Got(name, name) if _NAME.fullmatch(name) else Again()


class WatchedWork(Reader):
    """A public work that one of the resident's committees watches. Value: `{"member": id, "key": of the work}`; None: they
    watch none, or have something still to do before.

    Needs `watching`; the caller gives a list of `{member, key, name}`, those of their own committee first.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if "watching" not in at.facts.found:
            return Lack(Need("watching", {}))
        works = at.facts.found["watching"]
        if len(works) < 2:
            return _watched(works[0]) if works else Got(None, "")
        picks = [Pick(one["key"], shortened(one["name"], LABEL), shortened(one["name"], DETAIL)) for one in works]
        return Prompt(at.own(at.question.ask), picks[:_MOST_SEATS])

    def read(self, at: Hearing) -> Reading:
        if "watching" not in at.facts.found:
            return Lack(Need("watching", {}))
        words = Vocabulary.of([(one["key"], [one["name"]], []) for one in at.facts.found["watching"]])
        return self.pick(at, words.named(at.folded) or words.spot(at.folded, answering=True))

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        if "watching" not in at.facts.found:
            return Lack(Need("watching", {}))
        named = next((one for one in at.facts.found["watching"] if one["key"] == pick_id), None)
        return _watched(named) if named else Again()


def _watched(one: Mapping[str, Any]) -> Got:
    return Got({"member": one["member"], "key": one["key"]}, one["name"])


class Points(Reader):
    """What is looked at in a work, one point after another: yes, no, or it could not be seen. Value: `{"checklist": id,
    "answers": [{"id", "text", "answer"}]}`; None: there is nothing on the list.

    Needs `checklist` with the work; the caller gives `{id, points}`, each point `{id, label}`.
    """

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        if not at.kept and "checklist" not in at.facts.found:
            return Lack(Need("checklist", {"work": at.talk.answers["work"].value["key"]}))
        kept = at.kept or {"id": "", "answers": [], **at.facts.found["checklist"]}
        left = kept["points"]
        if not left:
            return Got(None, "")
        done = len(kept["answers"])
        ask = at.own(at.question.ask, number=str(done + 1), count=str(done + len(left)), point=left[0]["label"])
        return Prompt(ask, [Pick(o.id, at.own(o.label)) for o in at.question.options], note=kept)

    def read(self, at: Hearing) -> Reading:
        meant = next((o.id for o in at.question.options if o.means and o.means == at.event.intent), "")
        words = at.question.vocabulary
        return self.pick(at, words.named(at.folded) or words.opening(at.folded) or meant)

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        if not at.kept or at.question.option(pick_id) is None:
            return Again()
        first, *left = at.kept["points"]
        answers = [*at.kept["answers"], {"id": first["id"], "text": first["label"], "answer": pick_id}]
        if left:
            return Again(note={**at.kept, "points": left, "answers": answers}, counts=False)
        return Got({"checklist": at.kept["id"], "answers": answers}, self._shown(at, answers))

    @staticmethod
    def _shown(at: Hearing, answers: Sequence[Mapping[str, str]]) -> str:
        """`3 sí, 1 no`: of each answer how often it was given."""
        counts = [(at.own(o.label).lower(), sum(one["answer"] == o.id for one in answers)) for o in at.question.options]
        return ", ".join(f"{count} {label}" for label, count in counts if count)
