"""What several acts read from the answers of a talk."""

from collections.abc import Mapping
from typing import Any


def neighbourhood_key(answers: Mapping[str, Any]) -> str:
    return str((answers.get("neighbourhood") or {}).get("key", ""))


def place_words(answers: Mapping[str, Any]) -> str:
    """What was said of the place without naming a known neighbourhood: kept, so that nothing said is lost."""
    said = answers.get("neighbourhood") or {}
    place = (answers.get("evidence") or {}).get("place") or {}
    return " · ".join(str(part) for part in (said.get("typed"), said.get("postal_code"), place.get("label")) if part)
