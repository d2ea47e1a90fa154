"""What sending a broadcast means: how long it takes, over how many days, and what it costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from civic.broadcast_rules import BroadcastRules, SenderRules


@dataclass(frozen=True, slots=True)
class Alike:
    """So many of those to be written to through one account."""

    account: str
    is_inside: bool
    """They wrote so lately that anything may be sent to them; always, where there is no such rule."""
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Of one account."""

    account: str
    inside: int
    outside: int
    templates: Mapping[str, int]
    """How many templates, by category."""
    held: int
    """Outside, and there is no template: they get it when they next write."""
    seconds: int
    """At the account's pace, without quiet hours and days to wait for."""
    days: int
    """Over which what is outside has to be spread; 1: it fits into one."""
    cost: float
    """In the currency of the settings."""


def estimate(counted: Iterable[Alike], template: str, rules: BroadcastRules) -> list[Estimate]:
    """By account, in their order. `template`: the broadcast's; empty: it has none."""
    people: dict[str, dict[bool, int]] = {}
    for one in counted:
        of = people.setdefault(one.account, {True: 0, False: 0})
        of[one.is_inside] += one.people
    return [_estimate(account, of[True], of[False], template, rules) for account, of in sorted(people.items())]


def _estimate(account: str, inside: int, outside: int, template: str, rules: BroadcastRules) -> Estimate:
    sender = rules.sender(account)
    if sender.window is None:
        inside, outside = inside + outside, 0
    category = rules.templates.get(template, "marketing")
    templates = {category: outside} if template and outside else {}
    sent = inside + sum(templates.values())
    return Estimate(
        account=account,
        inside=inside,
        outside=outside,
        templates=templates,
        held=outside if not template else 0,
        seconds=_up(sent, sender.per_second),
        days=_days(sum(templates.values()), sender),
        cost=_cost(sent, templates, rules) if sender.window else 0.0,
    )


def _days(begun: int, sender: SenderRules) -> int:
    if not (begun and sender.daily):
        return 1
    return _up(begun, max(sender.for_broadcasts, 1))


def _cost(sent: int, templates: Mapping[str, int], rules: BroadcastRules) -> float:
    each = sum(many * rules.prices.get(category, 0.0) for category, many in templates.items())
    return round(sent * rules.prices.get("message", 0.0) + each, 2)


def _up(many: int, by: int) -> int:
    return -(-many // by)
