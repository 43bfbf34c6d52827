"""Vouchers as purchases and returns name them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.api.contract.operation import Call
from app.api.contract.shown import ShownDay
from app.api.contract.wording import Wording
from app.engine.model.records import Voucher


class VoucherAnswer(BaseModel):
    """A voucher that was issued or revoked. `amount` is what it is worth where the reward does not say it."""

    id: str
    code: str
    reward: str
    name: Annotated[str, Field(description="What it is for, as a till prints it.")]
    amount: Annotated[int | None, Field(description="In minor units; null where the reward says it.")]
    expires_on: ShownDay | None


async def wording(call: Call, vouchers: Sequence[Voucher]) -> Wording:
    """The wording of an answer that may name these vouchers."""
    currency = await call.service.currency(call.program_id)
    return Wording(currency, await call.service.voucher_names(call.program_id, vouchers) if vouchers else {})


def issued(vouchers: Iterable[Voucher], cause_id: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Those of the vouchers that this cause issued, oldest first."""
    return [_document(one, names) for one in sorted(vouchers, key=_by_id) if one.issued_by == cause_id]


def revoked(vouchers: Iterable[Voucher], cause_id: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Those of the vouchers that this cause revoked, oldest first."""
    return [_document(one, names) for one in sorted(vouchers, key=_by_id) if one.revoked_by == cause_id]


def _by_id(voucher: Voucher) -> str:
    return voucher.voucher_id


def _document(voucher: Voucher, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": voucher.voucher_id,
        "code": voucher.code,
        "reward": voucher.reward,
        "name": names[voucher.voucher_id],
        "amount": voucher.amount,
        "expires_on": voucher.expires_on,
    }
