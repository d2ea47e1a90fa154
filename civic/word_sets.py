"""Lists of words that are easier to read as text."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text that spaces and line ends separate."""
    return frozenset(text.split())
