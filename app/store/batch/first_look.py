"""All that a batch of plain purchases reads, so that the database can be asked once."""

from collections.abc import Sequence

from app.engine.model.commands.command import Command
from app.engine.model.commands.sales import RecordPurchase
from app.store.connection.transaction import FirstLook, NameKey


def name_key(program_id: str, reference: str) -> NameKey:
    """The key of a reference to a member: a name of some kind, or the member's id."""
    kind, colon, value = reference.partition(":")
    return (program_id, kind, value) if colon else (program_id, "mem", reference)


def first_look(commands: Sequence[Command]) -> FirstLook | None:
    """The names, idempotency records and programmes of plain purchases; None if a command is anything else."""
    names: set[NameKey] = set()
    records: set[NameKey] = set()
    for one in commands:
        if type(one) is not RecordPurchase or one.vouchers or one.quote or one.hold or one.gift_cards:
            return None
        records.add((one.program_id, one.request_key.kind, one.request_key.name))
        if one.member:
            names.add(name_key(one.program_id, one.member))
    return FirstLook([*names], [*records], sorted({one.program_id for one in commands}))
