"""Each version of a letter of commitment."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.tables import letter_texts


def find_letter_text(connection: Connection, letter: str, version: str) -> str | None:
    this = (letter_texts.c.letter == letter) & (letter_texts.c.version == version)
    found = connection.execute(select(letter_texts.c.text).where(this)).scalar()
    return None if found is None else str(found)


def add_letter_text(connection: Connection, letter: str, version: str, text: str, sha256: str, now: datetime) -> None:
    row = {"letter": letter, "version": version, "text": text, "sha256": sha256, "since": now}
    connection.execute(insert(letter_texts), row)
