"""What stands on a paper, block by block. How it looks is for whoever renders it."""

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Somebody's own words, set apart, line by line as they were written."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """What is good to know about the paper itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Each a name and what stands behind it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """As many cells each as there are columns."""
    shares: tuple[int, ...] = ()
    """How wide the columns are, one by the other; empty: all the same."""

    def __post_init__(self) -> None:
        """Raises ValueError where a row has too few or too many cells."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row needs a cell for each column")


@dataclass(frozen=True, slots=True)
class Check:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Checks:
    items: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    role: str
    how: str = ""
    """How and when it was given; empty: there is room to sign by hand."""


@dataclass(frozen=True, slots=True)
class Signatures:
    lines: tuple[Signature, ...]
    opening: str = ""
    """What is signed, over the first of them."""


@dataclass(frozen=True, slots=True)
class Verification:
    code: str
    where: str
    """The address at which the code is looked up."""


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code."""

    content: str
    """An address in ASCII, up to 1,200 signs."""
    caption: str


Block = Heading | Paragraph | Verbatim | Note | Facts | Grid | Checks | Signatures | Verification | Square


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    municipality: str
    """Its full name, over every page."""
    title: str
    subtitle: str = ""
    reference: str
    """What tells this paper from others of its kind."""
    blocks: tuple[Block, ...]


def sha256_of(paper: Paper) -> str:
    """Of all that stands on it, in 64 hexadecimal signs. The same content gives the same ones anywhere."""
    blocks = [[type(block).__name__, asdict(block)] for block in paper.blocks]
    head = [paper.municipality, paper.title, paper.subtitle, paper.reference]
    return hashlib.sha256(json.dumps([head, blocks], sort_keys=True).encode("ascii")).hexdigest()
