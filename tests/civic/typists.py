"""Residents who type: every way in which a neighbourhood's name is written, and what the right answer to it is.

A writer is deterministic for its seed. The truth is computed from the catalogue alone, never with the code under test:
a text is judged only when the catalogue says what it must mean (`Typed.keys`), else it is left out.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from civic.neighbourhood import Neighbourhood
from civic.spanish import fold

SWAPS = (("b", "v"), ("v", "b"), ("z", "s"), ("s", "z"), ("ce", "se"), ("ci", "si"), ("se", "ce"), ("ll", "y"),
         ("ge", "je"), ("gi", "ji"), ("je", "ge"), ("ji", "gi"), ("que", "ke"), ("qui", "ki"), ("ca", "ka"), ("x", "s"))  # fmt: skip
ARTICLES = {"el", "la", "los", "las", "de", "del"}
ROMANS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7}
NUMBER_WORDS = {1: "uno", 2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete"}
DATES = {"veinte": "20", "cinco": "5", "dieciseis": "16", "quince": "15", "dieciocho": "18", "veintisiete": "27",
         "veintiocho": "28", "primero": "1", "cuatro": "4", "seis": "6", "trece": "13"}  # fmt: skip
SHORT = {
    "privada": ("priv", "priv."), "ampliacion": ("ampl", "ampl.", "amp"), "residencial": ("resid", "resid.", "res"),
    "hacienda": ("hda", "hda."), "general": ("gral", "gral."), "santa": ("sta", "sta."), "santo": ("sto",), "san": ("sn",),
    "francisco": ("fco", "fco."), "guadalupe": ("gpe", "gpe."), "maria": ("ma", "ma."), "jardines": ("jard", "jard."),
    "rinconada": ("rinc",), "cerrada": ("cda",), "nuevo": ("nvo",), "fraccionamiento": ("fracc", "frac"),
    "unidad habitacional": ("u. hab.", "u hab", "unidad hab"), "hermanos": ("hnos",), "ciudad": ("cd", "cd."),
    "seccion": ("secc", "sec"), "colonia": ("col", "col."), "ejido": ("ej", "ej."),
}  # fmt: skip
KIND_WORDS = {
    "Colonia": ("col", "Col.", "colonia", "la colonia", "la col", "COL"),
    "Fraccionamiento": ("fracc", "frac", "Fracc.", "Frac.", "fraccto", "fraccionamiento", "el fracc"),
    "Ejido": ("ejido", "ej", "ej."), "Pueblo": ("poblado", "pob", "pob.", "pueblo"), "Barrio": ("barrio", "el barrio"),
    "Ranchería": ("rancheria",), "Rancho": ("rancho",), "Granja": ("granja",), "Unidad habitacional": ("u. hab.", "unidad habitacional"),
    "Condominio": ("condominio", "cond."), "Hacienda": ("hacienda",),
}  # fmt: skip
PHRASES = (
    "vivo en {}", "mi colonia es {}", "soy de {}", "{} por favor", "{} dgo", "{}, Durango", "aqui en {} no hay luz",
    "en {} atras de la escuela", "hola vivo en {}", "es {}", "mi col es {}", "{} gracias", "estamos en {}", "soy vecino de {}",
    "buenas tardes, vivo en {}", "{}, porfa", "aca en {} frente al oxxo", "se llama {}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    text: str
    keys: frozenset[str]
    """One key: that one for sure. More: must ask among them."""
    variant: str


class Typist:
    def __init__(
        self, places: Sequence[Neighbourhood], seed: int, state: str = "dgo", state_name: str = "Durango"
    ) -> None:
        self._places = places
        self._chance = random.Random(seed)
        self._state, self._state_name = state, state_name
        self._by_name: dict[str, set[Neighbourhood]] = defaultdict(set)
        self._by_bare: dict[str, set[Neighbourhood]] = defaultdict(set)
        self._by_date: dict[str, set[Neighbourhood]] = defaultdict(set)
        for place in places:
            for said in (fold(place.name), fold(f"{place.kind} {place.name}")):
                self._by_name[said].add(place)
            self._by_bare[bare(fold(place.name))].add(place)
            self._by_date[dated(fold(place.name))].add(place)

    def type_all(self) -> Iterator[Typed]:
        """Every name in every variant that changes it, each wrapped in one random way."""
        for place in self._places:
            for variant, text in self._variants(spoken(place)):
                yield from self._judged(place, variant, text)

    def _variants(self, name: str) -> Iterator[tuple[str, str]]:
        plain = fold(name)
        yield "mayusculas", name.upper()
        yield "sin_acento", plain
        for variant in ("fonetica", "tecleo", "sin_articulo", "abreviatura", "pegado", "numeral"):
            text = getattr(self, f"_{variant}")(name if variant == "numeral" else plain)
            if text and text != plain:
                yield variant, text
        if changed := self._fonetica(plain):
            yield "fonetica+pegado", self._pegado(changed)

    def _judged(self, place: Neighbourhood, variant: str, text: str) -> Iterator[Typed]:
        truth = self._truth(place, variant, text)
        if truth is None:
            return
        wrap = self._chance.choice(("", "tipo", "cp", "frase", "tipo+cp", "tipo+frase"))
        whole, narrowed = self._wrapped(place, text, truth, wrap)
        if whole:
            yield Typed(whole, frozenset(each.key for each in narrowed), f"{variant}+{wrap}" if wrap else variant)

    def _truth(self, place: Neighbourhood, variant: str, text: str) -> set[Neighbourhood] | None:
        """All with this very name; None when the change made the text another place's name or hid which it is."""
        same = self._by_name[fold(spoken(place))]
        if self._by_date[dated(fold(place.name))] != {each for each in same if fold(each.name) == fold(place.name)}:
            return None
        if variant == "sin_articulo" and self._by_bare[bare(fold(text))] != same:
            return None
        others = self._by_name.get(fold(text), set()) | self._by_joined(fold(text))
        return same if others <= same else None

    def _by_joined(self, text: str) -> set[Neighbourhood]:
        joined = text.replace(" ", "")
        return {place for name, places in self._by_name.items() if name.replace(" ", "") == joined for place in places}

    def _wrapped(
        self, place: Neighbourhood, text: str, same: set[Neighbourhood], wrap: str
    ) -> tuple[str, set[Neighbourhood]]:
        if "tipo" in wrap:
            if place.kind not in KIND_WORDS:
                return "", same
            text = f"{self._chance.choice(KIND_WORDS[place.kind])} {text}"
            same = {each for each in same if each.kind == place.kind}
            if self._by_name.get(fold(text), same) != same:
                return "", same
        if "cp" in wrap:
            text = self._chance.choice(
                (f"{text} {place.postal_code}", f"{text} cp {place.postal_code}", f"{text}, C.P. {place.postal_code}")
            )
            same = {each for each in same if each.postal_code == place.postal_code}
        if "frase" in wrap:
            phrase = self._chance.choice(PHRASES).replace("dgo", self._state).replace("Durango", self._state_name)
            text = phrase.format(text)
        return text, same

    def _fonetica(self, text: str) -> str:
        options = [(at, old, new) for old, new in SWAPS for at in found(text, old) if not in_numeral(text, at)]
        options += [
            (at, "h", "") for at in found(text, "h") if text[at - 1 : at] not in ("c", "s") and not in_numeral(text, at)
        ]
        if not options:
            return ""
        at, old, new = self._chance.choice(options)
        return text[:at] + new + text[at + len(old) :]

    def _tecleo(self, text: str) -> str:
        spots = [at for at in range(len(text) - 1) if text[at : at + 2].isalpha() and not in_numeral(text, at)]
        if not spots or len(text) < 5:
            return ""
        at = self._chance.choice(spots)
        slip = self._chance.choice(("swap", "miss", "double"))
        if slip == "swap":
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text[:at] + text[at + 1 :] if slip == "miss" else text[:at] + text[at] + text[at:]

    def _sin_articulo(self, text: str) -> str:
        return " ".join(word for word in text.split() if word not in ARTICLES)

    def _abreviatura(self, text: str) -> str:
        for whole, shorts in SHORT.items():
            if re.search(rf"\b{whole}\b", text):
                return re.sub(rf"\b{whole}\b", self._chance.choice(shorts), text, count=1)
        return ""

    def _pegado(self, text: str) -> str:
        return text.replace(" ", "")

    def _numeral(self, name: str) -> str:
        words = name.split()
        last = words[-1]
        if last in ROMANS or last in map(str, ROMANS.values()):
            value = ROMANS.get(last) or int(last)
            roman = next(roman for roman, number in ROMANS.items() if number == value)
            other = self._chance.choice((str(value), NUMBER_WORDS[value], roman.lower()))
            return fold(" ".join(words[:-1])) + " " + other
        first = fold(words[0])
        digits = {word: digit for digit, word in DATES.items()}
        swapped = DATES.get(first) or digits.get(first)
        return f"{swapped} {fold(' '.join(words[1:]))}" if swapped and words[1:2] == ["de"] else ""


def dated(name: str) -> str:
    """`primero de mayo` as `1 de mayo`: said aloud they are one name."""
    first, _, rest = name.partition(" ")
    return f"{DATES.get(first, first)} {rest}"


def spoken(place: Neighbourhood) -> str:
    return re.sub(r"[(\[\])]", "", place.name)


def bare(name: str) -> str:
    return " ".join(word for word in name.split() if word not in ARTICLES)


def found(text: str, part: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(part), text)]


def in_numeral(text: str, at: int) -> bool:
    """A slip inside a number makes another number: not judged."""
    start = text.rfind(" ", 0, at) + 1
    word = text[start:].split(" ")[0]
    near = text[at : at + 2]
    return (
        any(part.upper() in ROMANS or not part.isalpha() for part in (word, near))
        or word in NUMBER_WORDS.values()
        or word in DATES
    )
