"""The municipality's own sign-in, where the settings name one: else nothing of it is loaded."""

from collections.abc import Callable
from datetime import datetime

from bot.section import SettingsError
from bot.settings import Settings
from handlers.desk import Provider


def provider_of(settings: Settings, now: Callable[[], datetime]) -> Provider | None:
    """Raises SettingsError where its library is missing."""
    if not settings.desk.oidc.issuer:
        return None
    try:
        from bot.oidc import OidcProvider
    except ImportError as e:
        raise SettingsError(
            f'[desk.oidc] issuer: this needs the extra `oidc` ({e.name} is missing): pip install "voz-vecinal[oidc]".'
        ) from None
    return OidcProvider(settings.desk.oidc, now)
