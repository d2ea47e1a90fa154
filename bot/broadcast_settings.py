"""What the settings say of broadcasts: who may, what they cost, which templates Meta approved as what."""

from bot.section import Section, demand

CATEGORIES = ("utility", "marketing")


class Prices(Section, frozen=True):
    utility: float = 0.0
    marketing: float = 0.0
    message: float = 0.0


class Broadcasts(Section, frozen=True):
    approve_above: int = 200
    urgent_staff: tuple[str, ...] = ()
    currency: str = "MXN"
    templates: dict[str, str] = {}
    prices: Prices = Prices()


def check_broadcasts(broadcasts: Broadcasts) -> None:
    """Raises SettingsError."""
    demand(broadcasts.approve_above >= 0, "[broadcasts] approve_above", "write 0, or how many one person may write to.")
    for name, category in broadcasts.templates.items():
        demand(category in CATEGORIES, f"[broadcasts.templates] {name}", f"write one of: {', '.join(CATEGORIES)}.")
    for name in Prices.__struct_fields__:
        demand(getattr(broadcasts.prices, name) >= 0, f"[broadcasts.prices] {name}", "write a price of 0 or more.")
