"""`voz staff`."""

import argparse

from bot.lines import Acts
from civic.access import Role


def add_staff(command: argparse.ArgumentParser) -> None:
    acts = Acts(command)
    adding = acts.add("add", "an account for the desk; says the link by which its holder chooses a password", "name")
    adding.add_argument("--full-name", required=True)
    roles = [role.value for role in Role]
    adding.add_argument("--role", choices=roles, default=Role.ADMINISTRATOR.value)
    adding.add_argument("--department", default="", help="only there: an id of [charter.departments]")
    adding.add_argument("--quadrant", default="", help="only there: a part of town of the catalogue")
    granting = acts.add("grant", "these roles and no others; what they see follows at once", "name")
    granting.add_argument(
        "grants", nargs="+", metavar="ROLE[:DEPARTMENT[:QUADRANT]]",
        help=f"one of {', '.join(roles)}; `operator:obras`, `operator::Norte`",
    )  # fmt: skip
    acts.add("forget-second-factor", "the telephone was lost: a new one is set up at the next sign-in", "name")
    acts.add("invite", "another link, for who lost theirs or their password", "name")
    acts.add("accounts", "who has one, with which roles", changes=False)
    acts.add("close-account", "they are out at once; their chats go back into the queue", "name")
    acts.add("chats", "those who wait and those being answered", changes=False)
    _chat(acts, "show", "what was said", changes=False)
    _chat(acts, "reply", "answer").add_argument("text")
    _chat(acts, "close", "give the chat back to the bot")
    acts.add("incidents", "emergencies, messages that failed, answers that did not arrive", changes=False)
    acts.add("seen", "somebody looked at an incident").add_argument("incident", type=int)


def _chat(acts: Acts, name: str, summary: str, *, changes: bool = True) -> argparse.ArgumentParser:
    act = acts.add(name, summary, changes=changes)
    act.add_argument("chat", type=int)
    return act
