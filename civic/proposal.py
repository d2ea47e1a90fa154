"""Proposals residents make for their neighbourhood."""

import re
from enum import StrEnum

from civic.spanish import fold
from civic.topics import Topic, classify

SAME = 0.6
"""From this likeness of words two proposals for one place may be the same one: the resident decides."""


class ProposalStatus(StrEnum):
    """Where a proposal stands. What a resident reads is the phrase `proposal_<status>`."""

    RECEIVED = "received"
    HELD = "held"  # a person looks at it before others see it


_PROBE = re.compile(
    r"<\s*[/!]?\w|\{\{|\$\{|\b(payload|ssrf|xss|select .* from|union select|onerror)\b|' or ", re.IGNORECASE
)
_FEWEST_WORDS = 2


def needs_a_look(text: str) -> bool:
    """Keyboard noise, advertising and probes of a computer are not published before a person has seen them. Spoken
    proposals have no text and are heard anyway."""
    if _PROBE.search(text):
        return True
    topics = classify(text)
    if topics:
        return topics[0][0] is Topic.NOT_USEFUL
    words = [word for word in fold(text).split() if len(word) > 2 and word.isalpha()]
    return bool(text.strip()) and len(words) < _FEWEST_WORDS
