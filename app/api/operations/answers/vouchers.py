"""Vouchers in the answers of purchases and returns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownCode, ShownExpiresOn, ShownId, ShownReward
from app.api.contract.display_names import DisplayNames
from app.api.contract.operation import RequestContext
from app.engine.model.records.sales import Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import vouchers_taken


class VoucherAnswer(BaseModel):
    """A voucher that was issued or revoked. `amount` is its value if the reward does not set it."""

    id: ShownId
    code: ShownCode
    reward: ShownReward
    name: Annotated[str, Field(description="The reward's name, as a till prints it.")]
    amount: Annotated[int | None, Field(description="The value in minor units; null if the reward sets it.")]
    expires_on: ShownExpiresOn


async def wording(call: RequestContext, vouchers: Sequence[Voucher]) -> DisplayNames:
    """The wording of an answer that may name these vouchers."""
    currency = (await call.program()).currency
    return DisplayNames(
        currency, await call.goldlist.programs.voucher_names(call.program_id, vouchers) if vouchers else {}
    )


def issued(vouchers: Iterable[Voucher], cause_id: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The vouchers that this cause issued, oldest first."""
    return [_document(one, names) for one in _each_once(vouchers) if one.issued_by == cause_id]


def revoked(vouchers: Iterable[Voucher], returned: Return, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The vouchers that this return revoked, whatever their present status, oldest first."""
    taken = vouchers_taken(returned)
    return [
        _document(one, names)
        for one in _each_once(vouchers)
        if one.voucher_id in taken or _is_revoked_by(one, returned)
    ]


def _is_revoked_by(voucher: Voucher, returned: Return) -> bool:
    """Whether the row says so; the return's own outcome takes precedence."""
    return returned.outcome is None and voucher.revoked_by == returned.return_id


def _each_once(vouchers: Iterable[Voucher]) -> list[Voucher]:
    """The vouchers in their final state, oldest first."""
    return [voucher for _, voucher in sorted({one.voucher_id: one for one in vouchers}.items())]


def _document(voucher: Voucher, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": voucher.voucher_id,
        "code": voucher.code,
        "reward": voucher.reward,
        "name": names[voucher.voucher_id],
        "amount": voucher.amount,
        "expires_on": voucher.expires_on,
    }
