"""Questions with several answers: some of the options, or the options in order of preference."""

from collections.abc import Sequence

from civic.intent import Intent
from flows.form import Option, Question
from flows.readers.reader import BESIDE, Again, Got, Hearing, Lack, Pick, Prompt, Reader, Reading
from flows.several import Said, numbered, said

DONE = "@done"
"""The pick that says that these are all."""
STANDS_ALONE = (Intent.NO, Intent.DONT_KNOW)
"""What an option may mean that goes with no other: none of them, I do not know."""
_STRONG = (Intent.HUMAN, Intent.MENU, Intent.HELP, Intent.CANCEL, Intent.BACK)
"""What is meant unless every option was named in full."""
_ENOUGH = (Intent.YES, Intent.NO, Intent.SKIP)
_SHORT = 3
"""Words; so short a yes or no, said to options that were chosen already, says that these are all."""


class Several(Reader):
    """Options chosen one after another, or named in one answer. What is chosen so far is noted: `{"chosen": [ids]}`."""

    def prompt(self, at: Hearing) -> Prompt | Got | Lack:
        chosen = _chosen(at)
        if not chosen:
            return Prompt(f"{self.hint(at)}\n\n{at.own(at.question.ask)}", self._picks(at, chosen))
        state = self._state(at, chosen)
        moved = _moved(at)
        text = state if moved else f"{state}\n\n{at.own(at.question.ask)}"
        return Prompt(text, self._picks(at, chosen, plain=moved), skips=False)

    def hint(self, at: Hearing) -> str:
        """How to answer."""
        raise NotImplementedError

    def told(self, at: Hearing, chosen: Sequence[str]) -> str:
        """The options as they read in an answer."""
        raise NotImplementedError

    def settled(self, at: Hearing, chosen: Sequence[str]) -> list[str]:
        """The options as they are kept."""
        raise NotImplementedError

    def _state(self, at: Hearing, chosen: Sequence[str]) -> str:
        told, most, done = self.told(at, chosen), _most(at.question), at.say("done_choosing")
        if len(chosen) > most:
            return at.say("choose_fewer", chosen=told, most=str(most))
        more = at.say("choose_full", done=done) if len(chosen) == most else at.say("choose_more", done=done)
        if len(chosen) < at.question.fewest:
            more = _at_least(at)
        return at.say("so_far", chosen=told) + " " + more

    def _picks(self, at: Hearing, chosen: Sequence[str], *, plain: bool = False) -> list[Pick]:
        """The options behind their numbers; details are not said again with every press."""
        listed = [option for option in at.question.options if option.listed]
        picks = [
            Pick(o.id, f"{number} {at.own(o.label)}", "" if plain or not o.detail else at.own(o.detail), bare=True)
            for number, o in enumerate(listed, start=1)
        ]
        enough = at.question.fewest <= len(chosen) <= _most(at.question) and bool(chosen)
        return [*picks, Pick(DONE, at.say("done_choosing"))] if enough else picks

    def claims(self, at: Hearing, /) -> bool:
        answer = _said(at)
        if answer.names:
            surely = answer.sure or at.event.intent in BESIDE
            return answer.sure and answer.exact if _means_a_way_out(at) else surely
        return answer.sure and bool(_chosen(at)) and (answer.ends or answer.nothing)

    def declines(self, at: Hearing) -> bool:
        answer = _said(at)
        if answer.names or _chosen(at) or self._lonely(at, answer):
            return False
        return super().declines(at) or (answer.nothing and answer.sure)

    def skipped(self, at: Hearing) -> Reading:
        return self._finished(at, _chosen(at)) if _chosen(at) else super().skipped(at)

    def read(self, at: Hearing) -> Reading:
        answer, chosen = _said(at), _chosen(at)
        if answer.names:
            return self.taken(at, chosen, answer)
        lonely = self._lonely(at, answer)
        if lonely and not chosen:
            return self._finished(at, [lonely])
        if chosen and _is_enough(at, answer):
            return self._finished(at, chosen)
        return Again()

    def taken(self, at: Hearing, chosen: Sequence[str], answer: Said) -> Reading:
        """An answer that names options."""
        raise NotImplementedError

    def pick(self, at: Hearing, pick_id: str, /) -> Reading:
        chosen = _chosen(at)
        option = at.question.option(pick_id)
        if pick_id == DONE:
            return self._finished(at, chosen)
        if option is None:
            return Again()
        if option.id in chosen:
            return _noted([one for one in chosen if one != option.id])
        return self.added(at, chosen, option)

    def added(self, at: Hearing, chosen: Sequence[str], option: Option) -> Reading:
        """One more option was pressed."""
        raise NotImplementedError

    def _lonely(self, at: Hearing, answer: Said) -> str:
        """The option that stands for the bare *no* or *I do not know* that was said."""
        meant = at.event.intent if not answer.nothing else Intent.NO
        return next((o.id for o in at.question.options if o.means and o.means == meant), "")

    def _finished(self, at: Hearing, chosen: Sequence[str]) -> Reading:
        kept = self.settled(at, chosen)
        if not at.question.fewest <= len(kept) <= _most(at.question):
            return Again("" if kept else _at_least(at), note={"chosen": kept}, counts=False)
        return Got(kept, self.told(at, kept))


class Choices(Several):
    """Several of the options written in the flow. Value: their ids, in the order of the options.

    An option that means `no` or `no_se` goes with no other.
    """

    def hint(self, at: Hearing) -> str:
        most, fewest = at.question.most, at.question.fewest
        if most and most == fewest:
            return at.say("choose_exactly", most=str(most))
        how = at.say("choose_up_to", most=str(most)) if most else at.say("choose_several")
        return f"{_at_least(at)} {how}" if fewest > 1 else how

    def told(self, at: Hearing, chosen: Sequence[str]) -> str:
        return ", ".join(_labels(at, chosen))

    def settled(self, at: Hearing, chosen: Sequence[str]) -> list[str]:
        return [option.id for option in at.question.options if option.id in chosen]

    def taken(self, at: Hearing, chosen: Sequence[str], answer: Said) -> Reading:
        alone = _alone(at.question)
        named = [one for one in numbered(at.question) if one not in alone] if answer.everything else [*answer.items]
        if len(named) > 1:
            named = [one for one in named if one not in alone] or named[:1]
        instead = bool(named) and (answer.only or answer.everything or len(chosen) > _most(at.question))
        before = [] if instead or not alone.isdisjoint(named) else [one for one in chosen if one not in alone]
        kept = self.settled(at, [one for one in (*before, *named) if one not in answer.dropped])
        whole = len(named) > 1 and (instead or set(chosen) <= set(named))
        lonely = not chosen and not alone.isdisjoint(named)
        if named and answer.sure and (whole or lonely or answer.only or answer.ends):
            return self._finished(at, kept)
        return _noted(kept)

    def added(self, at: Hearing, chosen: Sequence[str], option: Option) -> Reading:
        alone = _alone(at.question)
        if option.id in alone:
            return _noted([option.id]) if chosen else self._finished(at, [option.id])
        return _noted(self.settled(at, [*(one for one in chosen if one not in alone), option.id]))


class Knapsack(Choices):
    """Options that together cost no more than a budget. Value: their ids, in the order of the options."""

    def hint(self, at: Hearing) -> str:
        return at.say("choose_within", budget=_pesos(at.question.budget))

    def told(self, at: Hearing, chosen: Sequence[str]) -> str:
        options = (at.question.option(option_id) for option_id in chosen)
        told = ", ".join(f"{at.own(option.label)} ({_pesos(option.cost)})" for option in options if option)
        return at.say("spent", chosen=told, left=_pesos(self._left(at, chosen)))

    def _left(self, at: Hearing, chosen: Sequence[str]) -> int:
        options = (at.question.option(option_id) for option_id in chosen)
        return at.question.budget - sum(option.cost for option in options if option)

    def taken(self, at: Hearing, chosen: Sequence[str], answer: Said) -> Reading:
        return self._within(at, chosen, super().taken(at, chosen, answer))

    def added(self, at: Hearing, chosen: Sequence[str], option: Option) -> Reading:
        return self._within(at, chosen, super().added(at, chosen, option))

    def _within(self, at: Hearing, before: Sequence[str], reading: Reading) -> Reading:
        """What goes beyond the budget is not taken; what was chosen before stays."""
        kept = reading.value if isinstance(reading, Got) else _note_of(reading)
        missing = -self._left(at, kept)
        if missing <= 0:
            return reading
        return Again(at.say("over_budget", missing=_pesos(missing)), note={"chosen": [*before]}, counts=False)


class Ranking(Several):
    """Options in order of preference. Value: their ids, the most preferred first."""

    def hint(self, at: Hearing) -> str:
        most, fewest = _most(at.question), at.question.fewest
        if fewest == most < len(at.question.options):
            return at.say("put_exactly_in_order", most=str(most))
        every = most == len(at.question.options)
        how = at.say("put_all_in_order") if every else at.say("put_in_order", most=str(most))
        return f"{_at_least(at)} {how}" if 1 < fewest < most else how

    def told(self, at: Hearing, chosen: Sequence[str]) -> str:
        return ", ".join(f"{place}. {label}" for place, label in enumerate(_labels(at, chosen), start=1))

    def settled(self, at: Hearing, chosen: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(chosen))

    def taken(self, at: Hearing, chosen: Sequence[str], answer: Said) -> Reading:
        if answer.everything:
            return Again()
        again = answer.only or set(chosen) <= set(answer.items)
        order = self.settled(at, answer.items if again else (*chosen, *answer.items))
        order = [one for one in order if one not in answer.dropped]
        kept = order[: _most(at.question)]
        full = len(order) == _most(at.question)
        return self._finished(at, kept) if answer.sure and (full or answer.ends) else _noted(kept)

    def added(self, at: Hearing, chosen: Sequence[str], option: Option) -> Reading:
        kept = [*chosen, option.id]
        return self._finished(at, kept) if len(kept) == _most(at.question) else _noted(kept[: _most(at.question)])


def _said(at: Hearing) -> Said:
    return said(at.event.text, at.question, angry=at.event.intent is Intent.INSULT)


def _chosen(at: Hearing) -> list[str]:
    """What was chosen so far, of the options that there are today."""
    noted = at.kept.get("chosen", ()) if isinstance(at.kept, dict) else ()
    return [option_id for option_id in noted if at.question.option(option_id)]


def _note_of(reading: Reading) -> Sequence[str]:
    return reading.note["chosen"] if isinstance(reading, Again) and reading.note else ()


def _pesos(amount: int) -> str:
    return f"${amount:,}"


def _noted(chosen: Sequence[str]) -> Again:
    return Again(note={"chosen": [*chosen]}, counts=False)


def _most(question: Question) -> int:
    return question.most or len(question.options)


def _alone(question: Question) -> frozenset[str]:
    return frozenset(option.id for option in question.options if option.means in STANDS_ALONE)


def _labels(at: Hearing, chosen: Sequence[str]) -> list[str]:
    options = (at.question.option(option_id) for option_id in chosen)
    return [at.own(option.label) for option in options if option]


def _at_least(at: Hearing) -> str:
    return at.say("choose_at_least", fewest=str(at.question.fewest))


def _moved(at: Hearing) -> bool:
    """The event chose something here, so that the question need not be said again."""
    if at.talk.open != at.question.id:
        return False
    pressed = at.event.choice.startswith(f"{at.talk.number}:{at.question.id}:")
    return pressed or (not at.event.choice and bool(at.typed) and _said(at).names)


def _is_enough(at: Hearing, answer: Said) -> bool:
    """`ya es todo`, `siguiente`, or a short yes or no to what was said back."""
    if answer.sure and (answer.ends or answer.nothing):
        return True
    return at.event.intent in _ENOUGH and len(at.folded.split()) <= _SHORT


def _means_a_way_out(at: Hearing) -> bool:
    words = at.book.words
    return at.folded in words.exits or at.folded in words.commands or at.event.intent in _STRONG
