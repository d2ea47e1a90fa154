"""What of people stands on a page, for whoever reads it: names and numbers only for who may know who they are."""

from civic.personal import without_personal_data
from handlers.desk import words
from handlers.desk.errand import Errand


def resident_name(errand: Errand, name: str) -> str:
    return _named(errand, name) or "Sin nombre"


def member_name(errand: Errand, name: str) -> str:
    """As it stands in the papers of a committee."""
    return _named(errand, name) or "(datos borrados)"


def _named(errand: Errand, name: str) -> str:
    return name if errand.me.sees_names else words.masked(name)


def told(errand: Errand, text: str) -> str:
    """What somebody wrote. Mask first, then shorten: of half a number nobody sees that it is one."""
    return text if errand.me.sees_names else without_personal_data(text)
