"""Gift cards in purchases, quotes and holds: those to pay with, and what each paid."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from app.actions.access.keys import Caller, may
from app.actions.ids import read_voucher_code
from app.api.contract.operation import Request
from app.api.contract.problems import Problem
from app.engine.model.gift_cards import PREFIX, GiftCardPart
from app.engine.program.fields import VoucherCode
from app.engine.program.parts.part import PositiveAmount

MOST_CARDS = 10
REDEEM = "gift_cards:redeem"


class GiftCardToPay(Request):
    """A gift card to pay with."""

    code: Annotated[
        VoucherCode, Field(description="The code of the card, in any case, with or without dashes and blanks.")
    ]
    amount: Annotated[
        PositiveAmount | None,
        Field(description="The amount that it pays, in minor units; null means as much as it can."),
    ] = None


GiftCardsToPay = Annotated[
    list[GiftCardToPay],
    Field(
        max_length=MOST_CARDS,
        description="Gift cards to pay with, in this order, by members and guests; requires the scope "
        "`gift_cards:redeem`.",
        json_schema_extra={"default": []},
    ),
]


class GiftCardPaidAnswer(BaseModel):
    """The part of a gift card."""

    id: Annotated[str, Field(description="The gift card's id, `gft_…`.")]
    amount: Annotated[int, Field(description="In minor units.")]


def parts_to_pay(caller: Caller, cards: Sequence[GiftCardToPay]) -> tuple[GiftCardPart, ...]:
    """The cards in the form of a command. Raises Problem if the key may not spend them."""
    if not cards:
        return ()
    if not may(caller.scopes, REDEEM):
        raise Problem("insufficient-scope", f"gift_cards requires a key with the scope {REDEEM}")
    return tuple([GiftCardPart(_stored_form(one.code), one.amount) for one in cards])


def _stored_form(code: str) -> str:
    """A code as it is stored; the form of no card for an id, which receipts and events show."""
    return read_voucher_code(code) or ("" if code.startswith(PREFIX) else code)
