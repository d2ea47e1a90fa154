"""A page of the desk: a template filled in, that may load nothing but what is ours."""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handlers import amounts
from handlers.desk import words

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@cache
def static(name: str) -> str:
    """Where one of our files lies, with the sum of what is in it: a new one is loaded, an old one is kept."""
    return f"/desk/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


_environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "number": amounts.number,
    "iso": datetime.isoformat,
    "channel": words.channel,
    "role": words.role,
    "people": words.people,
    "lines": lambda text: Markup("<br>").join(str(text).splitlines()),
}
_environment.globals |= {"static": static, "PRIORITIES": words.PRIORITIES}


def render(template: str, values: dict[str, Any]) -> str:
    return _environment.get_template(template).render(values)
