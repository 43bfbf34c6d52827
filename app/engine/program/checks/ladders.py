"""Faults of rank ladders, each as pointer, code and words."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.engine.program.parts.ladders import LadderPart


def rank_faults(ladders: Sequence[LadderPart]) -> Iterator[tuple[str, str, str]]:
    """Every fault of these ladders."""
    for place, ladder in enumerate(ladders):
        ids, shares = set(), set()
        for number, level in enumerate(ladder.levels):
            pointer, share = f"/ladders/{place}/levels/{number}", Decimal(level.share)
            if level.id in ids:
                yield f"{pointer}/id", "duplicate-id", "another tier of this ladder has the same id"
            if not share:
                yield f"{pointer}/share", "out-of-range", "the share must be more than 0"
            elif share in shares:
                yield f"{pointer}/share", "not-possible", "another tier of this ladder has the same share"
            if level.stay_share is not None and Decimal(level.stay_share) < share:
                yield f"{pointer}/stay_share", "too-small", "`stay_share` must be at least `share`"
            ids.add(level.id)
            shares.add(share)
