"""Jobs that callers start by name and that go on in the background: what all kinds of them need."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol, TypeVar

from app.actions.access.audit import Recorder
from app.actions.background.leases import Leases
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.engine.model.book import Refusal
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Work


class Named(Protocol):
    """A job, or the request for one, with the fingerprint of its request."""

    @property
    def fingerprint(self) -> str | None:
        """The hash of the request's content."""


Job = TypeVar("Job", bound=Named)
Find = Callable[[], Awaitable[tuple[Job, bool] | Refusal | None]]


class JobParts(NamedTuple):
    """What all kinds of jobs work with. `clock` is the real time, in UTC."""

    database: Database
    programs: Programs
    ids: IdSource
    clock: Callable[[], datetime]
    recorder: Recorder


class Jobs:
    """The jobs of one kind in one database."""

    lease_seconds: ClassVar[int] = 60

    def __init__(self, parts: JobParts) -> None:
        self._database, self._programs, self._ids, self._clock, self._recorder = parts
        self._leases = Leases(self._database, self._clock, self._ids.draw("wrk"), self.lease_seconds)

    async def stored(self, work: Work[Job | Refusal], named: Find[Job]) -> tuple[Job, bool] | Refusal:
        """Store a new job: the job, and whether its name was used before.

        `named` finds the job of that name, in case another request has stored it meanwhile.
        """
        try:
            made = await self._database.write(work)
        except IntegrityConflict:
            return await named() or Refusal("request-in-progress", "the same request is in progress")
        return made if isinstance(made, Refusal) else (made, False)


def started_before(known: Job | None, wish: Named, kind: str) -> tuple[Job, bool] | Refusal | None:
    """The job that a repeated request started, a refusal if the job of its name is another one, None without any."""
    if known is None:
        return None
    if known.fingerprint != wish.fingerprint:
        return Refusal("external-id-conflict", f"this external_id already belongs to another {kind}", "/external_id")
    return known, True
