"""`voz paper`."""

import argparse
from datetime import date
from pathlib import Path

from bot.lines import Acts


def add_paper(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    for name, summary, wanted in (
        ("constitution", "acta de constitución", ("key",)),
        ("substitution", "acta de sustitución de integrante", ("key", "name")),
        ("training", "lista de asistencia a capacitación", ("key",)),
        ("letter", "carta compromiso, as it was signed", ("key", "name")),
        ("meeting", "minuta de reunión", ("id",)),
        ("visit", "cédula de vigilancia", ("id",)),
        ("report", "informe del comité", ("key",)),
        ("complaint", "cédula de queja, without who told it", ("folio",)),
        ("accreditation", "acreditación, with the code that verifies it", ("code",)),
        ("handover", "acta de entrega-recepción", ("key",)),
    ):
        act = acts.add(name, summary, changes=False)
        for word in wanted:
            act.add_argument(word, type=int if word == "id" else str)
        if name == "report":
            act.add_argument("--since", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
            act.add_argument("--until", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        if name in ("constitution", "substitution", "handover"):
            act.add_argument(
                "--official", action="append", default=[], metavar="NAME:POST", help="who signs for the municipality"
            )
        act.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
