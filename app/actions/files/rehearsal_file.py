"""Histories of members from a CSV file of purchases, for a rehearsal without an import."""

from pathlib import Path
from typing import NamedTuple

from app.actions.files.basket_commands import Wrong, command
from app.actions.files.purchase_file import PurchaseFile
from app.engine.decisions.sales.returns import parts_taken
from app.engine.insights.facts import Bought, Returned
from app.engine.model import value
from app.engine.model.book import Refusal
from app.engine.model.commands.sales import RecordPurchase, TakeReturn, TakeReturnWithoutReceipt
from app.engine.model.instants import instant_text
from app.engine.model.records.sales import Line, ReturnedLine
from app.engine.program.versions import Program
from app.engine.rehearsal.history import Event, History, Sale, TakenBack, in_order
from app.engine.rehearsal.members import FileMember, FileMembers


class _Sold(NamedTuple):
    """A purchase of a member, with the parts returned so far."""

    member: str
    sale: Sale
    lines: tuple[Line, ...]
    returned: list[ReturnedLine]


class _Reader:
    """Reads the baskets of a file, oldest first."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._sold: dict[str, _Sold] = {}
        self.events: dict[str, list[Event]] = {}
        self.bought: dict[str, list[Bought]] = {}
        self.returned: dict[str, list[Returned]] = {}
        self.last_on: str | None = None

    def add(self, found: RecordPurchase | TakeReturn | TakeReturnWithoutReceipt) -> bool:
        """Add a basket: whether it counts."""
        day = self._program.business_date(found.occurred_at, found.store)
        if isinstance(found, TakeReturn):
            return self._take_back(found, day)
        if found.member is None:
            return False
        lines = value.priced(found.lines, found.discount if isinstance(found, RecordPurchase) else 0)
        if isinstance(lines, Refusal):
            return False
        self.last_on = max(self.last_on or day, day)
        member, at = found.member.removeprefix("ext:"), instant_text(found.occurred_at)
        text = value.lines_text(lines)
        if isinstance(found, RecordPurchase):
            sale = Sale(found.purchase_id, at, found.lines, found.discount, found.store)
            self._sold[f"ext:{found.external_id}"] = _Sold(member, sale, lines, [])
            self.events.setdefault(member, []).append(sale)
            bought = Bought(
                purchase_id=sale.id,
                business_date=day,
                recorded_at="",
                store=found.store,
                channel=None,
                lines=text,
                touched=True,
            )
            self.bought.setdefault(member, []).append(bought)
        else:
            self.events.setdefault(member, []).append(
                TakenBack(found.return_id, at, lines=found.lines, store=found.store)
            )
            self.returned.setdefault(member, []).append(Returned(None, day, "", found.store, text))
        return True

    def _take_back(self, found: TakeReturn, day: str) -> bool:
        sold = self._sold.get(found.purchase)
        if sold is None:
            # A guest's purchase, or one from before the file begins.
            return False
        parts = parts_taken(sold.lines, value.kept(sold.lines, sold.returned), found.parts)
        if isinstance(parts, Refusal):
            return False
        sold.returned.extend(parts)
        at = instant_text(found.occurred_at)
        self.events[sold.member].append(TakenBack(found.return_id, at, sold.sale.id, tuple(parts), store=found.store))
        returned = Returned(sold.sale.id, day, "", found.store, value.lines_text(parts))
        self.returned.setdefault(sold.member, []).append(returned)
        return True


def read_histories(path: Path, program: Program) -> FileMembers:
    """The members of a file of purchases, without guests. Raises Unreadable."""
    reader, left_out = _Reader(program), 0
    with PurchaseFile(path, program.zone, program.currency, stores=program.rules.stores) as file:
        for number, basket in enumerate(file.baskets()):
            try:
                found = command(basket, program.id, f"{number:026}", program.currency)
            except Wrong:
                found = None
            left_out += found is None or not reader.add(found)
    members = {}
    for name, events in sorted(reader.events.items()):
        history = History(f"mem_{name}", in_order(events))
        members[name] = FileMember(history, reader.bought.get(name, ()), reader.returned.get(name, ()))
    return FileMembers(members, reader.last_on, left_out)
