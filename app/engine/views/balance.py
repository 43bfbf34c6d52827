"""A member's balance at a past moment: the fold of the entries recorded by then."""

from datetime import datetime
from typing import Any, NamedTuple

from app.engine.model.instants import instant_text, shown_instant
from app.engine.program.versions import Program
from app.engine.rules.rewards import punch_cards
from app.ledger import balances, lots
from app.ledger.balances import Balances
from app.ledger.entries import CREDIT, POINTS, punches
from app.ledger.entries import rebate as rebate_unit
from app.ledger.entries import voucher as voucher_unit


class Known(NamedTuple):
    """The balances of a member, and the total accrued per rebate, paid or not."""

    member_id: str
    balances: Balances
    accrued: dict[str, int]


def balance(program: Program, known: Known, at: datetime) -> dict[str, Any]:
    """The balance document of the API contract."""
    rules = program.published_by(instant_text(at))
    held = known.balances
    standing = lots.standing(held.get(POINTS, {}), program.business_date(at))
    cards = {card.id: card for version in rules for card in version.shown_cards}
    # Lots may cancel out: one rebate period may be overpaid and another underpaid.
    totals = {unit: total for unit in sorted(held) if (total := balances.total(held, unit))}
    rebates = {rebate.id: rebate_unit(rebate.id) for version in rules for rebate in version.rebates}
    return {
        "member": known.member_id,
        "at": shown_instant(instant_text(at)),
        "currency": program.currency,
        "points": {"balance": standing.balance, **standing._asdict()},
        "credit": lots.free(held.get(CREDIT, {})),
        "punches": {
            card.id: punch_cards.shown(card, balances.total(held, punches(card.id))) for card in cards.values()
        },
        "rebates": {
            rebate_id: {"accrued": known.accrued.get(unit, 0), "unpaid": balances.total(held, unit)}
            for rebate_id, unit in rebates.items()
        },
        "vouchers": {
            unit.removeprefix(voucher_unit("")): total
            for unit, total in totals.items()
            if unit.startswith(voucher_unit(""))
        },
        "units": totals,
    }
