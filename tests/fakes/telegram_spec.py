"""The Bot API's own description as judge of what a bot asks (shared/specs, see its README for its limits)."""

import json
import os
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

SPEC = "specs/telegram_bot_api_10.1.json"
_REPOSITORY = Path(__file__).resolve().parents[2]

_SIMPLE: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
}


def spec_path() -> Path | None:
    """Where the description is: in VOZ_SHARED, else in the sibling folder `shared`; None when in neither."""
    folders = [os.environ.get("VOZ_SHARED", ""), str(_REPOSITORY.parent / "shared")]
    paths = (Path(folder) / SPEC for folder in folders if folder)
    return next((path for path in paths if path.is_file()), None)


class Judge:
    """Says what is wrong with a request: unknown method or field, missing field, wrong type."""

    def __init__(self, path: Path) -> None:
        description = json.loads(path.read_text(encoding="utf-8"))
        self._methods: Mapping[str, Any] = description["methods"]
        self._types: Mapping[str, Any] = description["types"]

    def faults(self, method: str, fields: Mapping[str, Any]) -> list[str]:
        if method not in self._methods:
            return [f"unknown method {method}"]
        return list(self._object_faults(method, self._methods[method], fields))

    def field_names(self, type_name: str) -> Mapping[str, str]:
        """The fields of a type with their descriptions."""
        return {field["name"]: field["description"] for field in self._types[type_name]["fields"]}

    def plain(self, method: str, fields: Mapping[str, str]) -> dict[str, Any]:
        """Fields of a query or form, where everything is text, as JSON would have them."""
        texts = {field["name"]: "String" in field["types"] for field in self._methods.get(method, {}).get("fields", ())}
        return {name: value if texts.get(name, True) else loosely(value) for name, value in fields.items()}

    def _object_faults(self, where: str, described: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[str]:
        fields = {field["name"]: field for field in described.get("fields", ())}
        yield from (f"{where}: unknown field {name}" for name in value if name not in fields)
        yield from (
            f"{where}: lacks {name}" for name, field in fields.items() if field["required"] and name not in value
        )
        for name in value.keys() & fields.keys():
            yield from self._value_faults(f"{where}.{name}", fields[name]["types"], value[name])

    def _value_faults(self, where: str, types: list[str], value: Any) -> list[str]:
        tries = [list(self._type_faults(where, name, value)) for name in types]
        return min(tries, key=len)

    def _type_faults(self, where: str, name: str, value: Any) -> Iterator[str]:
        if name in _SIMPLE:
            yield from self._simple_faults(where, name, value)
        elif name.startswith("Array of "):
            yield from self._array_faults(where, name.removeprefix("Array of "), value)
        elif "subtypes" in self._types[name]:
            yield from self._value_faults(where, self._types[name]["subtypes"], value)
        elif isinstance(value, Mapping):
            yield from self._object_faults(where, self._types[name], value)
        elif name != "InputFile" or not isinstance(value, bytes):
            yield f"{where}: not a {name}"

    def _array_faults(self, where: str, name: str, value: Any) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where}: not a list"
            return
        for index, item in enumerate(value):
            yield from self._type_faults(f"{where}[{index}]", name, item)

    @staticmethod
    def _simple_faults(where: str, name: str, value: Any) -> Iterator[str]:
        right = isinstance(value, _SIMPLE[name]) and (name == "Boolean" or not isinstance(value, bool))
        if not right:
            yield f"{where}: not a {name}"


def loosely(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def words_fault(text: str) -> str:
    """Lengths are only in the description's prose, so they are judged by hand, here and below; empty when right."""
    if not text.strip():
        return "message text is empty"
    return "message is too long" if len(text.encode("utf-16-le")) // 2 > 4096 else ""


def caption_fault(text: str) -> str:
    return "message caption is too long" if len(text.encode("utf-16-le")) // 2 > 1024 else ""


def photo_fault(photo: bytes) -> str:
    from PIL import Image

    if len(photo) > 10_000_000:
        return "file is too big"
    try:
        width, height = Image.open(BytesIO(photo)).size
    except OSError:
        return "IMAGE_PROCESS_FAILED"
    right = width + height <= 10_000 and max(width, height) <= 20 * min(width, height)
    return "" if right else "PHOTO_INVALID_DIMENSIONS"


def markup_fault(markup: Mapping[str, Any], chat: int) -> str:
    inline = [button for row in markup.get("inline_keyboard", ()) for button in row]
    if len(inline) > 100 or any(not 1 <= len(button.get("callback_data", "x").encode()) <= 64 for button in inline):
        return "BUTTON_DATA_INVALID"
    keys = [key for row in markup.get("keyboard", ()) for key in row]
    asks = any("request_location" in key or "request_contact" in key for key in keys)
    return "location can be requested in private chats only" if chat < 0 and asks else ""
