"""One member's events: purchases, returns and redemptions, without any programme's results.

The discounts of vouchers and campaigns at the time are added back, so that another programme can be tried on the same
baskets.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from pydantic_core import from_json

from app.engine.model.commands.sales import BasketLine
from app.engine.model.quantities import full_price
from app.engine.model.ratio import rounded
from app.engine.model.records.sales import Line, Purchase, Return, ReturnedLine
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import discounts_of, purchase_lines, returned_lines
from app.engine.program.terms.offers import Reward
from app.engine.program.versions import Program
from app.engine.rules.balances.spending import payment_of
from app.ledger.entries import POINTS, Entry


class Sale(NamedTuple):
    """A basket as the till priced it. `discount` is the basket's own, in minor units.

    `rewards`: the rewards whose vouchers paid for a part of it; `points` and `credit` (minor units) paid as well.
    `codes` were typed for campaigns.
    """

    id: str
    occurred_at: str
    lines: tuple[BasketLine, ...]
    discount: int = 0
    store: str | None = None
    channel: str | None = None
    rewards: tuple[str, ...] = ()
    points: int = 0
    credit: int = 0
    codes: tuple[str, ...] = ()


class TakenBack(NamedTuple):
    """Returned goods: `parts` of a `purchase`, the rest of it (`is_void`), or `lines` without receipt."""

    id: str
    occurred_at: str
    purchase: str | None = None
    parts: tuple[ReturnedLine, ...] = ()
    is_void: bool = False
    lines: tuple[BasketLine, ...] = ()
    store: str | None = None


class Redeemed(NamedTuple):
    """A redemption of points for a reward."""

    id: str
    occurred_at: str
    reward: str


Event = Sale | TakenBack | Redeemed


class History(NamedTuple):
    """One member with the member's events, in chronological order. `birthday` as in the state ("05-31")."""

    member_id: str
    events: tuple[Event, ...]
    joined_on: str | None = None
    birthday: str | None = None

    def during(self, start: str, before: str) -> "History":
        """The events from an instant (text) to before another, without returns of earlier purchases."""
        return self._replace(events=in_order(one for one in self.events if start <= one.occurred_at < before))


class VoucherUse(NamedTuple):
    """A voucher used by a purchase, with its reward in the version that issued it."""

    reward_id: str
    reward: Reward | None
    amount: int | None = None


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by time, then by id, without returns of purchases that are not among them.

    No return comes before its purchase.
    """
    known = list(events)
    sold = {one.id: _place(one) for one in known if isinstance(one, Sale)}

    def place(event: Event) -> tuple[str, str, bool]:
        purchase = event.purchase if isinstance(event, TakenBack) else None
        return max(_place(event), (*sold[purchase][:2], True)) if purchase else _place(event)

    there = [one for one in known if not isinstance(one, TakenBack) or one.purchase is None or one.purchase in sold]
    return tuple(sorted(there, key=place))


def _place(event: Event) -> tuple[str, str, bool]:
    # Ids of all kinds sort in the order of drawing.
    return event.occurred_at, event.id.partition("_")[2] or event.id, False


def sale_of(purchase: Purchase, used: Collection[VoucherUse] = ()) -> Sale:
    """A recorded purchase as a sale, with the programme's discounts added back. `used` are its vouchers.

    A quote has the exact discount. A discount by the till is assumed to be the voucher's value, as far as its eligible
    lines have a discount.
    """
    lines, discount = purchase_lines(purchase.lines), purchase.discount
    if purchase.discounts is None:
        lines, discount = _put_back(purchase, lines, discount, used)
    paid = payment_of(purchase)
    return Sale(
        id=purchase.purchase_id,
        occurred_at=purchase.occurred_at,
        lines=tuple(_basket_line(one, one.discount) for one in lines),
        discount=discount,
        store=purchase.store,
        channel=purchase.channel,
        rewards=tuple(one.reward_id for one in used),
        points=paid.points,
        credit=paid.credit,
        codes=tuple(_typed(purchase)),
    )


def code_for(campaign_id: str) -> str:
    """The code that stands for all single codes of a campaign in a rehearsal."""
    return f"single-{campaign_id}"


def _typed(purchase: Purchase) -> Iterator[str]:
    """The codes typed for the campaigns of a purchase, and for each the one that stands for its single codes."""
    for one in discounts_of(purchase.discounts):
        if one.typed:
            yield one.typed
            yield code_for(one.id)


def return_of(returned: Return) -> TakenBack:
    """A recorded return as an event."""
    at, where = returned.occurred_at, returned.store
    if returned.purchase_id is None:
        lines = tuple(_as_valued(purchase_lines(returned.lines)))
        return TakenBack(returned.return_id, at, lines=lines, store=where)
    parts, is_void = tuple(returned_lines(returned)), returned.kind == "void"
    return TakenBack(returned.return_id, at, returned.purchase_id, parts, is_void, store=where)


def uses_of(
    program: Program, purchases: Iterable[Purchase], vouchers: Iterable[Voucher]
) -> dict[str, list[VoucherUse]]:
    """The vouchers used by each purchase, oldest first, including those that its returns gave back."""
    known = {one.voucher_id: one for one in vouchers}
    by_code = {one.code: one.voucher_id for one in known.values()}
    used: dict[str, set[str]] = {}
    for voucher in known.values():
        for purchase_id in (voucher.used_by or "").split():
            used.setdefault(purchase_id, set()).add(voucher.voucher_id)
    for purchase in purchases:
        again = {by_code[code] for code in _codes_taken(purchase) if code in by_code}
        used.setdefault(purchase.purchase_id, set()).update(again)
    return {name: [_use(program, known[one]) for one in sorted(ids)] for name, ids in used.items() if ids}


def events_of(
    purchases: Iterable[Purchase],
    returns: Iterable[Return],
    used: Mapping[str, Collection[VoucherUse]],
    redemptions: Iterable[Redeemed] = (),
) -> tuple[Event, ...]:
    """A member's records as events, without undone returns."""
    sales = [sale_of(one, used.get(one.purchase_id, ())) for one in purchases]
    taken_back = [return_of(one) for one in returns if one.status == "recorded"]
    return in_order([*sales, *taken_back, *redemptions])


def redeemed_by(entry: Entry) -> Redeemed | None:
    """The redemption in an entry, None for other entries."""
    if entry.cause != "redemption" or entry.unit != POINTS or entry.rule is None:
        return None
    return Redeemed(entry.cause_id, entry.recorded_at, entry.rule)


def _codes_taken(purchase: Purchase) -> set[str]:
    """The codes of the vouchers that a purchase is known to have used."""
    quoted = {one.code for one in discounts_of(purchase.discounts) if one.code}
    missed = {one["what"] for one in from_json(purchase.shortfalls)}
    handed_over = enumerate(from_json(purchase.vouchers))
    return quoted | {code for place, code in handed_over if f"/vouchers/{place}" not in missed}


def _use(program: Program, voucher: Voucher) -> VoucherUse:
    reward = program.version(voucher.program_version).rewards.get(voucher.reward)
    return VoucherUse(voucher.reward, reward, voucher.amount)


def _as_valued(lines: Iterable[Line]) -> Iterator[BasketLine]:
    """Lines whose values equal their shares, the basket discount included."""
    for line in lines:
        yield _basket_line(line, full_price(line) - line.share)


def _basket_line(line: Line, discount: int) -> BasketLine:
    return BasketLine(
        line.quantity,
        line.unit_price,
        discount,
        line.sku,
        line.category,
        gift_card=line.gift_card,
        measured=line.measured,
        tax=line.tax,
    )


def _put_back(
    purchase: Purchase, lines: tuple[Line, ...], discount: int, used: Collection[VoucherUse]
) -> tuple[tuple[Line, ...], int]:
    left = list(lines)
    for place, line in enumerate(left):
        left[place] = line._replace(discount=max(0, line.discount - line.freed * line.unit_price))
    for voucher in used:
        reward = voucher.reward
        if reward and (reward.kind == "free_item" or not reward.match.takes_basket(purchase.store, purchase.channel)):
            continue
        places = [place for place, line in enumerate(left) if reward is None or reward.match.takes(line)]
        most = _most_off(voucher, [left[place] for place in places])
        for place in places:
            part = min(most, left[place].discount)
            left[place] = left[place]._replace(discount=left[place].discount - part)
            most -= part
        discount -= min(most, discount)
    return tuple(left), discount


def _most_off(voucher: VoucherUse, lines: Iterable[Line]) -> int:
    """The maximum discount of a voucher on these lines, in minor units."""
    reward = voucher.reward
    if voucher.amount is not None or reward is None:
        return voucher.amount or 0
    if reward.kind == "percent_off" and reward.rate:
        value = sum(full_price(line) for line in lines)
        off = rounded(value * reward.rate.amount, reward.rate.per, "half_up")
        return off if reward.max_amount is None else min(off, reward.max_amount)
    return reward.amount or 0 if reward.kind in ("amount_off", "store_credit") else 0
