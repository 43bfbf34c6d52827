"""What a programme offers and takes off: rewards and campaigns, their stacking, and how baskets are quoted."""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

from app.engine.model.ratio import Ratio
from app.engine.program.conditions import Condition
from app.engine.program.match import EVERYTHING, Match


class Stacking(NamedTuple):
    """With what else a discount may be used.

    An exclusive one is used alone, or with others of its joint `group`. Those with a lower `order` take theirs first.
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
    """What points are worth when they are spent: every full `points` are `amount` minor units."""

    points: int
    amount: int


class Reward(NamedTuple):
    """What a voucher stands for; `match` says for which lines it is good.

    `amount`, `max_amount`, `min_spend` and `budget` are minor units; `rate` is the share of a percent off, or how much
    more for the same price. `stock` is how many there are in all. `has_partner_codes`: its vouchers bear codes of a
    partner, out of a pool.
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


class Campaign(NamedTuple):
    """Something that is so from `first_day` through `last_day` (None: from or for ever), for what it applies to.

    It applies on `weekdays` (0 is Monday) and in `hours` (minutes of the day, the second not included and maybe past
    midnight), to purchases of which at least one line counts for `match` and such lines come to `min_spend`, to members
    who used it fewer than `limit_per_member` times, if its `condition` holds. `asks` are the facts that it looks at.
    It multiplies points, or takes `percent_off` or `amount_off`, and then `limit_total` and `budget` bound it.
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
    percent_off: Ratio | None = None
    max_amount: int | None = None
    amount_off: int | None = None
    stacking: Stacking = Stacking()
    asks: frozenset[str] = frozenset()

    @property
    def takes_off(self) -> bool:
        """Whether it is a discount, and no multiplier."""
        return self.multiplier is None


class Checkout(NamedTuple):
    """How baskets are quoted: for so long, with so many vouchers and so large a part off at most (None: any)."""

    quote_minutes: int = 15
    most_vouchers: int | None = None
    most_off: Ratio | None = None


AS_USUAL = Checkout()


LAST: Final = 1001


class Stacked(Protocol):
    """Something that says with what else it may be used."""

    @property
    def stacking(self) -> Stacking:
        """With what else."""


Some = TypeVar("Some", bound=Stacked)


def joint(candidates: Sequence[Some]) -> list[list[Some]]:
    """All that may be used together: what is not exclusive, each joint group, and what goes alone."""
    free = [one for one in candidates if not one.stacking.exclusive]
    groups = {one.stacking.group for one in candidates if one.stacking.exclusive and one.stacking.group}
    joint = [[one for one in candidates if one.stacking.group == group] for group in sorted(groups)]
    alone = [[one] for one in candidates if one.stacking.exclusive and not one.stacking.group]
    return [free, *joint, *alone]
