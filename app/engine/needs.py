"""What a command needs in the book before it can be decided."""

from typing import NamedTuple

from app.engine.commands import (
    Basis,
    Command,
    EnrolMember,
    RecordPurchase,
    TakeReturn,
    TakeReturnWithoutReceipt,
    VoidPurchase,
    VoidReturn,
)


class Needs(NamedTuple):
    """References to load and lock, and names to look for in the receipts and identifiers.

    Whoever loads a purchase loads its returns with it, and whoever loads a return its purchase. `vouchers`
    says that punches may be taken away, so the members' usable vouchers from punch cards are needed too.
    """

    members: tuple[str, ...] = ()
    purchase: str | None = None
    returned: str | None = None
    basis: Basis | None = None
    vouchers: bool = False


def needs(command: Command) -> Needs:
    """The needs of one command."""
    match command:
        case RecordPurchase(member=member, basis=basis):
            return Needs(members=(member,) if member else (), basis=basis)
        case TakeReturn(purchase=purchase, basis=basis):
            return Needs(purchase=purchase, basis=basis, vouchers=True)
        case TakeReturnWithoutReceipt(member=member, basis=basis):
            return Needs(members=(member,), basis=basis, vouchers=True)
        case VoidPurchase(purchase=purchase):
            return Needs(purchase=purchase, vouchers=True)
        case VoidReturn(returned=returned):
            return Needs(returned=returned, vouchers=True)
        case EnrolMember(basis=basis, external_id=external_id, card_number=card_number):
            names = (
                f"ext:{external_id}" if external_id else None,
                f"card:{card_number}" if card_number else None,
            )
            return Needs(members=tuple(name for name in names if name), basis=basis)
