"""What there is only so much of for all members together: places at an event, money to give away, uses of a campaign.

What was taken is counted by name, in rows that a batch of commands locks before it takes any, so that the last one goes
to one member alone. Giving back needs no lock: it is added to what others do.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.engine.model.commands import (
    AskQuote,
    ClaimPurchase,
    Command,
    IssueVoucher,
    PlaceHold,
    RecordPurchase,
    RedeemReward,
)
from app.engine.model.records import Discount
from app.engine.program.limit_names import budget, codes, stock, uses
from app.engine.program.terms import Program, Rules
from app.engine.rules.change import Change


class Draw(NamedTuple):
    """So much of what there is `limit` of in all (None: any), by name."""

    name: str
    amount: int
    limit: int | None


def wanted(program: Program, command: Command) -> set[str]:
    """The names of what a command may take of."""
    rules = program.rules
    match command:
        case RedeemReward(reward=reward_id) | IssueVoucher(reward=reward_id):
            reward = rules.rewards.get(reward_id)
            stocked = {stock(reward_id)} if reward and reward.stock is not None else set()
            return stocked | ({codes(reward_id)} if reward and reward.has_partner_codes else set())
        case AskQuote():
            return set(rules.limited)
        case PlaceHold():
            return set(program.limited)
        case ClaimPurchase():
            return set(program.limited_multipliers)
        case RecordPurchase(quote=quote, hold=hold):
            return set(program.limited if quote or hold else program.limited_multipliers)
        case _:
            return set()


def draws(program: Program, rules: Rules, discount: Discount) -> list[Draw]:
    """What a discount takes of what there is only so much of.

    Counted is what any version limits, bounded by what the version that decides the purchase, `rules`, says.
    """
    amount = sum(part for _, part in discount.parts) + discount.extra
    found = []
    if discount.kind == "campaign" and (campaign := rules.campaign(discount.id)):
        found.append(Draw(uses(campaign.id), 1, campaign.limit_total))
        found.append(Draw(budget("campaign", campaign.id), amount, campaign.budget))
    if discount.reward:
        reward = rules.rewards.get(discount.reward)
        found.append(Draw(budget("reward", discount.reward), amount, reward.budget if reward else None))
    return [one for one in found if one.name in program.limited]


def exhausted(change: Change, rules: Rules) -> set[str]:
    """The campaigns of a version of which no use is left."""
    limited = ((one, one.limit_total) for one in rules.campaigns if one.limit_total is not None)
    return {one.id for one, limit in limited if left(change, uses(one.id), limit) < 1}


def left(change: Change, name: str, limit: int) -> int:
    """How much is left of what there is `limit` of."""
    supply = (change.program.id, name)
    return limit - change.book.supplies.get(supply, 0) - change.supplies.get(supply, 0)


def use(change: Change, campaign_ids: Iterable[str]) -> None:
    """Count the uses of campaigns that multiply points, where any version limits them."""
    for campaign_id in campaign_ids:
        if uses(campaign_id) in change.program.limited:
            add(change, uses(campaign_id), 1)


def draw(change: Change, name: str, amount: int, limit: int | None) -> bool:
    """Take so much of what there is `limit` of in all; False, and nothing is taken, where less is left."""
    if limit is not None and amount > left(change, name, limit):
        return False
    add(change, name, amount)
    return True


def draw_all(change: Change, wanted: Iterable[Draw]) -> bool:
    """Take all of these, or nothing of them."""
    taken: list[Draw] = []
    for share in wanted:
        if not draw(change, *share):
            for one in taken:
                add(change, one.name, -one.amount)
            return False
        taken.append(share)
    return True


def add(change: Change, name: str, amount: int) -> None:
    """Take so much, or (below zero) give it back, whatever is left."""
    supply = (change.program.id, name)
    change.supplies[supply] = change.supplies.get(supply, 0) + amount
