"""One page: a template filled in, with headers that let it do nothing but be read."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from handlers import amounts
from handlers.public import words

_TEMPLATES = Path(__file__).parent / "templates"
HEADERS = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


@dataclass(frozen=True)
class Style:
    """What a page may look like, and nothing else may change it: it is let in by its sum."""

    text: str

    @cached_property
    def policy(self) -> str:
        digest = base64.b64encode(hashlib.sha256(self.text.encode()).digest()).decode()
        return (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )


def style_of(*names: str) -> Style:
    """Style sheets one after the other."""
    return Style("".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names))


_STYLE = style_of("style.css")

_environment = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "pesos": amounts.pesos,
    "number": amounts.number,
    "per_cent": amounts.per_cent,
    "day": words.day,
    "sentence": words.sentence,
    "count": words.count,
}


def page(template: str, status: int = 200, *, style: Style = _STYLE, **values: Any) -> HTMLResponse:
    text = _environment.get_template(template).render(values, style=style.text)
    return HTMLResponse(text, status, headers={**HEADERS, "Content-Security-Policy": style.policy})
