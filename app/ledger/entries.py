"""The ledger's only record: one signed change of one balance, never altered."""

from typing import Final, NamedTuple

POINTS: Final = "points"
CREDIT: Final = "credit"
GIFT_CARD: Final = "gift_card"


class Entry(NamedTuple):
    """One change of a balance; its fields are the columns of table `entries`.

    `amount` is signed: points, minor units of money, punches or vouchers, depending on `unit`. `lot` is the part of the
    balance ("" where a unit has only one part). `why` is the reason with its arithmetic, in words that a cashier can
    read out.
    """

    member_id: str
    entry_id: str
    program_id: str
    unit: str
    type: str
    amount: int
    lot: str
    rule: str | None
    program_version: int
    cause: str
    cause_id: str
    why: str
    recorded_at: str


def punches(card_id: str) -> str:
    """The unit of a card's punches."""
    return f"punches:{card_id}"


def rebate(rebate_id: str) -> str:
    """The unit of accrued but unpaid rebate, in minor units; its lots are periods."""
    return f"rebate:{rebate_id}"


def expected_unit(rebate_id: str) -> str:
    """The unit of the shop's own accrual of a rebate at its expected rate, in minor units; its lots are periods."""
    return f"expected:{rebate_id}"


def voucher(reward_id: str) -> str:
    """The unit of usable vouchers for a reward."""
    return f"voucher:{reward_id}"
