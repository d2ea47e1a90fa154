"""The command line. Every heavy library is imported inside the command that needs it, so that `--help` is quick."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

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
        command = commands.add_parser(name, help=summary, description=summary, parents=[_config_here()])
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
    exporting.add_argument("what", choices=["people", "complaints", "proposals", "messages", "works"])
    exporting.add_argument("--format", choices=["csv", "json", "xlsx"], default="csv")
    exporting.add_argument("--out", type=Path, default=None, metavar="FILE")
    evaluating = add("eval", "measure understanding on a file of examples")
    evaluating.add_argument("what", choices=["neighbourhoods", "intents", "topics", "duplicates"])
    evaluating.add_argument("file", type=Path, metavar="FILE.csv")
    _add_complaint(add("complaint", "what staff do with residents' reports"))
    _add_consultation(add("consultation", "what the municipality asks its residents: check, publish, close"))
    _add_report(add("report", "figures about reports: how the service charter is kept, outcomes, neighbourhoods"))
    backup = add("backup", "a consistent copy of the database while it runs")
    backup.add_argument("file", type=Path)
    _add_staff(add("staff", "answer the chats that wait for a person, and see what went wrong"))
    _add_person(add("person", "a resident's request about their own data, by its folio"))
    return parser


def _config_here() -> argparse.ArgumentParser:
    """--config may stand after any command or act as well."""
    own = argparse.ArgumentParser(add_help=False)
    own.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help=argparse.SUPPRESS)
    return own


def _add_staff(staff: argparse.ArgumentParser) -> None:
    acts = staff.add_subparsers(title="acts", metavar="ACT", required=True)
    for name, summary in (
        ("chats", "those who wait and those being answered"),
        ("show", "what was said"),
        ("reply", "answer"),
        ("close", "give the chat back to the bot"),
        ("incidents", "emergencies, messages that failed, answers that did not arrive"),
        ("seen", "somebody looked at an incident"),
    ):
        act = acts.add_parser(name, help=summary, parents=[_config_here()])
        act.set_defaults(act=name)
        if name in ("show", "reply", "close"):
            act.add_argument("chat", type=int)
        if name == "seen":
            act.add_argument("incident", type=int)
        if name == "reply":
            act.add_argument("text")
        if name in ("reply", "close"):
            act.add_argument("--as", dest="staff", default=os.environ.get("USER", "personal"), help="who answers")


def _add_complaint(complaint: argparse.ArgumentParser) -> None:
    acts = complaint.add_subparsers(title="acts", metavar="ACT", required=True)

    def add(name: str, summary: str, *wanted: str, changes: bool = True, note: str = "") -> argparse.ArgumentParser:
        act = acts.add_parser(name, help=summary, description=summary, parents=[_config_here()])
        act.set_defaults(act=name)
        for word in wanted:
            act.add_argument(word)
        if changes:
            act.add_argument("--as", dest="staff", default=os.environ.get("USER", "personal"), help="who does it")
        if note:
            act.add_argument("--note", default="", help=note)
        return act

    told = "words for those it concerns, in Spanish"
    listing = add("list", "open ones: what most people wait for first", changes=False)
    listing.add_argument("--status", help="those of one status, open or not")
    listing.add_argument("--department")
    listing.add_argument("--neighbourhood", metavar="KEY")
    listing.add_argument("--late", action="store_true", help="only those whose promised day is over")
    listing.add_argument("--most", type=int, default=50)
    add("show", "all of one: people, files, promises, history", "folio", changes=False)
    moving = add("move", "to another status", "folio", note=told)
    moving.add_argument(
        "status", choices=["under_review", "in_progress", "done", "partly_done", "cancelled", "reopened"]
    )
    moving.add_argument(
        "--photo", type=Path, metavar="FILE", help="of the work: shown when they are asked if it is fixed"
    )
    add("refer", "to a department", "folio", "department", note=told)
    scheduling = add(
        "schedule", "for a day, which is told to those it concerns", "folio", note=f"{told}; why it is later"
    )
    scheduling.add_argument("day", type=date.fromisoformat, metavar="YYYY-MM-DD")
    forwarding = add("forward", "to another body, whose folio is kept", "folio", "body", note=told)
    forwarding.add_argument("--external-folio", default="")
    add("not-competent", "it was passed on to the body it belongs to", "folio", "body", note=told)
    asking = add("ask", "the resident, with a deadline; until then the terms rest", "folio", "question")
    asking.add_argument("--days", type=int, default=5, help="working days to answer")
    add("note", "for staff only", "folio", "text")
    publishing = add("publish", "let others see a photo a resident sent, cleaned of place and date", "folio")
    publishing.add_argument("file", type=int, help="as `show` numbers it")
    publishing.add_argument("--hide", action="store_true", help="take it back")
    merging = add("merge", "it is the same as another, which stands for both", "folio", note=told)
    merging.add_argument("into", metavar="INTO_FOLIO")
    splitting = add("split", "it was not the same after all", "folio", note=told)
    splitting.add_argument("--person", type=int, metavar="NUMBER", help="one who joined, as `show` numbers them")
    add("close", "without repair; the reason is told", "folio", "reason")
    add("task", "a part of the work, for one department", "folio", "department", "what")
    ending = add("task-done", "a part of the work is done", "folio")
    ending.add_argument("number", type=int)
    ending.add_argument("--dropped", action="store_true", help="it was not needed after all")
    routing = add("route", "which department a report would go to, and why; nothing is changed", "text", changes=False)
    routing.add_argument("--category", default="")
    routing.add_argument("--neighbourhood", default="", metavar="KEY")


def _add_consultation(consultation: argparse.ArgumentParser) -> None:
    acts = consultation.add_subparsers(title="acts", metavar="ACT", required=True)
    for name, summary in (
        ("check", "read a document and say every fault with its line; nothing is changed"),
        ("preview", "talk through a document in this terminal, as on the first day of a phase; nothing is kept"),
        ("publish", "a document becomes what holds from now on"),
        ("close", "before its time"),
        ("reopen", "what was closed before its time"),
        ("list", "all that were published"),
        ("show", "one, with its revisions and history"),
        ("results", "what came of it, exact: people, proposals, supports, places"),
        ("coverage", "how many neighbourhoods of each kind have a proposal, and which have none"),
    ):
        act = acts.add_parser(name, help=summary, description=summary, parents=[_config_here()])
        act.set_defaults(act=name)
        if name == "preview":
            phases = ["informing", "proposing", "supporting", "voting", "reviewing", "results"]
            act.add_argument("--phase", choices=phases, default=None)
        if name in ("check", "preview", "publish"):
            act.add_argument("file", type=Path, metavar="FILE.toml")
        if name in ("close", "reopen", "show", "results", "coverage"):
            act.add_argument("key")
        if name in ("results", "coverage"):
            act.add_argument("--format", choices=["table", "csv", "json", "xlsx"], default="table")
            act.add_argument("--out", type=Path, default=None, metavar="FILE")
        if name == "results":
            by = ["topic", "neighbourhood", "kind", "channel", "source", "day", "question", "statement", "ballot"]
            act.add_argument("--by", choices=by, default=None)
        if name == "coverage":
            act.add_argument("--missing", action="store_true", help="those without a proposal, for the next visit")
            act.add_argument("--kind", metavar="KIND", help="only of this kind, as `Colonia`")
            act.add_argument("--most", type=int, default=1000)
        if name in ("publish", "close", "reopen"):
            act.add_argument(
                "--why", default="", help="kept in its history and told to those who take part, in Spanish"
            )
            act.add_argument("--as", dest="staff", default=os.environ.get("USER", "personal"), help="who does it")


def _add_report(report: argparse.ArgumentParser) -> None:
    report.add_argument("what", choices=["charter", "outcomes", "neighbourhoods"])
    report.add_argument("--by", choices=["department", "category"], default="department", help="lines of `outcomes`")
    report.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="filed from this day on")
    report.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="filed up to this day")
    report.add_argument("--format", choices=["table", "csv", "json", "xlsx"], default="table")
    report.add_argument("--out", type=Path, default=None, metavar="FILE")


def _add_person(person: argparse.ArgumentParser) -> None:
    rights = person.add_subparsers(title="acts", metavar="ACT", required=True)
    for name, summary in (
        ("show", "all that is kept of them, to hand out"),
        ("answer", "write to them"),
        ("done", "they have their answer"),
        ("erase", "take away who they are and what they wrote to us; what they filed stays, as nobody's"),
    ):
        right = rights.add_parser(name, help=summary, parents=[_config_here()])
        right.set_defaults(act=name)
        right.add_argument("folio")
        if name == "show":
            right.add_argument("--out", type=Path, default=None, metavar="FILE")
        if name == "answer":
            right.add_argument("text")
        if name == "erase":
            right.add_argument("--yes", action="store_true", help="it cannot be undone")
        if name in ("answer", "done", "erase"):
            right.add_argument("--as", dest="staff", default=os.environ.get("USER", "personal"), help="who answers")
