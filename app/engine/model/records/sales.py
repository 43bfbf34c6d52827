"""Records of sales: purchases and returns, with their lines and payments."""

from typing import NamedTuple


class Line(NamedTuple):
    """One line of a basket. `share` is the line's value after its part of the basket discount.

    Vouchers for a free item paid for `freed` units. `unit_cost` is the shop's cost of a unit, None if unknown.
    `gift_card`: it sells a gift card, which no rule counts. `measured`: goods by weight or length, whose quantity is in
    thousandths. `tax` is the tax on its share, None if unknown; whether the share includes it, the programme says.
    """

    sku: str | None
    category: str | None
    quantity: int
    unit_price: int
    discount: int
    share: int
    freed: int = 0
    unit_cost: int | None = None
    gift_card: bool = False
    measured: bool = False
    tax: int | None = None


class ReturnedLine(NamedTuple):
    """The part of one purchase line that a return takes back: `line` counts from 1; units, or value without a unit.

    The quantity of a `measured` line is in thousandths.
    """

    line: int
    quantity: int
    amount: int
    measured: bool = False


class CardPayment(NamedTuple):
    """The part of a purchase that a gift card paid, in minor units."""

    card_id: str
    amount: int


class Payment(NamedTuple):
    """The part of a purchase not paid in money: points, their worth, credit (both in minor units), and gift cards."""

    points: int = 0
    points_worth: int = 0
    credit: int = 0
    gift_cards: tuple[CardPayment, ...] = ()


class Purchase(NamedTuple):
    """A recorded purchase; only `status` and `activated_on` ever change.

    * `lines` is a JSON list of `Line`; `multiplier` a decimal string.
    * `after` are the member's balances as JSON text, stored for replays ("null" for a guest).
    * `vouchers` and `shortfalls` are JSON lists: the codes in the request, and the parts that could not be granted.
    * `status` is `claimed` for a guest's purchase that a member has claimed; it stays beside the member's own.
    * `activated_on` is the business date from which its points are available, if they were activated early.
    * `paid_with` is a JSON `Payment`, None where all was money.
    * `discounts` is a JSON list of `Discount`, None without a quote.
    * `campaigns` is a JSON list of those that multiplied its points, `{"id", "name"}` each.
    * `notices` is a JSON list of remarks, None where there are none.
    * `history` is 1 for a past sale that counts for tiers and windows and gives nothing.
    """

    member_id: str
    purchase_id: str
    program_id: str
    external_id: str | None
    guest: int
    status: str
    occurred_at: str
    recorded_at: str
    business_date: str
    store: str | None
    channel: str | None
    net: int
    discount: int
    program_version: int
    multiplier: str
    lines: str
    vouchers: str
    shortfalls: str
    metadata: str
    after: str
    activated_on: str | None = None
    paid_with: str | None = None
    discounts: str | None = None
    campaigns: str = "[]"
    notices: str | None = None
    history: int = 0


class Return(NamedTuple):
    """A return, or a void (`kind`): a return of everything that was left.

    `lines` is a JSON list of `ReturnedLine` if `purchase_id` is set, else (without receipt) of `Line`. `returned_net`
    is the value taken back. `status` is `recorded` or, for a mistake, `voided`. `outcome` is a JSON `Outcome`, None for
    rows older than that column. `history` as in `Purchase`, for a return without receipt.
    """

    member_id: str
    return_id: str
    program_id: str
    external_id: str | None
    kind: str
    purchase_id: str | None
    status: str
    occurred_at: str
    recorded_at: str
    business_date: str
    store: str | None
    returned_net: int
    program_version: int
    lines: str
    metadata: str
    after: str
    outcome: str | None = None
    history: int = 0


class GivenBack(NamedTuple):
    """A customer's refund: money and credit in minor units, points, their worth, and the part of gift cards."""

    money: int = 0
    points: int = 0
    points_worth: int = 0
    credit: int = 0
    gift_cards: tuple[CardPayment, ...] = ()


class Outcome(NamedTuple):
    """The outcome of a return at its recording: the refund, and the ids of the vouchers it revoked.

    `taken_again` is what the customer owes again if the return was a mistake, else None. `tax` is that on the returned
    value, in minor units, None if unknown.
    """

    given_back: GivenBack
    vouchers: list[str]
    taken_again: GivenBack | None = None
    tax: int | None = None
