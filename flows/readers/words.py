"""Questions answered with words: own words, one of some options, a code."""

import re
from collections.abc import Sequence

from civic import consultation
from civic.message import MediaKind
from civic.phone import mexican_phone
from civic.spanish import fold
from civic.topics import classify
from flows.position import review
from flows.readers.reader import Again, Got, Hearing, Lack, Pick, Prompt, Reader, Reading
from flows.vocabulary import Vocabulary

CLEAR = 0.5
"""Share of the evidence from which a topic needs no question: right in 78 of the 81 of 96 labelled proposals it takes."""
CODE_LENGTH = 6
_CODE = re.compile(r"\b[a-z0-9]{6}$")


class Text(Reader):
    """Own words, or a voice note in their place. Value: `{"text": str, "media": [row ids]}`."""

    def read(self, at: Hearing) -> Reading:
        media = [*(at.kept or {}).get("media", ()), *at.event.media_ids]
        typed = _without_command(at)
        if len(typed) >= max(at.question.least, 1):
            return Got({"text": typed, "media": media}, typed)
        if _speaks(at):
            return Got({"text": at.typed, "media": media}, at.say("shown_voice"))
        if at.event.media:
            return Again(at.say("what_shows"), note={"media": media}, counts=False)
        return Again()

    def glean(self, at: Hearing, /) -> Got | Again | None:
        subject = at.book.flows[at.talk.flow].content(at.folded) and len(at.typed) >= at.question.least
        reading = self.read(at) if subject or _speaks(at) else None
        return reading if isinstance(reading, Got) else None


def _without_command(at: Hearing) -> str:
    """`propuesta: más lámparas` proposes lamps: what opens this very talk is not told again."""
    command, colon, rest = at.typed.partition(":")
    opens = bool(colon) and at.book.words.commands.get(fold(command)) == at.talk.flow
    return rest.strip() or at.typed if opens else at.typed


class Choice(Reader):
    """One of the options written in the flow. Value: the option's id."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        return Prompt(at.own(at.question.ask), self.picks(at))

    def picks(self, at: Hearing) -> list[Pick]:
        listed = (option for option in at.question.options if option.listed)
        return [Pick(o.id, at.own(o.label), at.own(o.detail) if o.detail else "") for o in listed]

    def declines(self, at: Hearing) -> bool:
        return super().declines(at) and all(option.means != at.event.intent for option in at.question.options)

    def read(self, at: Hearing) -> Reading:
        meant = next((o.id for o in at.question.options if o.means and o.means == at.event.intent), "")
        words = at.question.vocabulary
        named = words.named(at.folded) or words.opening(at.folded) or meant
        return self.pick(at, named or words.spot(at.folded, answering=True))

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        option = at.question.option(pick_id)
        return Got(option.id, at.own(option.label)) if option else Again()

    def glean(self, at: Hearing, /) -> Got | Again | None:
        words = at.question.vocabulary
        reading = self.pick(at, words.named(at.folded) or words.spot(at.folded, answering=False))
        return reading if isinstance(reading, Got) else None


class Topics(Choice):
    """The topic of a proposal: one of the consultation's own where it has some, else of those in the flow. The words of a
    proposal tell it when they are clear enough."""

    def picks(self, at: Hearing) -> list[Pick]:
        own = topics_of(at)
        return [Pick(o.id, at.own(o.label), at.own(o.detail)) for o in own] if own else super().picks(at)

    def read(self, at: Hearing) -> Reading:
        own = topics_of(at)
        words = Vocabulary.of([(one.id, [one.label], _said_for(at, one.id)) for one in own])
        named = words.named(at.folded) or words.opening(at.folded) or words.spot(at.folded, answering=True)
        reading = self.pick(at, named) if own else super().read(at)
        return reading if isinstance(reading, Got) else self._told(at) or reading

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        own = topics_of(at)
        named = next((one for one in own if one.id == pick_id), None)
        if own:
            return Got(named.id, at.own(named.label)) if named else Again()
        return super().pick(at, pick_id)

    def glean(self, at: Hearing, /) -> Got | Again | None:
        if at.facts.consultations and "consultation" not in at.talk.answers:
            return None  # which topics there are is not known yet
        return self._told(at) or (None if topics_of(at) else super().glean(at))

    def _told(self, at: Hearing) -> Got | None:
        best = classify(at.event.text)[:1]
        reading = self.pick(at, best[0][0]) if best and best[0][1] >= CLEAR else None
        return reading if isinstance(reading, Got) else None


class Review(Choice):
    """What will be kept, shown before it is kept."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        answers = review(at.book.flows[at.talk.flow], at.talk, at.facts.translate)
        return Prompt(at.own(at.question.ask, answers=answers), self.picks(at))

    def glean(self, _at: Hearing, /) -> None:
        return None


class Notices(Choice):
    """Which notices to change, beside what is received now."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        return Prompt(at.own(at.question.ask, state=_state(at)), self.picks(at))


class Phone(Reader):
    """A Mexican telephone number, ten digits. Value: canonical, `+526181234567`."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        """Nobody is asked for a number with which nothing can be done."""
        return super().prompt(at) if at.facts.writes_to_phones else Got(None, "")

    def read(self, at: Hearing) -> Reading:
        phone = mexican_phone(at.event.text)
        return Got(phone, phone.removeprefix("+52")) if phone else Again(at.say("phone_unread"))


class Code(Reader):
    """Six letters and digits that another channel showed, last in the message. Value: in capitals."""

    def read(self, at: Hearing) -> Reading:
        code = at.folded.upper()[-CODE_LENGTH:]
        return Got(code, code) if _CODE.search(at.folded) else Again()

    def glean(self, at: Hearing, /) -> Got | Again | None:
        reading = Again() if at.folded in at.book.words.commands else self.read(at)
        return reading if isinstance(reading, Got) else None


def topics_of(at: Hearing) -> Sequence[consultation.Choice]:
    """Those of the consultation that the talk is about."""
    answer = at.talk.answers.get("consultation")
    held = (one.consultation for one in at.facts.consultations)
    return next((one.topics for one in held if answer and one.key == answer.value), ())


def _said_for(at: Hearing, topic_id: str) -> Sequence[str]:
    """Other words for a topic that the flow knows as well."""
    option = at.question.option(topic_id)
    return option.words if option else ()


def _state(at: Hearing) -> str:
    """A line for each purpose: yes or no."""
    lines = ((o.label, at.facts.notices[o.id]) for o in at.question.options if o.id in at.facts.notices)
    return "\n".join(f"{at.own(label)}: {at.say('yes' if wanted else 'no')}" for label, wanted in lines)


def _speaks(at: Hearing) -> bool:
    return any(medium.kind is MediaKind.VOICE for medium in at.event.media)
