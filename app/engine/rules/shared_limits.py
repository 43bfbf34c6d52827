"""Limits shared by all members: event places, budgets, campaign quotas.

Draws are counted by name, in rows that a batch of commands locks before it draws, so that the last unit goes to one
member only. Releasing needs no lock: it adds to the row.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.engine.model.book import Book
from app.engine.model.commands.checkout import AskQuote, PlaceHold, RedeemReward
from app.engine.model.commands.command import Command
from app.engine.model.commands.sales import ClaimPurchase, RecordPurchase
from app.engine.model.commands.vouchers import IssueVoucher
from app.engine.model.records.checkout import Discount
from app.engine.model.value import discounts_of
from app.engine.program import single_codes
from app.engine.program.limit_names import budget, codes, stock, uses
from app.engine.program.terms.offers import typed_form
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Change


class Draw(NamedTuple):
    """A draw of `amount` on the shared limit `name`, which allows `limit` units in all (None: any number)."""

    name: str
    amount: int
    limit: int | None


def wanted(program: Program, command: Command) -> set[str]:
    """The names of the shared limits that a command may draw on."""
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


def codes_named(program: Program, book: Book, command: Command) -> set[str]:
    """The names of the single codes that a command may use up. Of what is typed, only real codes have one."""
    secret = book.code_secrets.get(program.id)
    if secret is None:
        return set()
    if isinstance(command, AskQuote):
        forms = [typed_form(code) for code in command.codes]
        single = [one for one in program.rules.campaigns if one.single_codes]
        return {
            single_codes.name_of(campaign.id, form)
            for campaign in single
            for form in forms
            if single_codes.is_code(secret, campaign.id, campaign.single_codes, form)
        }
    quote = book.quotes.get(getattr(command, "quote", None) or "")
    held = book.holds.get(getattr(command, "hold", None) or "")
    quote = quote or (book.quotes.get(held.quote_id or "") if held else None)
    found = discounts_of(quote.discounts) if quote else ()
    return (
        {name for one in found if (name := _code_name(program.version(quote.program_version), one))} if quote else set()
    )


def needs_secret(program: Program, command: Command) -> bool:
    """Whether a command may name single codes."""
    if not program.has_single_codes:
        return False
    is_typed = isinstance(command, AskQuote) and bool(command.codes)
    return is_typed or bool(getattr(command, "quote", None) or getattr(command, "hold", None))


def _code_name(rules: Rules, discount: Discount) -> str | None:
    """The name of the single code that a discount uses up."""
    campaign = rules.campaign(discount.id) if discount.kind == "campaign" and discount.typed else None
    return (
        single_codes.name_of(discount.id, typed_form(discount.typed or ""))
        if campaign and campaign.single_codes
        else None
    )


def drawing(book: Book) -> set[str]:
    """The programmes of which a batch records uses or holds that some version limits or may limit later."""
    purchases = (one for one in book.purchases.values() if one.discounts or one.campaigns != "[]")
    holds = (one for records in (book.holds.new, book.holds.changed) for one in records.values())
    return {one.program_id for records in (purchases, holds) for one in records}


def draws(program: Program, rules: Rules, discount: Discount) -> list[Draw]:
    """The draws of a discount on shared limits.

    Every name that any version limits is counted; the limit is that of `rules`, the version that decides the purchase.
    """
    found = [Draw(name, 1, 1)] if discount.typed and (name := _code_name(rules, discount)) else []
    if not program.limited:
        return found
    amount = sum(part for _, part in discount.parts) + discount.extra
    of_limits = []
    if discount.kind == "campaign" and (campaign := rules.campaign(discount.id)):
        of_limits.append(Draw(uses(campaign.id), 1, campaign.limit_total))
        of_limits.append(Draw(budget("campaign", campaign.id), amount, campaign.budget))
    if discount.reward:
        reward = rules.rewards.get(discount.reward)
        of_limits.append(Draw(budget("reward", discount.reward), amount, reward.budget if reward else None))
    return found + [one for one in of_limits if one.name in program.limited]


def exhausted(change: Change, rules: Rules) -> set[str]:
    """The campaigns of a version with no uses left."""
    limited = ((one, one.limit_total) for one in rules.campaigns if one.limit_total is not None)
    return {one.id for one, limit in limited if left(change, uses(one.id), limit) < 1}


def left(change: Change, name: str, limit: int) -> int:
    """Units still available under `limit`."""
    supply = (change.program.id, name)
    return limit - change.book.supplies.get(supply, 0) - change.supplies.get(supply, 0)


def use(change: Change, campaign_ids: Iterable[str]) -> None:
    """Count the uses of points campaigns, where any version limits them."""
    for campaign_id in campaign_ids:
        if uses(campaign_id) in change.program.limited:
            add(change, uses(campaign_id), 1)


def draw(change: Change, name: str, amount: int, limit: int | None) -> bool:
    """Draw `amount` units if they are available under `limit`; else draw nothing and return False."""
    if limit is not None and amount > left(change, name, limit):
        return False
    add(change, name, amount)
    return True


def draw_all(change: Change, wanted: Iterable[Draw]) -> bool:
    """Draw all of these, or none and return False."""
    taken: list[Draw] = []
    for share in wanted:
        if not draw(change, *share):
            for one in taken:
                add(change, one.name, -one.amount)
            return False
        taken.append(share)
    return True


def add(change: Change, name: str, amount: int) -> None:
    """Draw an amount, or (below zero) release it, without checking the limit."""
    supply = (change.program.id, name)
    change.supplies[supply] = change.supplies.get(supply, 0) + amount
