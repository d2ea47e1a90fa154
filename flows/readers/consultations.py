"""Questions about the consultations in force, and about proposals like the one being made."""

from collections.abc import Mapping, Sequence
from typing import Any

from civic.consultation import Action, Published
from civic.intent import Intent
from flows.readers.reader import Again, Got, Hearing, Lack, Pick, Prompt, Reader, Reading
from flows.readers.records import MOST_SHOWN, Similar
from flows.speech import DETAIL, shortened
from flows.talk import Need
from flows.vocabulary import Vocabulary


class Consultations(Reader):
    """One of the consultations in force. Value: its key. Not asked where there is none, or only one.

    `action`: only those where that can be done now.
    """

    def __init__(self, action: Action | None = None) -> None:
        self._action = action

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        held = self._held(at)
        if len(held) < 2:
            return _only(held)
        picks = [
            Pick(
                one.consultation.key, at.own(one.consultation.label), shortened(at.own(one.consultation.title), DETAIL)
            )
            for one in held[:MOST_SHOWN]
        ]
        return Prompt(at.own(at.question.ask), picks)

    def _held(self, at: Hearing) -> Sequence[Published]:
        """Newest first."""
        now = at.facts.now
        if self._action is None:
            held = [one for one in at.facts.consultations if one.runs(now)]
        else:
            held = [one for one in at.facts.consultations if self._action in one.allowed(now)]
        return held[::-1]

    def read(self, at: Hearing) -> Reading:
        held = [one.consultation for one in self._held(at)]
        words = Vocabulary.of([(one.key, [one.label, one.title], ()) for one in held])
        return self.pick(at, words.named(at.folded) or words.spot(at.folded, answering=True))

    def glean(self, at: Hearing, /) -> Got | Again | None:
        held = self._held(at)
        if len(held) < 2:
            return _only(held)
        reading = self.read(at)
        return reading if isinstance(reading, Got) else None

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        """Also one that is over: who comes with an old button is told so."""
        named = next((one.consultation for one in at.facts.consultations if one.consultation.key == pick_id), None)
        return Got(named.key, at.own(named.label)) if named else Again()


def _only(held: Sequence[Published]) -> Got:
    return Got(held[0].consultation.key if held else None, "")


class SimilarProposal(Similar):
    """Proposals for the same place like this one, offered one at a time, to be supported instead. Value: its folio."""

    need = "similar_proposals"
    phrase = "similar_proposal"
    same, other = "the_same_proposal", "another_proposal"

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        """Only what is proposed in a consultation is compared."""
        answer = at.talk.answers.get("consultation")
        return super().prompt(at) if answer and answer.value else Got(None, "")

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        left = at.kept or []
        if pick_id == "same" and left:
            return Got(left[0]["folio"], at.say("supports", folio=left[0]["folio"]))
        return super().pick(at, pick_id)


class Constant(Reader):
    """What the flow knows by itself: `ask` is the answer, and nobody is asked."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        return Got(at.question.ask, "")

    def read(self, at: Hearing) -> Reading:
        return Got(at.question.ask, "")


class Button(Reader):
    """What only a button brings. Value: what it carries."""

    def read(self, _at: Hearing) -> Reading:
        return Again()

    def pick(self, _at: Hearing, pick_id: str, /) -> Reading:
        return Got(pick_id, "")


class Proposal(Reader):
    """A proposal by its folio, which comes with a button or is typed. Value: the folio as the caller wrote it.

    Needs `proposal` with the text typed; the caller gives `proposal` (`{folio}` or None).
    """

    def read(self, at: Hearing) -> Reading:
        if not at.typed:
            return Again()
        if "proposal" not in at.facts.found:
            return Lack(Need("proposal", {"text": at.event.text}))
        found: Mapping[str, Any] | None = at.facts.found["proposal"]
        return self.pick(at, found["folio"]) if found else Again(at.say("folio_not_found"))

    def pick(self, _at: Hearing, pick_id: str, /) -> Reading:
        return Got(pick_id, pick_id)

    def declines(self, at: Hearing) -> bool:
        return at.event.intent in (Intent.NO, Intent.SKIP)
