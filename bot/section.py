"""What every section of the settings is made of."""

import re

import msgspec


class SettingsError(Exception):
    """A setting is missing or wrong. The message names the key and says what to do."""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


def demand(good: object, key: str, remedy: str) -> None:
    """Raises SettingsError unless `good`."""
    if not good:
        raise SettingsError(f"{key}: {remedy}")


def is_time(text: str) -> bool:
    """Whether it is a time of the day such as 09:00."""
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text) is not None
