"""Vouchers as purchases and returns name them."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from app.engine.records import Voucher


class VoucherAnswer(BaseModel):
    """A voucher that was issued or revoked."""

    id: str
    code: str
    reward: str
    expires_on: str | None


def issued(vouchers: Iterable[Voucher], cause_id: str) -> list[dict[str, Any]]:
    """Those of the vouchers that this cause issued, oldest first."""
    return [_document(one) for one in sorted(vouchers, key=_by_id) if one.issued_by == cause_id]


def revoked(vouchers: Iterable[Voucher], cause_id: str) -> list[dict[str, Any]]:
    """Those of the vouchers that this cause revoked, oldest first."""
    return [_document(one) for one in sorted(vouchers, key=_by_id) if one.revoked_by == cause_id]


def _by_id(voucher: Voucher) -> str:
    return voucher.voucher_id


def _document(voucher: Voucher) -> dict[str, Any]:
    return {
        "id": voucher.voucher_id,
        "code": voucher.code,
        "reward": voucher.reward,
        "expires_on": voucher.expires_on,
    }
