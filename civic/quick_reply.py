"""Sentences that staff use often: with variables that each chat fills, and that are never sent empty."""

import re
from collections.abc import Mapping

VARIABLES = {
    "nombre": "el nombre de la persona",
    "folio": "un folio de la persona",
    "colonia": "la colonia de la persona",
    "dependencia": "la dependencia de la conversación",
    "personal": "el nombre de usted",
}
"""What may stand between double braces, and what it is."""
MOST_SIGNS, SHORTCUT_SIGNS = 2000, 40
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class BadReply(Exception):
    """It cannot be kept; the text says in Spanish why and what to do."""


class ValueMissing(Exception):
    """It cannot be sent; the text says in Spanish which variable has no value here."""


def demand_good(shortcut: str, text: str) -> None:
    """Raises BadReply."""
    if not shortcut.strip() or len(shortcut) > SHORTCUT_SIGNS:
        raise BadReply(f"El nombre corto lleva de 1 a {SHORTCUT_SIGNS} letras, como «horario de cajas».")
    if not text.strip():
        raise BadReply("Escriba el texto de la respuesta.")
    if len(text) > MOST_SIGNS:
        raise BadReply(f"El texto tiene {len(text)} letras y caben {MOST_SIGNS}. Acórtelo.")
    for name in named_in(text):
        if name not in VARIABLES:
            raise BadReply(f"No existe {{{{{name}}}}}. Puede usar {_known()}.")
    if "{" in _VARIABLE.sub("", text) or "}" in _VARIABLE.sub("", text):
        raise BadReply(f"Hay una llave sin su pareja. Las variables se escriben con dos llaves: {_known()}.")


def named_in(text: str) -> tuple[str, ...]:
    """The variables of a text, each once, in their order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def filled_where_known(text: str, values: Mapping[str, str]) -> str:
    """What has no value stays as it is, for whoever writes to see."""
    return _VARIABLE.sub(lambda found: values.get(found[1], "") or found[0], text)


def ready(text: str, values: Mapping[str, str]) -> str:
    """As it is sent. Raises ValueMissing."""
    for name in named_in(text):
        if name not in VARIABLES:
            raise ValueMissing(f"No existe {{{{{name}}}}}. Puede usar {_known()}, o quitar las llaves.")
        if not values.get(name):
            says = f"De esta conversación no se sabe {VARIABLES[name]}. Escriba el dato en lugar de {{{{{name}}}}}"
            raise ValueMissing(f"{says}, o cambie la frase.")
    return filled_where_known(text, values)


def appended(draft: str, text: str) -> str:
    """What was being written stays, on top."""
    return f"{draft.rstrip()}\n\n{text}" if draft.strip() else text


def _known() -> str:
    return ", ".join(f"{{{{{name}}}}}" for name in VARIABLES)
