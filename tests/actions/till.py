"""A till on a real database: a programme, its customers, and a proof of everything after each story."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from json import loads
from typing import Any

from app.actions.goldlist import Goldlist
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import AddCard, MergeMembers, RemoveCard
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.commands.sales import (
    BasketLine,
    ClaimPurchase,
    LinePart,
    RecordPurchase,
    TakeReturn,
    TakeReturnWithoutReceipt,
    VoidPurchase,
    VoidReturn,
)
from app.engine.model.receipts import RequestKey
from app.engine.model.records.vouchers import Voucher
from app.main import opened
from app.store.queries.checkout import vouchers
from tests.databases import settings_for
from tests.moments import a_moment_ago

PROGRAM: dict[str, Any] = {
    "name": "Shop",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 100, "amount": 100}},
    "tiers": {
        "window": {"kind": "rolling", "months": 12},
        "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 10_000}],
    },
    "punch_cards": [
        {
            "id": "coffee",
            "name": "Coffee card",
            "counts": "items",
            "match": {"categories": ["coffee"]},
            "punches": 3,
            "reward": "free",
        }
    ],
    "rebates": [
        {
            "id": "year",
            "name": "Money back",
            "period": "year",
            "method": "retroactive",
            "bands": [{"from": 5_000, "rate": "0.02"}, {"from": 20_000, "rate": "0.05"}],
        }
    ],
    "rewards": [{"id": "free", "name": "A free coffee", "kind": "free_item", "valid_days": 30}],
}


class Till:
    """Speaks to Goldlist as a till would. Customers are named by their `external_id`."""

    def __init__(self, goldlist: Goldlist, program_id: str) -> None:
        self.goldlist = goldlist
        self.program_id = program_id
        self.now = a_moment_ago()
        self._names = count(1)

    async def accepted(self, command: Command) -> Decision:
        answer = await self.goldlist.commands.submit(command)
        assert isinstance(answer, Decision), answer
        return answer

    async def refused(self, command: Command) -> Refusal:
        answer = await self.goldlist.commands.submit(command)
        assert isinstance(answer, Refusal), answer
        return answer

    def purchase(
        self, amount: int, customer: str | None = "ann", *, coffees: int = 0, **details: Any
    ) -> RecordPurchase:
        """A purchase of one thing, and of coffees at 1.00."""
        name = details.pop("name", None) or f"p{next(self._names)}"
        lines = [BasketLine(1, amount)] if amount else []
        lines += [BasketLine(coffees, 100, category="coffee")] if coffees else []
        return RecordPurchase(
            self.program_id,
            self.goldlist.ids.draw("pur"),
            RequestKey("purchase", name, repr((amount, customer, coffees, details))),
            name,
            f"ext:{customer}" if customer else None,
            True,
            self.now,
            "GBP",
            tuple(lines),
            **details,
        )

    async def buy(self, amount: int, customer: str | None = "ann", **details: Any) -> Decision:
        return await self.accepted(self.purchase(amount, customer, **details))

    def returning(self, purchase: str, *parts: LinePart) -> TakeReturn:
        """A return of parts of a purchase, or of all that is left."""
        name = f"r{next(self._names)}"
        return TakeReturn(
            self.program_id,
            self.goldlist.ids.draw("ret"),
            RequestKey("return", name, repr((purchase, parts))),
            name,
            f"ext:{purchase}",
            self.now,
            parts or None,
        )

    async def bring_back(self, purchase: str, *parts: LinePart) -> Decision:
        return await self.accepted(self.returning(purchase, *parts))

    async def bring_back_without_receipt(self, amount: int, customer: str = "ann") -> Decision:
        name = f"r{next(self._names)}"
        return await self.accepted(
            TakeReturnWithoutReceipt(
                self.program_id,
                self.goldlist.ids.draw("ret"),
                RequestKey("return", name, repr((amount, customer))),
                name,
                f"ext:{customer}",
                True,
                self.now,
                "GBP",
                (BasketLine(1, amount),),
            )
        )

    async def void(self, purchase: str) -> Decision:
        return await self.accepted(VoidPurchase(self.program_id, self.goldlist.ids.draw("ret"), f"ext:{purchase}"))

    async def void_return(self, returned: str) -> Decision:
        """Undo a return, named by its id or the till's own name."""
        reference = returned if returned.startswith("ret_") else f"ext:{returned}"
        return await self.accepted(VoidReturn(self.program_id, reference))

    def claim(self, purchase: str, customer: str) -> ClaimPurchase:
        return ClaimPurchase(self.program_id, f"ext:{purchase}", f"ext:{customer}")

    def adjust(self, unit: str, amount: int, name: str = "a1", customer: str = "ann", **details: Any) -> AdjustBalance:
        request_key = RequestKey("key", name, repr((unit, amount, customer)))
        made = self.goldlist.ids.draw("adj")
        return AdjustBalance(self.program_id, made, request_key, f"ext:{customer}", unit, amount, "goodwill", **details)

    def merge(self, customer: str, merged: str) -> MergeMembers:
        return MergeMembers(self.program_id, f"ext:{customer}", f"ext:{merged}")

    def add_card(self, number: str, customer: str = "ann") -> AddCard:
        return AddCard(self.program_id, f"ext:{customer}", number)

    def remove_card(self, number: str, customer: str = "ann") -> RemoveCard:
        return RemoveCard(self.program_id, f"ext:{customer}", number)

    async def usable(self, customer: str = "ann") -> list[Voucher]:
        """A customer's usable vouchers, oldest first."""
        known = await self.goldlist.reads.member(self.program_id, f"ext:{customer}")
        assert known
        owner = known.member.member_id
        found = await self.goldlist.database.read(lambda transaction: vouchers.usable(transaction, [owner]))
        return found[owner]

    async def after(self, customer: str = "ann") -> dict[str, Any]:
        """What a customer has: points, credit, punches, vouchers, tier, what counts for it, and rebate due."""
        text = await self.goldlist.statuses.one(self.program_id, f"ext:{customer}")
        assert text
        status = loads(text)
        return {
            "points": status["points"]["balance"],
            "credit": status["credit"]["balance"],
            "punches": status["punch_cards"][0]["punches"],
            "vouchers": len(status["vouchers"]),
            "tier": status["tier"]["id"],
            "spent": status["qualifying"]["amount"],
            "due": status["rebates"][0]["due"],
        }

    async def prove(self) -> str:
        """The state hash, after everything was rebuilt from the tables and found equal."""
        found = await self.goldlist.verification.verify(self.program_id, rebuild=True, on_progress=lambda _: None)
        assert found.differences == []
        return found.state_hash


@asynccontextmanager
async def till_on(database_url: str, *, clock: datetime | None = None, **sections: Any) -> AsyncIterator[Till]:
    """A till of a new programme on a fresh database; with a `clock`, of a test programme whose time stands there."""
    async with opened(settings_for(database_url)) as goldlist:
        document = {name: part for name, part in {**PROGRAM, **sections}.items() if part is not None}
        made = await goldlist.programs.create("shop", document, test=clock is not None, clock=clock)
        assert not isinstance(made, list), made
        till = Till(goldlist, made.program_id)
        till.now = clock or till.now
        yield till
