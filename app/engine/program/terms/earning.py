"""Terms of points: the rules that earn them, and their expiry."""

from typing import NamedTuple

from app.engine.model.ratio import Rounding
from app.engine.program.match import EVERYTHING, Match


class EarnRule(NamedTuple):
    """`points` for every `per` that it `counts`: minor units of matching `spend`, `items`, or a `purchase`.

    With `steps`, only for every full `per`. With `carry` the exact sum is stored per member, and only the sum is
    rounded. Below `min_spend` minor units of matching spend it counts nothing.
    """

    id: str
    points: int
    per: int
    rounding: Rounding = "floor"
    match: Match = EVERYTHING
    steps: bool = False
    carry: bool = False
    counts: str = "spend"
    min_spend: int = 0
    not_with_discount: bool = False


class Expiry(NamedTuple):
    """When lots of points expire.

    `after` that many `months` from the business date, rounded up; `inactivity` of that many months, or `max_months`
    (0: no limit) after the business date, rounded up, if that is earlier; `yearly` on a day of the year, except for
    points younger than `months`; `none`.
    """

    kind: str = "none"
    months: int = 0
    round_up_to: str = "day"
    month: int = 0
    day: int = 0
    max_months: int = 0


NEVER = Expiry()
