"""What a request to the fake Bot API asks with: JSON, a query, a form, or a form with files."""

from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from tests.fakes.telegram_spec import Judge, loosely


async def fields_of(request: web.Request, method: str, judge: Judge | None) -> dict[str, Any]:
    """Files as their bytes."""
    query = dict(request.query)
    if request.content_type == "application/json" and (body := await request.read()):
        return {**_plain(method, query, judge), **msgspec.json.decode(body)}
    texts, files = {}, {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = value.file.read()
        else:
            texts[name] = str(value)
    return {**_plain(method, {**query, **texts}, judge), **files}


def _plain(method: str, fields: Mapping[str, str], judge: Judge | None) -> dict[str, Any]:
    if judge:
        return judge.plain(method, fields)
    return {name: loosely(value) for name, value in fields.items()}
