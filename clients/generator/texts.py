"""Texts of generated modules."""

import textwrap
from typing import Final

WIDTH: Final = 110
WRITTEN: Final = "Generated from openapi/openapi.json by `./run clients`; do not edit."


def class_name(name: str) -> str:
    """`purchase.recorded` or `not-found` as the name of a class."""
    return "".join(word.capitalize() for word in name.replace("-", " ").replace(".", " ").replace("_", " ").split())


def described(text: str, width: int) -> str:
    """A description with its paragraphs filled."""
    return "\n\n".join(filled(part, width) for part in text.strip().split("\n\n"))


def filled(paragraph: str, width: int) -> str:
    """A paragraph in lines of this width; lists and tables stay as they are."""
    if paragraph.lstrip().startswith(("|", "-", "*", "```")):
        return paragraph
    return textwrap.fill(" ".join(paragraph.split()), width, break_long_words=False, break_on_hyphens=False)
