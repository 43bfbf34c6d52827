"""A hash of all members' balances, independent of the order of arrival.

It covers what members have, not how or when they got it: ids, codes, days and lots are left out, and so are members who
have nothing.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from app.engine.model.records.members import Member
from app.engine.model.records.vouchers import Voucher
from app.engine.program.versions import Program
from app.engine.rules import ranks
from app.engine.rules.changes import held_tier
from app.engine.rules.passing_time import advanced
from app.engine.rules.tiers import measure
from app.ledger import balances
from app.ledger.entries import CREDIT, POINTS, punches
from app.ledger.entries import rebate as rebate_unit


def standing_text(program: Program, member: Member, vouchers: list[Voucher], now: datetime) -> str | None:
    """A member's balances as canonical JSON; None for a member who has nothing."""
    present = advanced(program, member, now)
    state = present.state
    ladder = program.rules.tiers
    level = held_tier.level_id(ladder, state)
    by_voucher = {one.id for rules in program.versions for one in rules.rebates if one.pays_as == "voucher"}
    unpaid = {
        unit.partition(":")[2]: balances.total(state.balances, unit)
        for unit in state.balances
        if unit.startswith(rebate_unit(""))
    }
    owed = sum(amount for rebate_id, amount in unpaid.items() if rebate_id not in by_voucher)
    content: dict[str, Any] = {
        "points": balances.total(state.balances, POINTS),
        "credit": balances.total(state.balances, CREDIT) + owed,
        "punches": {
            unit.partition(":")[2]: balances.total(state.balances, unit)
            for unit in state.balances
            if unit.startswith(punches(""))
        },
        "completed": state.completed,
        "rebates": state.rebates,
        "tier": level if ladder and level != ladder.levels[0].id else None,
        "ladders": {one.id: top.id for one in program.rules.ladders if (top := ranks.level_of(one, state))},
        "qualifying": measure(ladder, state, present.today) if ladder else 0,
        "vouchers": _counts(vouchers, {one: amount for one, amount in unpaid.items() if one in by_voucher}),
    }
    content = {name: value for name, value in content.items() if value}
    if not content:
        return None
    content["name"] = member.external_id
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def state_hash(standings: list[str]) -> str:
    """SHA-256 over all standings, sorted."""
    digest = hashlib.sha256()
    for standing in sorted(standings):
        digest.update(standing.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def _counts(vouchers: list[Voucher], unpaid: dict[str, int]) -> dict[str, int]:
    """Vouchers by reward and status: their number, or their worth where the reward does not set it.

    The number of rebate vouchers, and the amount paid so far, depend on the order of arrival.
    """
    counts = {f"{rebate_id}:usable": amount for rebate_id, amount in unpaid.items()}
    for voucher in vouchers:
        if voucher.status in ("usable", "used"):
            name = f"{voucher.reward}:{voucher.status}"
            counts[name] = counts.get(name, 0) + (1 if voucher.amount is None else voucher.amount)
    return {name: count for name, count in counts.items() if count}
