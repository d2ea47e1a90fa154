"""The command line. Every heavy library is imported inside the command that needs it, so that `--help` is quick."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.lines import config_here
from bot.lines.broadcast import add_broadcast
from bot.lines.committee import add_accreditation, add_committee
from bot.lines.complaint import add_complaint
from bot.lines.consultation import add_consultation
from bot.lines.meeting import add_agreement, add_meeting, add_visit
from bot.lines.paper import add_paper
from bot.lines.promoter import add_promoter
from bot.lines.proposal import add_initiative, add_proposal
from bot.lines.series import add_programme, add_series
from bot.lines.staff import add_staff
from bot.lines.suggest import add_suggest

GOOD, FAILED, WRONG = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 good, 1 failed, 2 wrong use or settings."""
    demand_our_packages()
    parser = _parser()
    options = parser.parse_args(argv)
    if not hasattr(options, "command"):
        parser.print_help()
        return WRONG
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    from bot import commands
    from bot.settings import SettingsError

    try:
        code = int(commands.carry_out(options) or GOOD)
        sys.stdout.flush()
        return code
    except (SettingsError, commands.WrongUse) as e:
        print(f"voz: {e}", file=sys.stderr)
        return WRONG
    except commands.Failed as e:
        print(f"voz: {e}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:  # whoever reads our output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD


def demand_our_packages() -> None:
    """`bot`, `flows`, `storage` are common names: another distribution's could have been installed over ours."""
    import civic
    import flows
    import handlers
    import storage

    home = Path(__file__).resolve().parent.parent
    for package in (civic, flows, handlers, storage):
        if Path(str(package.__file__)).resolve().parent.parent != home:
            sys.exit(
                f"voz: the package {package.__name__} comes from {package.__file__}, not from {home}. "
                "Install voz-vecinal in an environment of its own."
            )


def _parser() -> argparse.ArgumentParser:
    config = argparse.ArgumentParser(add_help=False)
    config.add_argument(
        "--config",
        type=Path,
        default=None,
        metavar="FILE",
        help="settings file (default: config.toml, then $VOZ_CONFIG)",
    )
    parser = argparse.ArgumentParser(
        prog="voz", description="Voz Vecinal: residents heard and answered on the phones they have.", parents=[config]
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=summary, description=summary, parents=[config_here()])
        command.set_defaults(command=name)
        return command

    demo = add("demo", "everything on this machine, no account needed: the simulated phone at /phone")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data", type=Path, default=Path("data/demo"), help="folder for the demo's database and files")
    add("run", "the service: web server, intake, delivery and clock in one process")
    talk = add("talk", "a resident in this terminal")
    talk.add_argument("--person", default="local", help="which resident this terminal is")
    check = add(
        "check", "prove the conversations: every question reachable, every text in every language, every transcript"
    )
    check.add_argument(
        "--flows", type=Path, default=None, metavar="FOLDER", help="conversations other than the ones that ship"
    )
    add("doctor", "look at settings, database, providers and clock, and say what to do")
    add("migrate", "bring the database to the schema of this version")
    importing = add("import", "read a file into the database")
    importing.add_argument("what", choices=["neighbourhoods", "works", "proposals"])
    importing.add_argument("file", type=Path)
    importing.add_argument(
        "--skip-bad",
        action="store_true",
        help="works, proposals: keep rows with a fault out, import the rest, say which",
    )
    importing.add_argument("--consultation", metavar="KEY", help="proposals: of which consultation")
    importing.add_argument("--as", dest="staff", default=os.environ.get("USER", "personal"), help="who imports")
    exporting = add("export", "write rows to a file or the terminal")
    exporting.add_argument(
        "what", choices=["people", "complaints", "proposals", "messages", "works", "committees", "visits"]
    )
    exporting.add_argument("--format", choices=["csv", "json", "xlsx"], default="csv")
    exporting.add_argument("--out", type=Path, default=None, metavar="FILE")
    evaluating = add("eval", "measure understanding on a file of examples")
    evaluating.add_argument("what", choices=["neighbourhoods", "intents", "topics", "duplicates"])
    evaluating.add_argument("file", type=Path, metavar="FILE.csv")
    add_complaint(add("complaint", "what staff do with residents' reports"))
    add_consultation(add("consultation", "what the municipality asks its residents: check, publish, close"))
    add_proposal(add("proposal", "what residents propose: answered, grouped, followed until it is done"))
    add_promoter(add("promoter", "who writes down in their chat what neighbours propose"))
    add_initiative(add("initiative", "proposals that are followed together, stage by stage"))
    add_committee(add("committee", "neighbours who watch public works: their scheme, seats and letters"))
    add_accreditation(add("accreditation", "who may look into works as a citizen comptroller, and until when"))
    add_meeting(add("meeting", "committees meet: called, called off, minutes and who was there"))
    add_agreement(add("agreement", "what committees agreed, by when, and who sees to it"))
    add_visit(add("visit", "what members of committees saw at public works"))
    add_paper(add("paper", "the papers of social audit as PDF, the same bytes for the same data"))
    add_broadcast(add("broadcast", "a message to many: to whom, when, and what became of it"))
    add_series(add("series", "what is sent again and again: weekly sheets, progress of works, notices"))
    add_programme(add("programme", "scholarships and the like: requirements, and days of which residents are reminded"))
    add_suggest(add("suggest", "what may be the same, and under which topic: read-only, a person decides"))
    _add_report(
        add(
            "report",
            "figures about reports: how the service charter is kept, outcomes, neighbourhoods; count the desk's anew",
        )
    )
    backup = add("backup", "a consistent copy of the database while it runs")
    backup.add_argument("file", type=Path)
    add_staff(add("staff", "who works at the desk; answer chats without it, and see what went wrong"))
    _add_person(add("person", "a resident's request about their own data, by its folio; whose document staff saw"))
    return parser


def _add_report(report: argparse.ArgumentParser) -> None:
    report.add_argument("what", choices=["charter", "outcomes", "neighbourhoods", "rebuild"])
    report.add_argument("--by", choices=["department", "category"], default="department", help="lines of `outcomes`")
    report.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="filed from this day on")
    report.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="filed up to this day")
    report.add_argument("--format", choices=["table", "csv", "json", "xlsx"], default="table")
    report.add_argument("--out", type=Path, default=None, metavar="FILE")


def _add_person(person: argparse.ArgumentParser) -> None:
    rights = person.add_subparsers(title="acts", metavar="ACT", required=True)
    for name, summary in (
        ("check", "staff saw a document of whoever shows the code of their chat"),
        ("uncheck", "what was seen was wrong"),
        ("show", "all that is kept of them, to hand out"),
        ("answer", "write to them"),
        ("done", "they have their answer"),
        ("erase", "take away who they are and what they wrote to us; what they filed stays, as nobody's"),
    ):
        right = rights.add_parser(name, help=summary, parents=[config_here()])
        right.set_defaults(act=name)
        right.add_argument("code" if name in ("check", "uncheck") else "folio")
        if name == "show":
            right.add_argument("--out", type=Path, default=None, metavar="FILE")
        if name == "answer":
            right.add_argument("text")
        if name == "erase":
            right.add_argument("--yes", action="store_true", help="it cannot be undone")
        if name == "check":
            right.add_argument("--document", required=True, help="its kind, as INE; never its number")
        if name == "uncheck":
            right.add_argument("--why", default="")
        if name not in ("show",):
            right.add_argument("--as", dest="staff", default=os.environ.get("USER", "personal"), help="who answers")
