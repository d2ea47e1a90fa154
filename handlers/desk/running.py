"""How the program runs, as this process knows it: told to the desk by whoever wired both."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChannelState:
    account: str
    trouble: str = ""
    """In the provider's or the program's own words; empty: all is well."""


@dataclass(frozen=True, slots=True)
class Running:
    """`leads`: only the process that leads speaks with the providers and knows how they are."""

    leads: bool = False
    channels: tuple[ChannelState, ...] = ()
    schedules: tuple[str, ...] = ()
    """What the clock rings for; none where it is switched off."""

    @property
    def troubled(self) -> tuple[ChannelState, ...]:
        return tuple(one for one in self.channels if one.trouble)
