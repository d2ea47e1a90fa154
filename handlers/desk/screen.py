"""A page of the desk and what can be done on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from civic.access import Permission
from handlers.desk.darkroom import Photo
from handlers.desk.errand import Errand, Goto, Page
from storage.store import Connection

Show = Callable[[Errand], Page]
Act = Callable[[Errand], Goto | Page]
"""A page as the answer is one that is shown once: what it says stands nowhere else, and nobody can go back to it."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page and what can be done on it. `permission` None: whoever is signed in."""

    path: str
    permission: Permission | None
    show: Show
    acts: Mapping[str, tuple[Permission | None, Act]] = field(default_factory=dict)
    """By the word that the form sends as `act`."""
    sends_files: frozenset[str] = frozenset()
    """The acts whose files go to residents."""
    photos: Mapping[str, Callable[[Errand], Photo]] = field(default_factory=dict)
    """By the same word: the photo that an act shows to others. It is made ready before the act."""


Given = Callable[[Connection, Screen], tuple[Errand, Act]]
"""Who it is, that they may, and what is to be done."""
