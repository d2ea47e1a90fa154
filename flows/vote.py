"""What typed words say to *is it fixed?*, which was asked outside of any talk.

A wrong no opens a report again, and a person must answer for it: what is doubtful is asked.
"""

import re
from enum import Enum

from civic.intent import Intent
from flows.form import Question
from flows.readers.reader import Got
from flows.stage import Stage, reader_of
from flows.vocabulary import number_of

_SHORT = 6
"""Most words of an answer that is read as any other."""
_LONG = 12
"""Most words of one that counts when it says so outright; in more, something else may be said."""
_BUT = re.compile(r"\b(but|pero|aunque|nada mas que|nomas que|solo que)\b")


class Vote(Enum):
    NONE = "none"  # the words are about something else
    UNCLEAR = "unclear"  # they are about this, and what they say must be asked


def vote(stage: Stage, question: Question, *, quoted: bool) -> Got | Vote:
    """To what was said last, or to what is quoted."""
    if not stage.event.text.strip():
        return Vote.UNCLEAR  # a photo or a voice note says it, and a person must look or listen
    reading = _pick(stage, question, _told(stage, question))
    if reading is None or "?" in stage.event.text:
        return Vote.UNCLEAR if quoted else Vote.NONE
    return Vote.UNCLEAR if _doubtful(stage, question) else reading


def outright(stage: Stage, question: Question) -> Got | Vote:
    """To what was said a while ago: several words that say this and nothing else; what only begins so is asked."""
    if " " not in stage.folded or stage.event.intent is Intent.DONT_KNOW or _doubtful(stage, question):
        return Vote.NONE
    words, length = question.vocabulary, len(stage.folded.split())
    reading = _pick(stage, question, words.named(stage.folded))
    return reading or (Vote.UNCLEAR if length <= _SHORT and words.opening(stage.folded) else Vote.NONE)


def _told(stage: Stage, question: Question) -> str:
    """The option that the words mean, or the empty string."""
    number, words = number_of(stage.folded), question.vocabulary
    if 0 < number <= len(question.options):
        return question.options[number - 1].id
    told = words.named(stage.folded) or words.opening(stage.folded)
    return told or ("" if _wishes(stage, question) else _spoken(stage, question))


def _spoken(stage: Stage, question: Question) -> str:
    length = len(stage.folded.split())
    if length > _SHORT:
        return question.vocabulary.spot(stage.folded, answering=False) if length <= _LONG else ""
    reading = reader_of(question).read(stage.hearing(question))
    return str(reading.value) if isinstance(reading, Got) else ""


def _pick(stage: Stage, question: Question, option_id: str) -> Got | None:
    reading = reader_of(question).pick(stage.hearing(question), option_id)
    return reading if isinstance(reading, Got) else None


def _doubtful(stage: Stage, question: Question) -> bool:
    said = bool(_BUT.search(stage.folded)) or "?" in stage.event.text
    return said or len(stage.folded.split()) > _LONG or _wishes(stage, question)


def _wishes(stage: Stage, question: Question) -> bool:
    """They ask for something else, such as a new report. `ya quedó` only sounds like asking how a report is doing."""
    intent = stage.event.intent
    elsewhere = intent in stage.book.by_intent and intent is not Intent.FOLIO_STATUS
    return elsewhere and not question.vocabulary.named(stage.folded)
