"""The types of events, and what each means."""

from collections.abc import Iterable
from typing import Final

TYPES: Final = {
    "purchase.recorded": "A purchase was recorded; a guest's has no subject.",
    "purchase.voided": "A purchase was voided.",
    "purchase.claimed": "A guest's purchase became a member's.",
    "purchase.activated": "Pending points of a purchase became available early.",
    "return.recorded": "Goods were returned.",
    "return.voided": "A mistaken return was undone.",
    "points.adjusted": "A manual adjustment of points.",
    "points.transferred": "Points went from one member to another: an event for each.",
    "points.expiring": "Points will expire soon.",
    "points.expired": "Points expired.",
    "points.owed": "A debt of points began.",
    "points.settled": "A debt of points was paid.",
    "bonus.given": "A member got a bonus: for joining, a birthday, or a complete profile.",
    "credit.adjusted": "A manual adjustment of credit.",
    "balance.adjusted": "A manual adjustment of punches.",
    "rebate.settled": "A rebate was paid at the end of its period.",
    "rebate.near": "Little is missing to the next band of a rebate.",
    "rebate.band_reached": "The spend of a period reached a higher band of a rebate.",
    "rebate.band_lost": "The spend of a period fell to a lower band of a rebate.",
    "punch_card.completed": "A punch card was filled.",
    "punch_card.undone": "A return emptied a punch card that had been filled.",
    "voucher.issued": "A voucher was issued.",
    "voucher.used": "A voucher was used.",
    "voucher.revoked": "A voucher was revoked.",
    "voucher.expiring": "A voucher will expire soon.",
    "voucher.expired": "A voucher expired.",
    "gift_card.issued": "A gift card was issued.",
    "gift_card.topped_up": "An amount was added to a gift card.",
    "gift_card.redeemed": "A gift card paid for a purchase, or part of it.",
    "gift_card.given_back": "Returned goods gave back to a gift card what it paid.",
    "gift_card.blocked": "A gift card was blocked.",
    "gift_card.unblocked": "A blocked gift card can be spent again.",
    "gift_card.voided": "The issue of a gift card was voided.",
    "gift_card.replaced": "Another gift card has the balance of this one now.",
    "gift_card.expired": "A gift card expired.",
    "reward.redeemed": "Points were redeemed for a reward.",
    "donation.made": "Points were donated.",
    "hold.placed": "Balances were reserved for a checkout.",
    "hold.captured": "A purchase captured a hold.",
    "hold.released": "A hold was released.",
    "hold.expired": "A hold expired.",
    "tier.ending": "A member will soon lose the tier, unless more is bought.",
    "tier.changed": "A member's tier changed, and may be announced.",
    "segment.entered": "A member entered a segment.",
    "segment.left": "A member left a segment.",
    "member.enrolled": "A member was enrolled.",
    "member.changed": "Data of a member changed; the event has only the names of the fields.",
    "member.linked": "A member was linked to a customer of a shop system.",
    "member.birthday": "A member's birthday is near.",
    "member.deviated": "A member spends clearly less than usual.",
    "member.lapsed": "A member has not bought for unusually long.",
    "member.won_back": "A lapsed member has bought again.",
    "grade.changed": "A review gave a member another grade.",
    "reorder.due": "A member will soon buy an item again.",
    "consent.asked": "A member was asked for a consent by a link.",
    "consent.changed": "A member allowed or withdrew contact for a purpose.",
    "task.opened": "A task was made or given to somebody; it may be about no member.",
    "task.closed": "A task was done or dropped.",
    "review.done": "A review of customers has ended.",
    "job.finished": "A job, such as a batch of vouchers, has ended.",
    "delivery.failed": "A message of a shop system could not be recorded.",
    "member.merged": "Another member was merged into this one.",
    "member.erased": "A member's personal data was erased.",
    "program.published": "A version of the programme was published.",
    "webhook.ping": "A webhook is tried out; it is in no feed.",
    "webhook.disabled": "A webhook was disabled, because its address refused events for too long.",
}


def named_by(patterns: Iterable[str]) -> frozenset[str] | None:
    """The types that patterns such as `purchase.*` and `tier.changed` name, None for every type.

    Raises LookupError with a pattern that names none.
    """
    found: set[str] = set()
    for pattern in patterns:
        if pattern == "*":
            return None
        group, _, rest = pattern.partition(".")
        named = {one for one in TYPES if one == pattern or (rest == "*" and one.startswith(f"{group}."))}
        if not named:
            raise LookupError(pattern)
        found |= named
    return frozenset(found)
