"""Amounts as they are read."""

UNKNOWN = "sin dato"


def pesos(centavos: int) -> str:
    """`$1,250,000.00 pesos`."""
    return f"${centavos // 100:,}.{centavos % 100:02} pesos"


def number(value: float) -> str:
    """At most two decimals, and none that are zeros: `1,250.5`."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def per_cent(value: float) -> str:
    """The space between does not break a line."""
    return f"{number(value)}\u00a0%"
