"""What each account may send, and what broadcasts are allowed, by the settings."""

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.port import Channel
from bot.channels.whatsapp.window import WINDOW
from bot.settings import Settings
from civic.broadcast_rules import BroadcastRules, SenderRules


def broadcast_rules(settings: Settings) -> BroadcastRules:
    broadcasts, prices = settings.broadcasts, settings.broadcasts.prices
    approved = {name: broadcasts.templates.get(name, "marketing") for name in settings.whatsapp.templates}
    return BroadcastRules(
        approve_above=broadcasts.approve_above,
        urgent_staff=frozenset(broadcasts.urgent_staff),
        templates=approved,
        prices={"utility": prices.utility, "marketing": prices.marketing, "message": prices.message},
        currency=broadcasts.currency,
        senders=senders_of(settings),
    )


def senders_of(settings: Settings) -> dict[str, SenderRules]:
    """Of each account that the settings switch on, without opening it."""
    limits, senders = settings.limits, {}
    if settings.telegram.enabled:
        bot_id = settings.telegram.token.partition(":")[0]
        senders[f"telegram:{bot_id}"] = SenderRules(per_second=limits.telegram_per_second)
    if settings.whatsapp.enabled:
        senders[settings.whatsapp.sender] = SenderRules(
            window=WINDOW, per_second=limits.whatsapp_per_second, daily=limits.whatsapp_daily
        )
    return senders


def with_senders(rules: BroadcastRules, channels: Sequence[Channel]) -> BroadcastRules:
    """Also of channels that no settings name: those of the demo."""
    shown = {one.account: SenderRules(window=one.window(), per_second=one.pace.per_second) for one in channels}
    return replace(rules, senders={**shown, **rules.senders})
