"""`voz check`: proves the conversations before a resident meets them."""

import argparse

from bot.commands import Failed, WrongUse, settings_if_any
from flows.book import FOLDER, load_book
from flows.check import check
from flows.form import FormError
from flows.player import play
from flows.transcript import TranscriptError, load_transcripts
from handlers.acts import ACTS


def run(options: argparse.Namespace) -> None:
    settings_if_any(options)  # wrong ones end here, with the key and the remedy
    folder = options.flows or FOLDER
    if not folder.is_dir():
        raise WrongUse(f"{folder}: there is no such folder")
    try:
        book = load_book(folder)
        transcripts = load_transcripts(folder / "transcripts")
    except (FormError, TranscriptError) as e:
        raise Failed(str(e)) from e
    found = [*check(book, ACTS), *(difference for transcript in transcripts for difference in play(book, transcript))]
    for fault in found:
        print(fault)
    if found:
        raise Failed(f"{len(found)} faults")
    print(
        f"{len(book.flows)} conversations, {len(transcripts)} transcripts, languages {', '.join(book.languages)}: no fault"
    )
