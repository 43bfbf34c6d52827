"""What the API asks of the rest of Goldlist. The rooms behind it offer this; tests offer a stand-in.

References may be of any form that `app.engine.fields` knows; None means that they name nothing in the
programme. Reads show everything that was acknowledged before they were asked.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.actions.keys import Caller
from app.engine.book import Decision, Refusal
from app.engine.commands import Command
from app.engine.faults import Fault
from app.engine.records import Identifier, Member, Profile, Purchase, Return, Voucher
from app.ledger.entries import Entry

KnownMember = tuple[Member, Profile | None, Sequence[Identifier]]
KnownPurchase = tuple[Purchase, Sequence[Return], Sequence[Entry], Sequence[Voucher]]
KnownReturn = tuple[Return, Sequence[Entry], Sequence[Voucher]]


class Service(Protocol):
    """Everything that a request may need. Raises Unavailable or DatabaseUnavailable when it cannot be had now."""

    def start(self) -> None:
        """Start taking commands; called once, inside the event loop that serves."""

    async def close(self) -> None:
        """Carry out what waits, and let go of everything."""

    def draw_id(self, prefix: str) -> str:
        """A fresh id: "pur" -> "pur_…"."""

    async def caller(self, key: str) -> Caller | None:
        """Who calls with this API key; None when nobody does."""

    async def ready(self) -> bool:
        """Whether the database is reachable and its schema current."""

    async def submit(self, command: Command) -> Decision | Refusal:
        """Carry a command out, and answer when it is durable."""

    async def currency(self, program_id: str) -> str:
        """The programme's one currency."""

    async def voucher_names(self, program_id: str, vouchers: Sequence[Voucher]) -> Mapping[str, str]:
        """What these vouchers are called, by id, in the words of the versions that issued them."""

    async def status(self, program_id: str, reference: str) -> bytes | None:
        """The status document of a member, as JSON text."""

    async def statuses(self, program_id: str, references: Sequence[str]) -> Sequence[bytes | None]:
        """The status documents of members in the order asked."""

    async def rebates(self, program_id: str, reference: str) -> bytes | None:
        """Every rebate period of a member so far, as the JSON text of a list."""

    async def program(self, program_id: str, version: int | None = None) -> tuple[int, str] | None:
        """A version of the programme (the newest if not said): its number, and the document as JSON text."""

    async def check_program(self, program_id: str, document: Any) -> Sequence[Fault]:
        """What keeps this document from being the programme's next version."""

    async def publish(
        self, program_id: str, document: Any, expected_version: int | None
    ) -> int | Sequence[Fault] | Refusal:
        """Publish the next version and give its number; or its faults; or refuse (`version-conflict`)."""

    async def purchase(self, program_id: str, reference: str) -> KnownPurchase | None:
        """A purchase, all its returns with the void, and the entries and vouchers of all of these."""

    async def returned(self, program_id: str, reference: str) -> KnownReturn | None:
        """A return, its entries, and the vouchers that it revoked."""

    async def member(self, program_id: str, reference: str) -> KnownMember | None:
        """A member, the personal data, and all names, oldest first."""

    async def members_page(
        self, program_id: str, limit: int, after: str | None, names: Mapping[str, str]
    ) -> Sequence[KnownMember]:
        """Up to `limit` members by id, after the given id. `names`: `ext`, `card`, `email`, `phone`, all exact."""

    async def entries_page(
        self, program_id: str, reference: str, limit: int, before: str | None, unit: str | None, purchase: str | None
    ) -> Sequence[Entry] | None:
        """Up to `limit` entries of a member, newest first, before the given id; None for an unknown reference.

        `purchase` is a reference: its own entries and those of its returns.
        """
