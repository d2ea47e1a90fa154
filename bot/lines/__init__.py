"""What may follow a command on the command line. Apart from the commands, which bring the program: `--help` is quick."""

import argparse
import os
from pathlib import Path


def config_here() -> argparse.ArgumentParser:
    """--config may stand after any command or act as well."""
    own = argparse.ArgumentParser(add_help=False)
    own.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help=argparse.SUPPRESS)
    return own


class Acts:
    """The acts of a command."""

    def __init__(self, command: argparse.ArgumentParser) -> None:
        self._acts = command.add_subparsers(title="acts", metavar="ACT", required=True)

    def add(
        self, name: str, summary: str, *wanted: str, changes: bool = True, note: str = ""
    ) -> argparse.ArgumentParser:
        """One act and what it wants. `changes`: it is asked who does it."""
        act = self._acts.add_parser(name, help=summary, description=summary, parents=[config_here()])
        act.set_defaults(act=name)
        for word in wanted:
            act.add_argument(word)
        if changes:
            self.ask_who(act)
        if note:
            act.add_argument("--note", default="", help=note)
        return act

    @staticmethod
    def ask_who(act: argparse.ArgumentParser) -> None:
        act.add_argument("--as", dest="staff", default=os.environ.get("USER", "personal"), help="who does it")
