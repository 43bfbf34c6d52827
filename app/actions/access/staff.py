"""The staff of a programme: who they are, their roles, who manages them, and who stands in while they are away."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.key_making import revoked_meanwhile
from app.actions.access.keys import SCOPES, Caller
from app.actions.ids import IdSource
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.engine.model.names import plain
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import programs
from app.store.queries.access import audit
from app.store.queries.access import staff as store
from app.store.queries.customers import owners
from app.store.rows.access import StaffRow

MOST_STAFF: Final = 10_000
NO_STAFF: Final = Refusal("not-found", "there is no such member of staff")


class StaffRequest(NamedTuple):
    """A person as requested. `manager` and `deputy` are references to other staff; `away_until` is a day."""

    name: str
    role: str
    email: str | None = None
    manager: str | None = None
    store: str | None = None
    active: bool = True
    deputy: str | None = None
    away_until: str | None = None


class Staff:
    """The staff of one database. `clock` gives the real time, in UTC.

    `on_change` is called after a change, so that this process notices at once what a person's key may do.
    """

    def __init__(
        self,
        database: Database,
        ids: IdSource,
        clock: Callable[[], datetime],
        recorder: Recorder,
        on_change: Callable[[], None],
    ) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._recorder = recorder
        self._on_change = on_change

    async def page(self, program_id: str, limit: int | None = None, after: str | None = None) -> list[StaffRow]:
        """Up to `limit` staff of a programme (all by default), oldest first, after the given id."""
        return await self._database.read(lambda transaction: store.staff_page(transaction, program_id, limit, after))

    async def one(self, program_id: str, reference: str) -> StaffRow | None:
        """The person with this reference."""
        return await self._database.read(lambda transaction: store.find_staff(transaction, program_id, reference))

    async def put(
        self, program_id: str, reference: str, wish: StaffRequest, caller: Caller | None = None
    ) -> tuple[StaffRow, bool] | Refusal:
        """Make or change the person with this reference, and log it: the person, and whether newly made.

        Only `ext:…` makes one. Refused if the name or e-mail address is another's, for an unknown manager or deputy,
        and if the caller's key has fewer permissions than the role.
        """

        async def work(transaction: Transaction) -> tuple[StaffRow, bool] | Refusal:
            # Staff are changed one at a time, so that no name is taken twice.
            await programs.lock_program(transaction, program_id)
            if refusal := await revoked_meanwhile(transaction, caller, instant_text(self._clock())):
                return refusal
            known = await store.find_staff(transaction, program_id, reference)
            if known is None and not reference.startswith("ext:"):
                return NO_STAFF
            return await self._save(transaction, known or self._new(program_id, reference), wish, caller)

        saved = await self._database.write(work)
        self._on_change()
        return saved

    async def add(self, program_id: str, wish: StaffRequest, external_id: str | None = None) -> StaffRow | Refusal:
        """Make a person from a shell; one with this `external_id`, or else this name, is returned unchanged."""

        async def work(transaction: Transaction) -> StaffRow | Refusal:
            await programs.lock_program(transaction, program_id)
            reference = f"ext:{external_id}" if external_id else ""
            known = await store.find_staff(transaction, program_id, reference) if reference else None
            known = known or (None if reference else await store.with_name(transaction, program_id, plain(wish.name)))
            if known:
                return known
            saved = await self._save(transaction, self._new(program_id, reference), wish, None)
            return saved if isinstance(saved, Refusal) else saved[0]

        return await self._database.write(work)

    def _new(self, program_id: str, reference: str) -> StaffRow:
        return StaffRow(
            staff_id=self._ids.draw("stf"),
            program_id=program_id,
            external_id=reference.removeprefix("ext:") or None,
            name="",
            name_key="",
            email=None,
            role="",
            manager_id=None,
            store=None,
            active=1,
            deputy_id=None,
            away_until=None,
            created_at=instant_text(self._clock()),
        )

    async def _save(
        self, transaction: Transaction, known: StaffRow, wish: StaffRequest, caller: Caller | None
    ) -> tuple[StaffRow, bool] | Refusal:
        is_new = not known.role
        others: dict[str, str | None] = {"manager": None, "deputy": None}
        for place, reference in (("manager", wish.manager), ("deputy", wish.deputy)):
            if reference is None:
                continue
            other = await store.find_staff(transaction, known.program_id, reference)
            if other is None:
                return NO_STAFF._replace(pointer=f"/{place}")
            if other.staff_id == known.staff_id:
                return Refusal("validation", "must be another person", f"/{place}", "self")
            others[place] = other.staff_id
        wanted = known._replace(
            name=wish.name,
            name_key=plain(wish.name),
            email=wish.email and wish.email.lower(),
            role=wish.role,
            manager_id=others["manager"],
            store=wish.store,
            active=int(wish.active),
            deputy_id=others["deputy"],
            away_until=wish.away_until,
        )
        if refusal := _beyond(caller, known, wanted) or await self._taken(transaction, wanted):
            return refusal
        if is_new:
            if await store.count_staff(transaction, known.program_id) >= MOST_STAFF:
                return Refusal("validation", f"a programme has at most {MOST_STAFF} staff", code="too-many")
            await store.add_staff(transaction, wanted)
        elif wanted != known:
            await store.change_staff(transaction, wanted)
        if wanted != known:
            told: dict[str, Any] = {"role": wanted.role, "active": bool(wanted.active), "store": wanted.store}
            told |= {"manager": wanted.manager_id, "deputy": wanted.deputy_id, "away_until": wanted.away_until}
            act = self._recorder.row(caller, known.program_id, "put_staff", known.staff_id, **told)
            await audit.record(transaction, [act])
        return wanted, is_new

    async def _taken(self, transaction: Transaction, wanted: StaffRow) -> Refusal | None:
        named = await store.with_name(transaction, wanted.program_id, wanted.name_key)
        if named and named.staff_id != wanted.staff_id:
            return Refusal("name-taken", "another member of staff has this name", "/name")
        reached = await store.with_email(transaction, wanted.program_id, wanted.email) if wanted.email else None
        if reached and reached.staff_id != wanted.staff_id:
            return Refusal("name-taken", "another member of staff has this e-mail address", "/email")
        return None


def stand_in(known: Mapping[str, StaffRow], staff_id: str | None, today: str) -> StaffRow | None:
    """The person there for another on a business date: that person, or else the deputy, and so on; None for nobody."""
    asked: set[str] = set()
    while staff_id and staff_id not in asked:
        asked.add(staff_id)
        person = known.get(staff_id)
        if person is None:
            return None
        if person.active and (person.away_until is None or person.away_until < today):
            return person
        staff_id = person.deputy_id
    return None


async def contacts_of(transaction: Transaction, member_ids: Collection[str], today: str) -> dict[str, StaffRow]:
    """The persons to contact for members on a business date: their owners, or those who stand in; none for nobody."""
    owned = await owners.owners_of(transaction, member_ids)
    known: dict[str, StaffRow] = {}
    missing = {one.staff_id for one in owned.values()}
    while missing:
        found = await transaction.rows(StaffRow, "staff_id", sorted(missing))
        known |= {one.staff_id: one for one in found}
        missing = {one.deputy_id for one in found if one.deputy_id} - known.keys()
    present = {one.member_id: stand_in(known, one.staff_id, today) for one in owned.values()}
    return {member_id: person for member_id, person in present.items() if person}


def _beyond(caller: Caller | None, known: StaffRow, wanted: StaffRow) -> Refusal | None:
    """Why a caller may not make this of a person, as for keys; or None."""
    if caller is None:
        return None
    roles = {known.role or wanted.role, wanted.role}
    if caller.limits.has_daily or caller.members_of or not all(SCOPES[role] <= caller.scopes for role in roles):
        return Refusal("insufficient-scope", "a key can only change staff with no more scopes than it has")
    if caller.store and {known.store or wanted.store, wanted.store} != {caller.store}:
        return Refusal("store-not-allowed", f"this key is limited to the store {caller.store}")
    return None
