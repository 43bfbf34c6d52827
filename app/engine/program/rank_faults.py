"""What can be wrong with ladders of ranks, each as pointer, code and words."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.engine.program.document import LadderPart


def rank_faults(ladders: Sequence[LadderPart]) -> Iterator[tuple[str, str, str]]:
    """Every fault of these ladders."""
    for place, ladder in enumerate(ladders):
        ids, shares = set(), set()
        for number, level in enumerate(ladder.levels):
            pointer, share = f"/ladders/{place}/levels/{number}", Decimal(level.share)
            if level.id in ids:
                yield f"{pointer}/id", "duplicate-id", "another level of this ladder has the same id"
            if not share:
                yield f"{pointer}/share", "out-of-range", "a level is for more than nobody"
            elif share in shares:
                yield f"{pointer}/share", "not-possible", "another level of this ladder is for the same share"
            if level.stay_share is not None and Decimal(level.stay_share) < share:
                yield f"{pointer}/stay_share", "too-small", "who holds a level keeps it at least while within its share"
            ids.add(level.id)
            shares.add(share)
