"""Issues a voucher to each of many members, in the background and a few at a time, so that tills are served in between.

Each voucher is a command of its own through the write queue. It is remembered by the names of the batch and the member,
so a worker that resumes repeats the last few and nobody gets two. The progress of a batch is in its row, and only
advances from a known position. Leases avoid double work, and nothing depends on them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, NamedTuple

from pydantic_core import from_json, to_json

from app.actions.access.keys import Caller
from app.actions.background.jobs import JobParts, Jobs, started_before
from app.actions.background.recipients import Member, Recipients, Wanted, next_recipients, recipients_of, unknown
from app.actions.event_log import tell_all
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.decisions.voucher_grants import not_to_be_given
from app.engine.events.reviewing import job_finished
from app.engine.model.book import Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.vouchers import IssueVoucher
from app.engine.model.instants import instant_text
from app.engine.model.receipts import RequestKey
from app.engine.program.versions import Program
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.checkout import voucher_batches
from app.store.rows.vouchers import VoucherBatch

MEMBERS_AT_ONCE: Final = 64
SLICES_A_ROUND: Final = 200
MOST_FAILED_TOLD: Final = 1_000
LIMIT_SECONDS: Final = 120

logger = logging.getLogger(__name__)


class BatchRequest(NamedTuple):
    """A request for a batch: a voucher for the members of a tier or segment, for all of them, or for those named."""

    program_id: str
    external_id: str
    fingerprint: str
    reward: str
    valid_until: str | None
    reason: str
    tier: str | None = None
    segment: str | None = None
    references: tuple[str, ...] | None = None


class VoucherBatches(Jobs):
    """The batches of one database."""

    lease_seconds = 10

    def __init__(self, parts: JobParts, submit: Callable[[Command], Awaitable[Answer]]) -> None:
        super().__init__(parts)
        self._submit = submit

    async def start(self, wish: BatchRequest, caller: Caller | None = None) -> tuple[VoucherBatch, bool] | Refusal:
        """Start a batch: the batch at its start, and whether this name was used before."""
        known = await self._named(wish)
        if known:
            return known
        made = await self._database.read(lambda transaction: self._made(transaction, wish), limit_seconds=LIMIT_SECONDS)
        if isinstance(made, Refusal):
            return made

        async def work(transaction: Transaction) -> VoucherBatch | Refusal:
            await transaction.insert(VoucherBatch, [made])
            told = {"reward": made.reward, "reason": made.reason, "wanted": made.wanted}
            row = self._recorder.row(caller, made.program_id, "start_voucher_batch", made.batch_id, **told)
            await audit.record(transaction, [row])
            return made

        return await self.stored(work, partial(self._named, wish))

    async def one(self, program_id: str, batch_id: str) -> VoucherBatch | None:
        """A batch in its present state."""
        return await self._database.read(lambda transaction: voucher_batches.by_id(transaction, program_id, batch_id))

    async def go_round(self) -> int:
        """Issue the next vouchers of every batch that no other worker has taken: returns the number of members handled.

        Raises Unavailable and DatabaseUnavailable; the next round continues.
        """
        return sum([await self._go_on(batch) for batch in await self._database.read(voucher_batches.running)])

    async def _go_on(self, batch: VoucherBatch) -> int:
        lease, dealt_with = f"voucher_batch/{batch.batch_id}", 0
        try:
            for _ in range(SLICES_A_ROUND):
                if batch.status == "done" or not await self._leases.take(lease):
                    break
                after = await self._slice(batch)
                if not await self._database.write(partial(self._advance, was=batch, becomes=after)):
                    break
                dealt_with += _dealt_with(after) - _dealt_with(batch)
                batch = after
        finally:
            await self._leases.give_back(lease)
        return dealt_with

    async def _advance(self, transaction: Transaction, was: VoucherBatch, becomes: VoucherBatch) -> bool:
        if not await voucher_batches.advance(transaction, was, becomes):
            return False
        if becomes.status == "done":
            program = await self._programs.one(transaction, was.program_id)
            counts = {"issued": becomes.issued, "refused": becomes.refused, "held_out": becomes.held_out}
            told = [job_finished("voucher_batch", was.batch_id, "done", **counts)]
            now = instant_text(program.now(self._clock()))
            await tell_all(transaction, was.program_id, told, now, self._ids.draw)
        return True

    async def _slice(self, batch: VoucherBatch) -> VoucherBatch:
        """The batch after the next few members. Raises Unavailable; then those are repeated."""
        meant, reached = await self._database.read(
            lambda transaction: next_recipients(transaction, _recipients(batch), batch.reached, MEMBERS_AT_ONCE),
            limit_seconds=LIMIT_SECONDS,
        )
        if not meant:
            return batch._replace(status="done")
        getting = await self._without_control_group(batch, meant)
        problems = await self._give(batch, getting)
        failed = [{"member": named, "problem": problem} for named, problem in problems]
        told = [*from_json(batch.failed), *failed][:MOST_FAILED_TOLD]
        return batch._replace(
            issued=batch.issued + len(getting) - len(failed),
            refused=batch.refused + len(failed),
            failed=to_json(told).decode(),
            reached=reached,
            held_out=batch.held_out + len(meant) - len(getting),
        )

    async def _without_control_group(self, batch: VoucherBatch, meant: list[Member]) -> list[Member]:
        """These members without those of a control group that batches exclude."""
        program = await self._database.read(lambda transaction: self._programs.one(transaction, batch.program_id))
        today = program.business_date(program.now(self._clock()))
        return [
            (named, member_id)
            for named, member_id in meant
            if member_id is None or not program.rules.holds_out(program.id, member_id, "voucher_batches", today)
        ]

    async def _give(self, batch: VoucherBatch, meant: list[Member]) -> list[tuple[str, str]]:
        """Issue a voucher to each of these members: returns those refused, with the reason."""
        known = [(named, member_id) for named, member_id in meant if member_id is not None]
        gifts = [self._submit(self._gift(batch, member_id)) for _, member_id in known]
        answers = await asyncio.gather(*gifts, return_exceptions=True)
        problems = [(named, "not-found") for named, member_id in meant if member_id is None]
        for (named, _), answer in zip(known, answers, strict=True):
            if isinstance(answer, Unavailable):
                raise answer
            if isinstance(answer, BaseException):
                logger.error("issuing a voucher in %s failed", batch.batch_id, exc_info=answer)
                problems.append((named, "internal-error"))
            elif isinstance(answer, Refusal):
                problems.append((named, answer.problem))
        return problems

    def _gift(self, batch: VoucherBatch, member_id: str) -> IssueVoucher:
        return IssueVoucher(
            program_id=batch.program_id,
            gift_id=self._ids.draw("gif"),
            request_key=RequestKey("batch", f"{batch.batch_id}/{member_id}", batch.fingerprint),
            member=member_id,
            reward=batch.reward,
            valid_until=batch.valid_until,
            reason=batch.reason,
            batch=batch.batch_id,
        )

    async def _named(self, wish: BatchRequest) -> tuple[VoucherBatch, bool] | Refusal | None:
        known = await self._database.read(
            lambda transaction: voucher_batches.by_name(transaction, wish.program_id, wish.external_id)
        )
        before = started_before(known, wish, "batch")
        if before is None or isinstance(before, Refusal):
            return before
        at_its_start = before[0]._replace(status="running", issued=0, refused=0, failed="[]", reached="", held_out=0)
        return at_its_start, True

    async def _made(self, transaction: Transaction, wish: BatchRequest) -> VoucherBatch | Refusal:
        program = await self._programs.one(transaction, wish.program_id)
        now = program.now(self._clock())
        if refusal := _refusal(program, wish, program.business_date(now)):
            return refusal
        batch_id = self._ids.draw("vba")
        meant, wanted = await recipients_of(transaction, wish.program_id, _wanted(wish), batch_id, instant_text(now))
        return VoucherBatch(
            batch_id=batch_id,
            program_id=wish.program_id,
            external_id=wish.external_id,
            fingerprint=wish.fingerprint,
            created_at=instant_text(now),
            reward=wish.reward,
            valid_until=wish.valid_until,
            reason=wish.reason,
            members=meant,
            status="running",
            wanted=wanted,
            issued=0,
            refused=0,
            failed="[]",
            reached="",
        )


def _dealt_with(batch: VoucherBatch) -> int:
    return batch.issued + batch.refused + batch.held_out


def _refusal(program: Program, wish: BatchRequest, today: str) -> Refusal | None:
    reward = program.rules.rewards.get(wish.reward)
    if reward is None:
        return Refusal("not-found", "the programme has no such reward", "/reward")
    if refusal := unknown(program, _wanted(wish)):
        return refusal
    return not_to_be_given(reward, wish.valid_until, today)


def _wanted(wish: BatchRequest) -> Wanted:
    return Wanted(wish.tier, wish.segment, wish.references)


def _recipients(batch: VoucherBatch) -> Recipients:
    return Recipients(batch.program_id, batch.batch_id, batch.members, batch.created_at)
