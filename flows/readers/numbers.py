"""Questions that a whole number answers: how many, or a step of a scale."""

import re

from civic.intent import Intent
from civic.numerals import cardinal
from civic.spanish import fold
from flows.amount import PEOPLE, STARS, Amount, amount, none_or_one, topic_of
from flows.extreme import extreme
from flows.form import Question
from flows.readers.reader import BESIDE, Again, Got, Hearing, Lack, Pick, Prompt, Reader, Reading

MOST_STEPS = 10
"""Buttons of a scale: rows of a WhatsApp list."""
_LONGEST = 9
"""Digits of a number in a button."""
_STAR = re.compile("[⭐🌟★]")
_OF = re.compile(r"\b(\w+)\s*(?:/|\b(?:de|sobre|out of|of)\b)\s*(\w+)\b", re.IGNORECASE)


class Counted(Reader):
    """A whole number. One that may belong to something else is asked about: it is noted as `{"guess": number}`."""

    takes_numbers = True

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        ask, guess = self.ask(at), _guess(at)
        if guess is None:
            return Prompt(ask, self.picks(at))
        sure = at.say("number_sure", number=str(guess))
        return Prompt(f"{sure}\n\n{ask}", self.picks(at) or [_step(guess)])

    def ask(self, at: Hearing) -> str:
        return at.own(at.question.ask)

    def picks(self, _at: Hearing) -> list[Pick]:
        return []

    def told(self, _at: Hearing, number: int) -> str:
        """How the number reads as an answer."""
        return str(number)

    def heard(self, at: Hearing) -> Amount:
        """What the words say."""
        raise NotImplementedError

    def claims(self, at: Hearing, /) -> bool:
        found = self.heard(at)
        return found.sure or (bool(found.numbers) and at.event.intent in BESIDE)

    def declines(self, at: Hearing) -> bool:
        found = self.heard(at)
        return not (found.numbers or found.broken or _guess(at) is not None) and super().declines(at)

    def read(self, at: Hearing) -> Reading:
        found, question = self.heard(at), at.question
        if found.broken:
            return Again(at.say("number_whole", **_ends(question)), note={})
        if len(found.numbers) > 1 and any(_fits(question, number) for number in found.numbers):
            return Again(at.say("number_one", numbers=", ".join(map(str, found.numbers))), note={})
        if found.numbers:
            return self._one(at, found)
        guess = _guess(at)
        if guess is not None and at.event.intent in (Intent.YES, Intent.NO):
            return Got(guess, self.told(at, guess)) if at.event.intent is Intent.YES else Again(note={}, counts=False)
        return Again()

    def _one(self, at: Hearing, found: Amount) -> Reading:
        number = found.numbers[0]
        if not _fits(at.question, number):
            return Again(at.say("number_range", **_ends(at.question)), note={})
        return Got(number, self.told(at, number)) if found.sure else Again(note={"guess": number}, counts=False)

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        fits = pick_id.isdecimal() and len(pick_id) <= _LONGEST and _fits(at.question, int(pick_id))
        return Got(int(pick_id), self.told(at, int(pick_id))) if fits else Again()


class Number(Counted):
    """How many. Value: the whole number."""

    def heard(self, at: Hearing) -> Amount:
        asked = topic_of(at.own(at.question.ask), at.own(at.question.label)) | PEOPLE
        found = amount(at.event.text, asked, angry=at.event.intent is Intent.INSULT)
        return found if found.numbers or found.broken else none_or_one(at.event.text, at.question.lowest, asked)


class Scale(Counted):
    """A step of a scale whose ends have words. Value: the whole number."""

    def ask(self, at: Hearing) -> str:
        question = at.question
        words = {"low": at.own(question.low_label), "high": at.own(question.high_label)}
        explained = at.say("scale_ends", **_ends(question), **words)
        return f"{explained}\n\n{at.own(question.ask)}"

    def picks(self, at: Hearing) -> list[Pick]:
        """A button for each step, where a list has room for all."""
        question = at.question
        steps = range(question.lowest, question.highest + 1)
        room = MOST_STEPS - bool(question.optional and question.skip)
        return [_step(number) for number in steps] if len(steps) <= room else []

    def told(self, at: Hearing, number: int) -> str:
        return at.say("scale_step", number=str(number), highest=str(at.question.highest))

    def heard(self, at: Hearing) -> Amount:
        stars = len(_STAR.findall(at.event.text))
        text = _OF.sub(lambda words: _out_of(words, at.question.highest), at.event.text)
        asked = topic_of(at.own(at.question.ask), at.own(at.question.label)) | STARS
        found = amount(text, asked, angry=at.event.intent is Intent.INSULT)
        if found.numbers or found.broken:
            return found
        return Amount((stars,), sure=True) if stars else self._end(at, asked)

    def _end(self, at: Hearing, asked: frozenset[str]) -> Amount:
        question = at.question
        low, high = ((label, at.own(label)) for label in (question.low_label, question.high_label))
        meant = extreme(at.event.text, low, high, asked)
        middle, odd = divmod(question.lowest + question.highest, 2)
        steps = {"low": question.lowest, "high": question.highest} | ({} if odd else {"middle": middle})
        return Amount((steps[meant.end],), meant.sure and meant.end != "middle") if meant.end in steps else Amount()


def _guess(at: Hearing) -> int | None:
    """The number that was asked about, when it still is one."""
    noted = at.kept.get("guess") if isinstance(at.kept, dict) else None
    return noted if isinstance(noted, int) and _fits(at.question, noted) else None


def _fits(question: Question, number: int) -> bool:
    return question.lowest <= number <= question.highest


def _ends(question: Question) -> dict[str, str]:
    return {"lowest": str(question.lowest), "highest": str(question.highest)}


def _step(number: int) -> Pick:
    return Pick(str(number), str(number), bare=True)


def _out_of(found: re.Match[str], highest: int) -> str:
    """`4 de 5` is 4 where five is the most."""
    given, most = cardinal(fold(found[1])), cardinal(fold(found[2]))
    return str(given) if given is not None and most == highest else found[0]
