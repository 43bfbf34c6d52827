"""Faults of punch cards and coupons."""

from collections.abc import Iterator

from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument


def punch_card_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the punch cards."""
    rewards = {reward.id for reward in document.rewards}
    for index, card in enumerate(document.punch_cards):
        place = f"/punch_cards/{index}"
        if card.head_start >= card.punches:
            yield Fault(f"{place}/head_start", "too-large", "the head start must be smaller than the card")
        if card.reward not in rewards:
            yield Fault(f"{place}/reward", "unknown-reward", "no reward of this document has this id")
        if card.counts == "spend" and card.per is None:
            yield Fault(f"{place}/per", "required", "a card that counts spend needs the spend per punch")


def coupon_faults(document: ProgramDocument) -> Iterator[Fault]:
    """Every fault of the coupons."""
    rewards = {reward.id for reward in document.rewards}
    cards = {card.id for card in document.punch_cards}
    for index, coupon in enumerate(document.coupons):
        if coupon.reward not in rewards:
            yield Fault(f"/coupons/{index}/reward", "unknown-reward", "no reward of this document has this id")
        if coupon.id in cards:
            yield Fault(f"/coupons/{index}/id", "duplicate-id", "a punch card has the same id")
