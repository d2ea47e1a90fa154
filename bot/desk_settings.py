"""The section `[desk]`: when somebody is there, how soon they answer, where staff answer and sign in besides."""

import re
from collections.abc import Collection

from bot.section import Section, demand

_GROUP = re.compile(r"-\d{5,20}")


class Bridge(Section, frozen=True):
    groups: tuple[str, ...] = ()
    department_groups: dict[str, tuple[str, ...]] = {}
    prefix: str = ">>"
    rotate_at: int = 300_000

    @property
    def is_on(self) -> bool:
        return bool(self.groups or self.department_groups)


class Oidc(Section, frozen=True):
    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    client_secret_file: str = ""
    name: str = "la cuenta del municipio"
    second_factor: tuple[str, ...] = ()


class Desk(Section, frozen=True):
    office_days: tuple[int, ...] = (1, 2, 3, 4, 5)
    office_opens: str = "09:00"
    office_closes: str = "15:00"
    idle_minutes: int = 60
    first_answer_minutes: int = 60
    next_answer_minutes: int = 120
    resolution_minutes: int = 1080
    department_minutes: dict[str, tuple[int, ...]] = {}
    warn_minutes: int = 15
    bridge: Bridge = Bridge()
    oidc: Oidc = Oidc()


def check_terms(desk: Desk) -> None:
    """Raises SettingsError."""
    terms = [(desk.first_answer_minutes, desk.next_answer_minutes), *(t[:2] for t in desk.department_minutes.values())]
    demand(
        all(1 <= one <= 10_000 for term in terms for one in term),
        "[desk] first_answer_minutes, next_answer_minutes, department_minutes",
        "write 1 to 10000 minutes of office time.",
    )
    demand(
        all(2 <= len(term) <= 3 for term in desk.department_minutes.values()),
        "[desk] department_minutes",
        "write two or three numbers for a department: first answer, later ones and, if it has its own, resolution.",
    )
    resolutions = [desk.resolution_minutes, *(term[2] for term in desk.department_minutes.values() if len(term) > 2)]
    demand(
        all(0 <= one <= 100_000 for one in resolutions),
        "[desk] resolution_minutes, department_minutes",
        "write up to 100000 minutes of office time to resolve a chat, or 0 for no such term.",
    )
    demand(0 <= desk.warn_minutes <= 600, "[desk] warn_minutes", "write 0 to 600 minutes of office time.")


def check_bridge(bridge: Bridge, departments: Collection[str], *, telegram: bool, public_url: str) -> None:
    """Raises SettingsError."""
    if not bridge.is_on:
        return
    demand(
        telegram, "[desk.bridge] groups", "they are groups on Telegram: set [telegram] enabled = true, or name none."
    )
    demand(public_url, "[server] public_url", "the groups show links to the desk; write its public address.")
    for group in (*bridge.groups, *(one for some in bridge.department_groups.values() for one in some)):
        demand(
            _GROUP.fullmatch(group),
            "[desk.bridge] groups",
            f'{group!r} is no id of a group; it is negative, such as "-1001234567890".',
        )
    unknown = sorted(set(bridge.department_groups) - set(departments))
    demand(
        not unknown,
        "[desk.bridge] department_groups",
        f"{', '.join(unknown)}: no such department. Use the ids of [charter.departments].",
    )
    demand(
        bridge.prefix.strip() == bridge.prefix and 1 <= len(bridge.prefix) <= 8 and not bridge.prefix.startswith("/"),
        "[desk.bridge] prefix",
        "write 1 to 8 signs without spaces, not beginning with /, such as >>.",
    )
    demand(1000 <= bridge.rotate_at <= 900_000, "[desk.bridge] rotate_at", "write 1000 to 900000 messages.")


def check_oidc(oidc: Oidc) -> None:
    """Raises SettingsError."""
    if not oidc.issuer:
        return
    here = re.match(r"http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)", oidc.issuer)
    demand(
        re.match(r"https://[^/\s?#]+", oidc.issuer) or here,
        "[desk.oidc] issuer",
        "write the https address that the provider calls its issuer, or leave it empty.",
    )
    demand(oidc.client_id.strip(), "[desk.oidc] client_id", "write the id that the provider gave this service.")
    demand(oidc.name.strip(), "[desk.oidc] name", "write what staff call that account.")
