"""Rewards and vouchers in the form that tills and checkouts read."""

from typing import Any

from app.engine.model.instants import shown_instant
from app.engine.model.records.vouchers import Voucher
from app.engine.program.parts.rewards import RewardPart
from app.engine.program.versions import Program
from app.engine.views.status import voucher_name


def reward_document(part: RewardPart, taken: int, codes_left: int | None = None) -> dict[str, Any]:
    """A reward of the programme; `taken` units of its stock are gone, `codes_left` of a partner's codes remain."""
    left = [max(0, part.stock - taken)] if part.stock is not None else []
    left += [codes_left] if codes_left is not None else []
    return {
        "id": part.id,
        "name": part.name,
        "kind": part.kind,
        "points_price": part.points_price,
        "amount": part.amount,
        "percent": part.percent,
        "max_amount": part.max_amount,
        "extra": part.extra,
        "cause": part.cause,
        "text": part.text,
        "min_spend": part.min_spend,
        "valid_days": part.valid_days,
        "valid_until": part.valid_until,
        "limit_per_member": part.limit_per_member,
        "left": min(left, default=None),
    }


def voucher_document(program: Program, voucher: Voucher, today: str, is_held: bool = True) -> dict[str, Any]:
    """A voucher on `today`; `is_held` as in `status_on`."""
    reward = program.version(voucher.program_version).rewards.get(voucher.reward)
    return {
        "id": voucher.voucher_id,
        "code": voucher.code,
        "member": voucher.member_id,
        "reward": voucher.reward,
        "name": voucher_name(program, voucher),
        "kind": reward.kind if reward else "amount_off",
        "amount": voucher.amount if reward is None else reward.amount,
        "currency": program.currency,
        "status": status_on(voucher, today, is_held),
        "issued_at": shown_instant(voucher.issued_at),
        "expires_on": voucher.expires_on,
        "used_by": (voucher.used_by or "").split(),
    }


def status_on(voucher: Voucher, today: str, is_held: bool = True) -> str:
    """The status of a voucher: an unused one has expired after its last day, even if that is not stored yet.

    `is_held`: whether the hold that reserves it, if any, is still active.
    """
    status = "usable" if voucher.status == "held" and not is_held else voucher.status
    over = voucher.expires_on is not None and voucher.expires_on < today
    return "expired" if status == "usable" and over else status
