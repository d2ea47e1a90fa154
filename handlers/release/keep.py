"""A release as it is kept, so that pages and messages read figures and count nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from civic.table import Table
from handlers.release.files import content_of, document_from, document_json, table_from
from handlers.release.gather import Release
from storage.releases import Content, Kept, list_tables
from storage.store import Connection


def kept_from(release: Release, consultation_id: int, now: datetime) -> tuple[Kept, list[Content]]:
    """Without pictures."""
    document, contents = document_json(release.made), [content_of(table) for table in release.tables]
    digest = hashlib.sha256("".join([document, *(name + content for name, content in contents)]).encode())
    return Kept(consultation_id, release.revision, document, digest.hexdigest(), "", "", now), contents


def release_from(kept: Kept, contents: Iterable[Content]) -> Release:
    return Release(document_from(kept.document), kept.revision, [table_from(content) for content in contents])


def tables_kept(connection: Connection, kept: Kept, *names: str) -> Mapping[str, Table]:
    """Those with these names, as far as they were kept: read whole, so for small ones."""
    return release_from(kept, list_tables(connection, kept.consultation_id, names)).by_name


def with_pictures(kept: Kept, topics: str, places: str) -> Kept:
    return replace(kept, topics_picture=topics, places_picture=places)
