"""Compiles which lines count."""

from app.engine.program.match import EVERYTHING, Match
from app.engine.program.parts.match import MatchPart


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
