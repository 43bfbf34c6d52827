"""The discounts that a basket might have: of level, campaigns and vouchers, and why others are out of the question."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from app.engine.model.calendar import LocalTime
from app.engine.model.money import money_text
from app.engine.model.ratio import Ratio, ratio
from app.engine.model.records import Voucher
from app.engine.pricing.pricing import Candidate, Effect
from app.engine.program.limit_names import budget, uses
from app.engine.program.offers import Campaign, Reward
from app.engine.rules import held_tier, shared_limits
from app.engine.rules.campaigns import applying
from app.engine.rules.change import Basket, Change

EFFECTS: Final[dict[str, Effect]] = {
    "amount_off": "amount",
    "percent_off": "percent",
    "free_item": "free_item",
    "bonus_quantity": "extra",
    "store_credit": "amount",
    "gift": "gift",
}

EXHAUSTED: Final = "nothing is left of what it may give away"


class Short(NamedTuple):
    """A voucher for which the basket is too small: what is missing of what it needs, in minor units."""

    reward: Reward
    needs: int


class Rejected(NamedTuple):
    """A discount that is not used: what it is (`voucher` or `campaign`), its code or id, and why not, in words and as
    the code of a kind of reasons.
    """

    kind: str
    name: str
    reason: str
    code: str
    short: Short | None = None


def of_level(change: Change, basket: Basket) -> list[Candidate]:
    """The price reduction of the level that the member holds."""
    ladder = change.program.rules.tiers
    level = held_tier.level(ladder, change.state) if ladder else None
    if level is None or not level.discount:
        return []
    places = tuple(range(len(basket.lines)))
    return [Candidate("tier", level.id, level.name, "percent", places, rate=ratio(level.discount))]


def of_campaigns(change: Change, basket: Basket, moment: LocalTime) -> tuple[list[Candidate], list[Rejected]]:
    """What the campaigns that run take off or multiply, and why the others of them do not.

    The code is empty where a campaign fails for want of member, day or place.
    """
    candidates, rejected = [], []
    for campaign, why_not in applying(change.rules, basket, change.state, moment):
        if why_not:
            rejected.append(Rejected("campaign", campaign.id, why_not.text, why_not.code))
            continue
        if campaign.limit_total is not None and shared_limits.left(change, uses(campaign.id), campaign.limit_total) < 1:
            rejected.append(Rejected("campaign", campaign.id, EXHAUSTED, "limit"))
            continue
        most = campaign.max_amount
        if campaign.budget is not None:
            left = max(0, shared_limits.left(change, budget("campaign", campaign.id), campaign.budget))
            most = left if most is None else min(most, left)
        if most == 0:
            rejected.append(Rejected("campaign", campaign.id, EXHAUSTED, "budget"))
        else:
            candidates.append(_of_campaign(campaign, basket.matching(campaign.match), most))
    return candidates, rejected


def _of_campaign(campaign: Campaign, places: tuple[int, ...], most: int | None) -> Candidate:
    effect: Effect = "percent" if campaign.percent_off else "amount"
    rate = campaign.percent_off or Ratio(0, 1)
    if campaign.multiplier:
        effect, rate = "points", ratio(campaign.multiplier)
    return Candidate(
        "campaign",
        campaign.id,
        campaign.name,
        effect,
        places,
        rate,
        campaign.amount_off or 0,
        most,
        campaign.stacking,
    )


def of_vouchers(
    change: Change, basket: Basket, vouchers: Iterable[Voucher], named: bool
) -> tuple[list[Candidate], list[Rejected]]:
    """What vouchers might do for a basket. Those that only hand something out are used where they are `named`."""
    candidates, rejected = [], []
    for voucher in vouchers:
        candidate = of_voucher(change, basket, voucher)
        if isinstance(candidate, Rejected):
            rejected.append(candidate)
        elif candidate.effect == "gift" and not named:
            reason = "it is handed out, not priced: name it to use it"
            rejected.append(Rejected("voucher", voucher.code, reason, "condition"))
        else:
            candidates.append(candidate)
    return candidates, rejected


def of_voucher(change: Change, basket: Basket, voucher: Voucher) -> Candidate | Rejected:
    """What a voucher might do for a basket, or why it can do nothing."""
    program = change.program
    reward = program.version(voucher.program_version).rewards.get(voucher.reward)
    if reward is None:
        reward = Reward(voucher.reward, voucher.reward, "amount_off", None, amount=voucher.amount)
    places = basket.matching(reward.match)
    total = sum(line.share for line in basket.lines)
    if voucher.expires_on and voucher.expires_on < change.today:
        return Rejected("voucher", voucher.code, f"it was good through {voucher.expires_on}", "condition")
    if reward.kind == "donation":
        return Rejected("voucher", voucher.code, "it is a gift to a cause, not a discount", "condition")
    if not places:
        return Rejected("voucher", voucher.code, "nothing in the basket is what it is for", "condition")
    if total < reward.min_spend:
        needed, comes_to = (money_text(amount, program.currency) for amount in (reward.min_spend, total))
        reason = f"it needs a basket of {needed}, and this one comes to {comes_to}"
        return Rejected("voucher", voucher.code, reason, "condition", Short(reward, reward.min_spend - total))
    limit, name = _budget(change, reward), budget("reward", reward.id)
    left = 0 if limit is None else max(0, shared_limits.left(change, name, limit))
    if limit is not None and not left:
        return Rejected("voucher", voucher.code, EXHAUSTED, "budget")
    return Candidate(
        "voucher",
        voucher.voucher_id,
        reward.name,
        EFFECTS[reward.kind],
        places,
        reward.rate or Ratio(0, 1),
        voucher.amount if voucher.amount is not None else reward.amount or 0,
        reward.max_amount,
        reward.stacking,
        voucher.code,
        voucher.reward,
        voucher.expires_on,
        voucher.issued_at,
        None if limit is None else name,
        left,
    )


def _budget(change: Change, reward: Reward) -> int | None:
    newest = change.rules.rewards.get(reward.id)
    return newest.budget if newest else None
