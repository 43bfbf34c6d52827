"""One number for where all members stand, the same whatever order things arrived in.

It covers what members have, not how or when they came by it: ids, codes, days and lots are left out, and
so is everybody who has nothing.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from app.engine.model.records import Member, Voucher
from app.engine.program.terms import Program
from app.engine.rules import held, ranks
from app.engine.rules.tiers import measure
from app.engine.rules.time import advanced
from app.ledger import balances
from app.ledger.entries import CREDIT, POINTS, punches


def standing_text(program: Program, member: Member, vouchers: list[Voucher], now: datetime) -> str | None:
    """What one member has, as canonical JSON; None for somebody who has nothing."""
    present = advanced(program, member, now)
    state = present.state
    ladder = program.rules.tiers
    level = held.level_id(ladder, state)
    owed = sum(balances.total(state.balances, unit) for unit in state.balances if unit.startswith("rebate:"))
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
        "vouchers": _counts(vouchers),
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


def _counts(vouchers: list[Voucher]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for voucher in vouchers:
        if voucher.status in ("usable", "used"):
            name = f"{voucher.reward}:{voucher.status}"
            counts[name] = counts.get(name, 0) + 1
    return counts
