"""Marks texts for translation where they are written down; they are translated where they are shown."""


def _(message: str) -> str:
    """The text itself."""
    return message


def plural(one: str, many: str) -> tuple[str, str]:
    """The text for one and the text for several."""
    return one, many
