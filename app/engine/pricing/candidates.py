"""The discounts available for a basket, from tier, campaigns and vouchers, and the reasons why others are not."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from app.engine.model.calendar import LocalTime
from app.engine.model.money import money_text
from app.engine.model.ratio import Ratio, ratio
from app.engine.model.records.vouchers import Voucher
from app.engine.pricing.deals import lacking, strike
from app.engine.pricing.pricing import Candidate, Effect, Remaining
from app.engine.pricing.runs import Deal
from app.engine.program import single_codes
from app.engine.program.limit_names import budget, uses
from app.engine.program.match import Match
from app.engine.program.reward_kinds import KINDS
from app.engine.program.terms.offers import BuyGet, Campaign, Reward
from app.engine.rules import shared_limits
from app.engine.rules.campaigns import applying
from app.engine.rules.changes import held_tier
from app.engine.rules.changes.change import Basket, Change

EXHAUSTED: Final = "its limit or budget is used up"


class Short(NamedTuple):
    """A voucher for which the basket is too small: the missing amount, in minor units."""

    reward: Reward
    needs: int


class Rejected(NamedTuple):
    """A rejected discount: `voucher` or `campaign`, its code or id, and the reason in words and as a code."""

    kind: str
    name: str
    reason: str
    code: str
    short: Short | None = None


def of_level(change: Change, basket: Basket) -> list[Candidate]:
    """The price reduction of the member's tier."""
    ladder = change.program.rules.tiers
    level = held_tier.level(ladder, change.state) if ladder else None
    if level is None or not level.discount:
        return []
    places = frozenset(range(len(basket.lines)))
    return [Candidate("tier", level.id, level.name, "percent", places, rate=ratio(level.discount))]


def of_campaigns(
    change: Change, basket: Basket, moment: LocalTime, typed: Mapping[str, str], *, is_guest: bool = False
) -> tuple[list[Candidate], list[Rejected]]:
    """The effects of the running campaigns, and the reasons why some do not apply.

    The code is empty if the reason is the member, day or place. `typed` are the codes as typed, by their `typed_form`:
    campaigns with other codes are passed over in silence.
    """
    candidates, rejected = [], []
    rules = change.rules
    held_out = not is_guest and rules.holds_out(change.program.id, change.member.member_id, "campaigns", moment.day)
    for campaign, why_not in applying(rules, basket, change.state, moment, held_out=held_out):
        asked = _asked(change, campaign, typed)
        if asked is None or (is_guest and not campaign.for_guests):
            continue
        if why_not:
            rejected.append(Rejected("campaign", campaign.id, why_not.text, why_not.code))
            continue
        if asked.is_used:
            rejected.append(Rejected("campaign", campaign.id, "this code has been used", "limit"))
            continue
        if campaign.limit_total is not None and shared_limits.left(change, uses(campaign.id), campaign.limit_total) < 1:
            rejected.append(Rejected("campaign", campaign.id, EXHAUSTED, "limit"))
            continue
        if campaign.bonus_points:
            # Bonus points stack with everything, so they are no part of the choice.
            continue
        most = campaign.max_amount
        if campaign.budget is not None:
            left = max(0, shared_limits.left(change, budget("campaign", campaign.id), campaign.budget))
            most = left if most is None else min(most, left)
        if most == 0:
            rejected.append(Rejected("campaign", campaign.id, EXHAUSTED, "budget"))
        else:
            candidate = _of_campaign(campaign, basket, most)._replace(typed=asked.typed)
            if lacks := _lacks_units(change, candidate, basket):
                rejected.append(Rejected("campaign", campaign.id, lacks, "condition"))
            else:
                candidates.append(candidate)
    return candidates, rejected


class _Asked(NamedTuple):
    """The code that was typed for a campaign, None if it asks for none; whether it has been used before."""

    typed: str | None = None
    is_used: bool = False


def _asked(change: Change, campaign: Campaign, typed: Mapping[str, str]) -> _Asked | None:
    """What was typed for a campaign; None if it asks for a code and none of these is one."""
    if campaign.code:
        return _Asked(typed[campaign.code]) if campaign.code in typed else None
    if not campaign.single_codes:
        return _Asked()
    used = None
    for form, text in typed.items():
        if is_single_code(change, campaign, form):
            if shared_limits.left(change, single_codes.name_of(campaign.id, form), 1) > 0:
                return _Asked(text)
            used = _Asked(text, is_used=True)
    return used


def is_single_code(change: Change, campaign: Campaign, form: str) -> bool:
    """Whether a typed form is one of the codes of a campaign."""
    secret = change.book.code_secrets.get(change.program.id)
    return secret is not None and single_codes.is_code(secret, campaign.id, campaign.single_codes, form)


def _of_campaign(campaign: Campaign, basket: Basket, most: int | None) -> Candidate:
    if campaign.buy_get:
        candidate = Candidate("campaign", campaign.id, campaign.name, "buy_get", frozenset(), most=most)
        return _with_deal(candidate._replace(stacking=campaign.stacking), campaign.buy_get, basket)
    effect: Effect = "percent" if campaign.percent_off else "amount"
    rate = campaign.percent_off or Ratio(0, 1)
    if campaign.multiplier:
        effect, rate = "points", ratio(campaign.multiplier)
    return Candidate(
        kind="campaign",
        id=campaign.id,
        name=campaign.name,
        effect=effect,
        places=frozenset(basket.matching(campaign.match)),
        rate=rate,
        amount=campaign.amount_off or 0,
        most=most,
        stacking=campaign.stacking,
    )


def _with_deal(candidate: Candidate, terms: BuyGet, basket: Basket) -> Candidate:
    bought = basket.matching(terms.buy) if terms.amount else _units_of(basket, terms.buy)
    deal = Deal(
        bought=frozenset(bought),
        quantity=terms.quantity,
        amount=terms.amount,
        units=terms.units,
        dearest=terms.dearest,
        times=terms.times,
    )
    return candidate._replace(places=frozenset(_units_of(basket, terms.get)), rate=terms.rate, deal=deal)


def _units_of(basket: Basket, match: Match) -> tuple[int, ...]:
    """The lines that match and have units: goods by weight or length have none to give or to count."""
    return tuple([place for place in basket.matching(match) if not basket.lines[place].measured])


def _lacks_units(change: Change, candidate: Candidate, basket: Basket) -> str | None:
    """What a basket lacks for a deal, in words; None if it lacks nothing."""
    deal, runs = candidate.deal, Remaining.of(basket.lines).runs
    if deal is None or strike(deal, candidate.places, runs):
        return None
    bought, units = lacking(deal, candidate.places, runs)
    if deal.amount and bought < deal.amount:
        has, needs = (money_text(amount, change.program.currency) for amount in (bought, deal.amount))
        return f"eligible items come to {has}, less than {needs}"
    if bought < deal.quantity:
        return f"the basket has {bought} of the {deal.quantity} units to buy"
    return f"the basket has {units} eligible units: too few to buy some and get {deal.units} more"


def of_vouchers(
    change: Change, basket: Basket, vouchers: Iterable[Voucher], named: bool
) -> tuple[list[Candidate], list[Rejected]]:
    """The effects of vouchers on a basket. Gift vouchers are used only if `named`."""
    candidates, rejected = [], []
    for voucher in vouchers:
        candidate = of_voucher(change, basket, voucher)
        if isinstance(candidate, Rejected):
            rejected.append(candidate)
        elif candidate.effect == "gift" and not named:
            reason = "a gift, without a discount: name it to use it"
            rejected.append(Rejected("voucher", voucher.code, reason, "condition"))
        else:
            candidates.append(candidate)
    return candidates, rejected


def of_voucher(change: Change, basket: Basket, voucher: Voucher) -> Candidate | Rejected:
    """The effect of a voucher on a basket, or the reason why it has none."""
    program = change.program
    reward = program.version(voucher.program_version).rewards.get(voucher.reward)
    if reward is None:
        reward = Reward(voucher.reward, voucher.reward, "amount_off", None, amount=voucher.amount)
    places = frozenset(basket.matching(reward.match))
    is_item = reward.kind == "free_item"
    units = frozenset(_units_of(basket, reward.match)) if is_item else places
    if voucher.expires_on and voucher.expires_on < change.today:
        return Rejected("voucher", voucher.code, f"valid through {voucher.expires_on}", "condition")
    effect = KINDS[reward.kind].effect
    if effect is None:
        return Rejected("voucher", voucher.code, "a donation, not a discount", "condition")
    if not places:
        return Rejected("voucher", voucher.code, "no eligible items in the basket", "condition")
    if not units:
        return Rejected("voucher", voucher.code, "a free item is a unit: goods by weight have none", "condition")
    total = sum(line.share for line in basket.lines if not line.gift_card) if reward.min_spend else 0
    if total < reward.min_spend:
        needed, comes_to = (money_text(amount, program.currency) for amount in (reward.min_spend, total))
        reason = f"requires a basket of {needed}; this one comes to {comes_to}"
        return Rejected("voucher", voucher.code, reason, "condition", Short(reward, reward.min_spend - total))
    limit, name = _budget(change, reward), budget("reward", reward.id)
    left = 0 if limit is None else max(0, shared_limits.left(change, name, limit))
    if limit is not None and not left:
        return Rejected("voucher", voucher.code, EXHAUSTED, "budget")
    candidate = Candidate(
        kind="voucher",
        id=voucher.voucher_id,
        name=reward.name,
        effect=effect,
        places=units,
        rate=reward.rate or Ratio(0, 1),
        amount=voucher.amount if voucher.amount is not None else reward.amount or 0,
        most=reward.max_amount,
        stacking=reward.stacking,
        code=voucher.code,
        reward=voucher.reward,
        expires_on=voucher.expires_on,
        since=voucher.issued_at,
        budget=None if limit is None else name,
        budget_left=left,
    )
    if reward.buy_get is None:
        return candidate
    candidate = _with_deal(candidate, reward.buy_get, basket)
    lacks = _lacks_units(change, candidate, basket)
    return Rejected("voucher", voucher.code, lacks, "condition") if lacks else candidate


def _budget(change: Change, reward: Reward) -> int | None:
    newest = change.rules.rewards.get(reward.id)
    return newest.budget if newest else None
