"""Rewards and campaigns, how discounts combine, and how baskets are quoted."""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

from app.engine.model.ratio import ONE, Ratio
from app.engine.program.conditions import Condition
from app.engine.program.match import EVERYTHING, Match


class Stacking(NamedTuple):
    """How a discount combines with others.

    An exclusive one is used alone, or with others of its joint `group`. Discounts with a lower `order` apply first.
    """

    exclusive: bool = False
    group: str | None = None
    order: int | None = None

    def goes_with(self, other: "Stacking") -> bool:
        """Whether both may be used with one purchase."""
        if not self.exclusive and not other.exclusive:
            return True
        return self.group is not None and self.group == other.group


class Worth(NamedTuple):
    """The worth of points when spent: every full `points` are worth `amount` minor units.

    They pay at most `max_share` of the lines that `match`, and are spent `min_points` at a time or more.
    """

    points: int
    amount: int
    max_share: Ratio = ONE
    min_points: int = 0
    match: Match = EVERYTHING


class BuyGet(NamedTuple):
    """Buy X get Y: `quantity` units, or goods for `amount` minor units, that match `buy` bring `units` that match `get`
    at `rate` off: the cheapest, or the `dearest`; `times` in a purchase at most (None: no limit).
    """

    buy: Match
    quantity: int
    amount: int
    get: Match
    units: int
    rate: Ratio
    dearest: bool = False
    times: int | None = None


class Reward(NamedTuple):
    """A reward; `match` selects the lines it can be used for.

    `amount`, `max_amount`, `min_spend` and `budget` are minor units; `rate` is the discount or the extra quantity.
    `stock` is the total number available. `has_partner_codes`: its vouchers carry a partner's codes, from a pool.
    """

    id: str
    name: str
    kind: str
    valid_days: int | None
    match: Match = EVERYTHING
    amount: int | None = None
    rate: Ratio | None = None
    max_amount: int | None = None
    min_spend: int = 0
    points_price: int | None = None
    valid_until: str | None = None
    limit_per_member: int | None = None
    stock: int | None = None
    budget: int | None = None
    stacking: Stacking = Stacking()
    told: str | None = None
    has_partner_codes: bool = False
    buy_get: BuyGet | None = None


class Campaign(NamedTuple):
    """A campaign from `first_day` through `last_day` (None: no limit).

    It applies on `weekdays` (0 is Monday) and in `hours` (minutes of the day, end exclusive and maybe past midnight),
    to purchases with lines that `match` worth at least `min_spend`, for members with fewer than `limit_per_member`
    uses, if its `condition` holds. `asks` are the facts that it uses. It multiplies points, adds `bonus_points`, takes
    `percent_off` or `amount_off`, or is a `buy_get`, bounded by `limit_total` and `budget`. `for_everybody`: a control
    group gets it too. `code`: only for those who type it (as `typed_form` gives it), or one of its `single_codes`, good
    once each. `for_guests`: guests are quoted it.
    """

    id: str
    name: str
    first_day: str | None = None
    last_day: str | None = None
    weekdays: frozenset[int] = frozenset()
    hours: tuple[tuple[int, int], ...] = ()
    channels: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    match: Match = EVERYTHING
    first_purchase: bool = False
    birthday: str | None = None
    min_spend: int = 0
    limit_per_member: int | None = None
    limit_total: int | None = None
    budget: int | None = None
    condition: Condition | None = None
    multiplier: str | None = None
    bonus_points: int = 0
    percent_off: Ratio | None = None
    max_amount: int | None = None
    amount_off: int | None = None
    stacking: Stacking = Stacking()
    asks: frozenset[str] = frozenset()
    for_everybody: bool = False
    buy_get: BuyGet | None = None
    code: str | None = None
    for_guests: bool = False
    single_codes: int = 0

    @property
    def takes_off(self) -> bool:
        """Whether it is a discount rather than points."""
        return self.multiplier is None and not self.bonus_points


def typed_form(code: str) -> str:
    """A campaign's code without case, dashes and blanks."""
    return code.upper().replace("-", "").replace(" ", "")


class Checkout(NamedTuple):
    """How baskets are quoted: validity, maximum vouchers and maximum total discount (None: no limit)."""

    quote_minutes: int = 15
    most_vouchers: int | None = None
    most_off: Ratio | None = None


AS_USUAL = Checkout()


class GiftCards(NamedTuple):
    """How gift cards are issued: the months they are good for, and their maximum balance (None: no limit)."""

    valid_months: int | None = None
    most: int | None = None


LAST: Final = 1001


class Stacked(Protocol):
    """Anything with stacking rules."""

    @property
    def stacking(self) -> Stacking:
        """Its stacking rules."""


Some = TypeVar("Some", bound=Stacked)


def joint(candidates: Sequence[Some]) -> list[list[Some]]:
    """All sets that may be used together: the non-exclusive ones, each joint group, and each exclusive one alone."""
    free = [one for one in candidates if not one.stacking.exclusive]
    groups = {one.stacking.group for one in candidates if one.stacking.exclusive and one.stacking.group}
    joint = [[one for one in candidates if one.stacking.group == group] for group in sorted(groups)]
    alone = [[one] for one in candidates if one.stacking.exclusive and not one.stacking.group]
    return [free, *joint, *alone]
