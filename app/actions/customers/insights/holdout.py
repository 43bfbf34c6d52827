"""Control groups: their sizes, and the effect of the offers that they did not get.

A result is computed once and stored. The computing continues when the caller has stopped waiting.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple

from app.actions.customers.insights.insights import NO_REVIEW
from app.actions.programs import Programs
from app.engine.insights.holdout import FEWEST_DAYS, Group, effect, verdict_text
from app.engine.model.book import Refusal
from app.engine.model.calendar import day_after
from app.engine.model.instants import instant, instant_text
from app.engine.model.value import discounts_of
from app.engine.program.terms.holdouts import Holdout
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.customers import holdouts as store
from app.store.queries.customers.holdouts import Spans
from app.store.queries.customers.insight_facts import LAST_OF_ALL, Reach, fold_of
from app.store.rows.reviews import HoldoutEffect

MEMBERS_AT_ONCE: Final = 5_000
PURCHASES_AT_ONCE: Final = 1_000
WAIT_SECONDS: Final = 2
LIMIT_SECONDS: Final = 120
# Later returns may change a result, so it is computed again the next day.
KEPT_FOR: Final = timedelta(days=1)
NO_GROUP: Final = Refusal("not-found", "the programme has no control group")


class Running(NamedTuple):
    """The result is being computed."""


class Holdouts:
    """Reads the control groups of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock
        self._running: dict[tuple[str, ...], asyncio.Task[dict[str, Any]]] = {}

    async def sizes(self, program_id: str) -> dict[str, Any] | Refusal:
        """The control group of the newest version, with the number of members in and outside it."""
        program = await self._program(program_id)
        holdout = program.rules.holdout
        if holdout is None:
            return NO_GROUP
        members = control = 0
        after = ""
        while True:
            reach = Reach(program_id, after, LAST_OF_ALL, MEMBERS_AT_ONCE)
            ids = await self._database.read(partial(store.member_ids_of, reach=reach), limit_seconds=LIMIT_SECONDS)
            members += len(ids)
            control += await asyncio.to_thread(_count_control, program, holdout, ids)
            if len(ids) < MEMBERS_AT_ONCE:
                break
            after = ids[-1]
        return {
            "id": holdout.id,
            "share": str(Decimal(holdout.share.amount) / holdout.share.per),
            "from": holdout.starts_on,
            "covers": sorted(holdout.covers),
            "members": members - control,
            "control": control,
        }

    async def effect(self, program_id: str, first_on: str, last_on: str) -> dict[str, Any] | Running | Refusal:
        """The effect on spend over days, both included; Running if it takes longer than a caller waits."""
        program = await self._program(program_id)
        holdout = program.rules.holdout
        if holdout is None:
            return NO_GROUP
        now = program.now(self._clock())
        if refusal := _untimely(program, first_on, last_on, now):
            return refusal
        within = first_on, last_on
        known, stored = await self._database.read(partial(_known, program=program, holdout=holdout, within=within))
        if known is None or known < program.midnight(day_after(last_on)):
            return NO_REVIEW._replace(detail="no review includes these days yet")
        if stored and now - instant(stored.known_at) < KEPT_FOR:
            return dict(json.loads(stored.answer))
        key = program_id, holdout.id, first_on, last_on
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(self._compute(program, holdout, within))
            task.add_done_callback(lambda _: self._running.pop(key, None))
        done, _ = await asyncio.wait([task], timeout=WAIT_SECONDS)
        return task.result() if done else Running()

    async def _compute(self, program: Program, holdout: Holdout, within: tuple[str, str]) -> dict[str, Any]:
        treated, control = await self._groups(program, holdout, within)
        found = await asyncio.to_thread(effect, treated, control)
        total = found.total and found.total._asdict()
        answer = {
            "holdout": holdout.id,
            "from": within[0],
            "to": within[1],
            "currency": program.currency,
            "members": found.treated,
            "control": found.control,
            "cap": found.cap,
            "mean_before": found.mean_before,
            "per_member": found.per_member._asdict(),
            "total": total,
            "cost": await self._cost(program, holdout, within),
            "verdict": found.verdict,
            "why": verdict_text(found, program.currency),
        }
        known_at = instant_text(program.now(self._clock()))
        row = HoldoutEffect(program.id, holdout.id, *within, known_at, json.dumps(answer))
        await self._database.write(partial(store.store_effect, effect=row))
        return answer

    async def _groups(self, program: Program, holdout: Holdout, within: tuple[str, str]) -> tuple[Group, Group]:
        """The spend of the treated members and of the control group."""
        first, last = (date.fromisoformat(day) for day in within)
        before_on = (first - (last - first) - timedelta(days=1)).isoformat()
        spans = Spans(before_on, *within, program.midnight(within[0]))
        # By whether they are in the control group: spend before, and during.
        spent: dict[bool, tuple[list[int], list[int]]] = {False: ([], []), True: ([], [])}
        after = ""
        while True:
            reach = Reach(program.id, after, LAST_OF_ALL, MEMBERS_AT_ONCE)
            read = partial(store.spends, reach=reach, spans=spans)
            found = await self._database.read(read, limit_seconds=LIMIT_SECONDS)
            for one in found:
                before, during = spent[holdout.has(program.id, one.member_id)]
                before.append(one.before)
                during.append(one.during)
            if len(found) < MEMBERS_AT_ONCE:
                return Group(*spent[False]), Group(*spent[True])
            after = found[-1].member_id
            await asyncio.sleep(0)

    async def _cost(self, program: Program, holdout: Holdout, within: tuple[str, str]) -> int:
        """The discounts of campaigns on the purchases of treated members, in minor units."""
        cost, after = 0, ""
        while True:
            read = partial(store.discounted, program_id=program.id, within=within, after=after, limit=PURCHASES_AT_ONCE)
            found = await self._database.read(read, limit_seconds=LIMIT_SECONDS)
            for _, member_id, discounts in found:
                if not holdout.has(program.id, member_id):
                    campaigns = [one for one in discounts_of(discounts) if one.kind == "campaign"]
                    cost += sum(amount for one in campaigns for _, amount in one.parts)
            if len(found) < PURCHASES_AT_ONCE:
                return cost
            after = found[-1][0]

    async def _program(self, program_id: str) -> Program:
        return await self._database.read(lambda transaction: self._programs.one(transaction, program_id))


def _count_control(program: Program, holdout: Holdout, ids: list[str]) -> int:
    return sum(holdout.has(program.id, one) for one in ids)


def _untimely(program: Program, first_on: str, last_on: str, now: datetime) -> Refusal | None:
    days = (date.fromisoformat(last_on) - date.fromisoformat(first_on)).days + 1
    if days < FEWEST_DAYS:
        return Refusal("validation", f"must be at least {FEWEST_DAYS} days after from", "/to", "out-of-range")
    if last_on >= program.business_date(now):
        return Refusal("too-soon", "these days have not ended yet", "/to")
    return None


async def _known(
    transaction: Transaction, program: Program, holdout: Holdout, within: tuple[str, str]
) -> tuple[str | None, HoldoutEffect | None]:
    """The instant up to which members' days are known, and the stored result."""
    fold = await fold_of(transaction, program.id)
    return fold and fold.known_at, await store.stored_effect(transaction, program.id, holdout.id, within)
