"""Vouchers of coupons, cards and rebates in any story: bought, used, held, brought back, undone, and versions between.

What the tables make is proved after every step by the shop; what becomes of each coupon is told by another hand.
"""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.records.sales import Purchase
from app.engine.model.records.vouchers import Voucher
from tests.engine.coupons_by_hand import Coupons, Offer
from tests.engine.shop import Shop, line, units

PRICE, LEAST = 500, 2
OFFERS = (Offer(500, 9), Offer(200, 3), Offer(300, 30))
CARD = {"id": "card", "name": "Card", "counts": "items", "punches": 3, "reward": "free"}
FREE = {"id": "free", "name": "Free", "kind": "amount_off", "amount": 100, "valid_days": 5}
REBATE = {"id": "back", "name": "Back", "period": "year", "method": "per_multiple", "per": 2000, "amount": 300,
          "as": "voucher"}  # fmt: skip
NUMBER = st.integers(0, 9)
STEPS = st.one_of(
    st.tuples(st.just("buy"), st.integers(1, 4), NUMBER),
    st.tuples(st.just("buy"), st.integers(1, 4), st.none()),
    st.tuples(st.just("return"), NUMBER, st.integers(1, 4)),
    st.tuples(st.just("undo"), NUMBER, NUMBER),
    st.tuples(st.just("void"), NUMBER, NUMBER),
    st.tuples(st.just("hold"), NUMBER, NUMBER),
    st.tuples(st.just("release"), NUMBER, NUMBER),
    st.tuples(st.just("capture"), NUMBER, st.integers(1, 4)),
    st.tuples(st.just("wait"), st.integers(0, 4), NUMBER),
    st.tuples(st.just("publish"), st.integers(0, 2), NUMBER),
)


def sections(offer: Offer) -> dict[str, Any]:
    reward = {"id": "next", "name": "Next", "kind": "amount_off", "amount": offer.amount, "valid_days": offer.days}
    return {
        "coupons": [{"id": "c", "name": "Come back", "reward": "next", "min_spend": PRICE * LEAST}],
        "punch_cards": [CARD],
        "rebates": [REBATE],
        "rewards": [reward, FREE],
    }


class Story:
    """A shop, and the same told by hand."""

    def __init__(self) -> None:
        self.shop = Shop(sections(OFFERS[0]))
        self.coupons = Coupons()
        self.offer = OFFERS[0]
        self.kept: dict[str, int] = {}
        self.offers: dict[str, Offer] = {}
        self.used: dict[str, list[Voucher]] = {}
        self.returns: dict[str, tuple[str, int]] = {}
        self.holds: dict[str, Voucher] = {}
        self.number = 0

    def step(self, what: str, first: int, second: int | None) -> None:
        self.number += 1
        getattr(self, what)(first, second)
        self.check()

    def buy(self, quantity: int, which: int | None) -> None:
        can_be_used = self._good()
        voucher = can_be_used[which % len(can_be_used)] if which is not None and can_be_used else None
        self._sell(quantity, voucher, {"vouchers": (voucher.code,)} if voucher else {})

    def capture(self, which: int, quantity: int) -> None:
        if self.holds:
            hold = sorted(self.holds)[which % len(self.holds)]
            voucher = self.holds.pop(hold)
            self.coupons.let_go(hold, self.today) if not self._is_coupon(voucher) else None
            owner = self._owner(voucher)
            if owner:
                self.coupons.vouchers[owner].keeper = None
            self._sell(quantity, voucher, {"hold": hold})

    def _sell(self, quantity: int, voucher: Voucher | None, details: dict[str, Any]) -> None:
        name = f"p{self.number:03}"
        bought = self.shop.buy(line(PRICE, quantity), name=name, **details).subject
        assert isinstance(bought, Purchase)
        self.kept[name], self.offers[name] = quantity, self.offer
        self.used[name] = [voucher] if voucher else []
        if voucher and (owner := self._owner(voucher)):
            self.coupons.use(owner, name, self.today)
        if quantity >= LEAST:
            self.coupons.brings(name, self.offer, self.today)

    def void(self, which: int, _: int | None) -> None:
        name = self._purchase(which)
        if name:
            self.shop.void(name)
            self._keep(name, 0)
            self.returns = {key: one for key, one in self.returns.items() if one[0] != name}
            self.kept[name] = -1

    def undo(self, which: int, _: int | None) -> None:
        if self.returns:
            returned = sorted(self.returns)[which % len(self.returns)]
            name, quantity = self.returns.pop(returned)
            self.shop.void_return(returned)
            self._keep(name, self.kept[name] + quantity)

    def hold(self, which: int, _: int | None) -> None:
        can_be_held = self._good()
        if can_be_held and len(self.holds) < 5:
            voucher = can_be_held[which % len(can_be_held)]
            hold = self.shop.hold(vouchers=(voucher.code,), ttl_seconds=86400 * (1 + which % 3))
            self.holds[hold] = voucher
            if owner := self._owner(voucher):
                self.coupons.hold(owner, hold)

    def release(self, which: int, _: int | None) -> None:
        if self.holds:
            hold = sorted(self.holds)[which % len(self.holds)]
            del self.holds[hold]
            self.shop.release(hold)
            self.coupons.let_go(hold, self.today)

    def wait(self, days: int, _: int | None) -> None:
        for _hour in range(days * 2):
            self.shop.sweep(self.shop.now + timedelta(hours=12))
            for hold in [one for one in sorted(self.holds) if one not in self.shop.member().state.holds]:
                del self.holds[hold]
                self.coupons.let_go(hold, self.today)
            self.coupons.midnight(self.today)

    def publish(self, which: int, _: int | None) -> None:
        self.offer = OFFERS[which]
        self.shop.publish(**sections(self.offer))

    def check(self) -> None:
        owners = {self._owner(one): one for one in self.shop.book.vouchers.values() if self._is_coupon(one)}
        told = {
            name: ("to be revoked" if one.status == "held" and one.revoked_by else one.status, one.expires_on)
            for name, one in owners.items()
        }
        expected = {name: (one.status, one.end.isoformat()) for name, one in self.coupons.vouchers.items()}
        assert told == expected

    @property
    def today(self) -> Any:
        return self.shop.now.date()

    def _good(self) -> list[Voucher]:
        return [one for one in self.shop.vouchers() if (one.expires_on or "9999") >= self.today.isoformat()]

    def _purchase(self, which: int) -> str | None:
        names = sorted(name for name, kept in self.kept.items() if kept >= 0)
        return names[which % len(names)] if names else None

    def _keep(self, name: str, quantity: int) -> None:
        before, self.kept[name] = self.kept[name], quantity
        if before >= LEAST > quantity:
            self.coupons.counts_no_more(name)
        elif before < LEAST <= quantity:
            self.coupons.counts_again(name, self.offers[name], self.today)
        for owner in filter(None, map(self._owner, self.used[name])):
            if before and not quantity:
                self.coupons.unuse(owner, name, self.today)
            elif quantity and not before:
                self.coupons.use(owner, name, self.today)

    def _is_coupon(self, voucher: Voucher) -> bool:
        return voucher.reward == "next"

    def _owner(self, voucher: Voucher) -> str | None:
        purchase = self.shop.book.purchases.get(voucher.source.rpartition("/")[2])
        return purchase.external_id if purchase and self._is_coupon(voucher) else None


def as_told(shop: Shop) -> dict[str, Voucher]:
    """All vouchers by their codes, without what says only in which order things happened to them."""
    return {
        one.code: one._replace(revoked_by=None, used_by=" ".join(sorted((one.used_by or "").split())) or None)
        for one in shop.book.vouchers.values()
    }


def _return(story: Story, which: int, quantity: int | None) -> None:
    name = story._purchase(which)
    part = min(quantity or 1, story.kept[name]) if name else 0
    if name and part:
        returned = f"r{story.number:03}"
        story.shop.bring_back(name, units(1, part), name=returned)
        story.returns[returned] = (name, part)
        story._keep(name, story.kept[name] - part)


setattr(Story, "return", _return)


@given(st.lists(STEPS, max_size=30))
def test_any_story_of_vouchers_ends_as_the_contract_tells_it(steps: list[tuple[str, int, int | None]]) -> None:
    story = Story()
    story.shop.enrol("ann")
    for step in steps:
        story.step(*step)


@given(st.lists(STEPS, max_size=20), NUMBER, st.integers(1, 4))
def test_a_return_that_is_undone_at_once_leaves_every_voucher_as_it_was(
    steps: list[tuple[str, int, int | None]], which: int, quantity: int
) -> None:
    story = Story()
    story.shop.enrol("ann")
    for step in steps:
        story.step(*step)
    before = as_told(story.shop)
    standing = story.shop.hash()
    story.number += 1
    _return(story, which, quantity)
    if story.returns:
        returned = max(story.returns)
        if returned == f"r{story.number:03}":
            story.shop.void_return(returned)
            after = as_told(story.shop)
            assert {code: after[code] for code in before} == before
            # A debt that the return ended for a moment may have let another purchase have its voucher.
            assert story.shop.hash() == standing or after.keys() != before.keys()
