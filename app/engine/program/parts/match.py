"""Which lines of a basket count."""

from typing import Annotated

from pydantic import Field

from app.engine.program.fields import Category, Name, Sku
from app.engine.program.match import EVERYTHING, Match
from app.engine.program.parts.part import Part


class MatchPart(Part):
    """Selects lines; absent means all. A category includes everything below it."""

    categories: Annotated[
        list[Category] | None, Field(description="Only these categories and all below them; null means all.")
    ] = None
    skus: Annotated[list[Sku] | None, Field(description="Only these articles; null means all.")] = None
    exclude_categories: Annotated[
        list[Category] | None, Field(description="Excludes these categories and all below them.")
    ] = None
    exclude_skus: Annotated[list[Sku] | None, Field(description="Excludes these articles.")] = None
    stores: Annotated[list[Name] | None, Field(description="Only purchases in these stores; null means all.")] = None
    channels: Annotated[
        list[Name] | None, Field(description="Only purchases through these channels; null means all.")
    ] = None


def compiled_match(part: MatchPart | None) -> Match:
    """The lines selected by a part of the document; all without one."""
    if part is None or part == MatchPart():
        return EVERYTHING
    return Match(
        categories=frozenset(part.categories or ()),
        skus=frozenset(part.skus or ()),
        exclude_categories=frozenset(part.exclude_categories or ()),
        exclude_skus=frozenset(part.exclude_skus or ()),
        stores=frozenset(part.stores or ()),
        channels=frozenset(part.channels or ()),
    )
