"""Carries out a batch of commands in one transaction: load and lock, decide one by one, write, commit once.

Deciding ends early if it takes long: the decisions so far are committed, and the rest is left to the next batch, so
that no caller waits for all of another caller's commands.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from time import perf_counter, thread_time

from app.actions.access.audit import Recorder
from app.actions.event_log import EventLog
from app.actions.ids import IdSource, draw_card_number, draw_voucher_code
from app.actions.programs import Programs
from app.actions.writing.allowances import Allowances
from app.actions.writing.batch_stats import BatchStats, trade_of
from app.actions.writing.known_members import KnownMembers
from app.actions.writing.observer import Observer
from app.actions.writing.write_queue import DECIDING_SECONDS, Asked, Performed
from app.engine.decide import decide
from app.engine.decisions.members.members import is_stale
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.instants import instant_text
from app.engine.model.records.members import Member
from app.engine.program.versions import Program
from app.engine.proof.rebuild import recalculate
from app.engine.rules.passing_time import is_due
from app.engine.rules.shared_limits import drawing
from app.store.batch.checkout import load_active_holds
from app.store.batch.first_look import first_look
from app.store.batch.loading import load_book, load_vouchers
from app.store.batch.saving import save_book
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.checkout import partner_codes
from app.store.queries.members import folds


class Batches:
    """Carries out batches against one database. `clock` gives the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        programs: Programs,
        ids: IdSource,
        clock: Callable[[], datetime],
        recorder: Recorder,
        watch: Observer,
        pepper: bytes = b"",
        on_events: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._recorder = recorder
        self._watch = watch
        self._pepper = pepper
        self._on_events = on_events

    async def perform(self, asked: Sequence[Asked]) -> Performed:
        """The durable answers to the first commands, in order: all those decided in time."""
        commands = [one.command for one in asked]

        async def work(transaction: Transaction) -> tuple[Performed, BatchStats, bool]:
            current = await self._programs.current(transaction, {command.program_id for command in commands})
            programs = [current[command.program_id] for command in commands]
            book = await load_book(
                transaction,
                programs,
                commands,
                draw_id=self._ids.draw,
                draw_code=draw_voucher_code,
                draw_card_number=draw_card_number,
                pepper=self._pepper,
            )
            real_now = self._clock()
            due = []
            for member in list(book.members.values()):
                program = current.get(member.program_id)
                if program:
                    now = program.now(real_now)
                    book.members[member.member_id] = await refresh_if_stale(transaction, program, member, now)
                    is_behind = book.members[member.member_id].state.to_reckon
                    if is_behind or is_due(member, instant_text(now)):
                        due.append(member.member_id)
            await load_vouchers(transaction, book, due, ("usable", "held"))
            await load_active_holds(transaction, book, due)
            await partner_codes.load(transaction, book, programs, commands, real_now)
            callers = [one.caller for one in asked]
            allowances = await Allowances.loaded(transaction, zip(callers, programs, strict=True), real_now)
            known = await KnownMembers.loaded(transaction, book, callers)
            events = EventLog()
            answers: list[Decision | Refusal] = []
            seconds: list[float] = []
            worked = thread_time()
            before = perf_counter()
            look_again_at = before + DECIDING_SECONDS
            for program, one in zip(programs, asked, strict=True):
                answers.append(_decided(program, book, one, (allowances, known, events), real_now))
                after = perf_counter()
                seconds.append(after - before)
                before = after
                if after >= look_again_at:
                    # Waiting for the interpreter lock does not count; the clock without it is slower to read.
                    left = DECIDING_SECONDS - (thread_time() - worked)
                    if left <= 0:
                        break
                    look_again_at = after + left
            # Before the book, because erasing a member also erases texts in earlier audit rows.
            await audit.record(transaction, self._recorder.rows_of(zip(commands, callers, answers, strict=False)))
            await known.save(transaction, instant_text(real_now))
            happened = await events.save(transaction, book, self._ids.draw)
            await save_book(transaction, book)
            await allowances.save(transaction)
            # Last, so that a publication waits as briefly as possible.
            await self._programs.keep_current(transaction, [current[one] for one in drawing(book) if one in current])
            currencies = [program.currency for program in programs]
            trade = trade_of(zip(commands, answers, currencies, strict=False), len(book.members.new))
            return Performed(answers, seconds), trade, happened

        look = None if any(one.caller and one.caller.is_bounded for one in asked) else first_look(commands)
        performed, trade, happened = await self._database.write(work, look=look)
        self._watch.traded(trade)
        if happened:
            self._on_events()
        return performed


def _decided(
    program: Program, book: Book, asked: Asked, bounds: tuple[Allowances, KnownMembers, EventLog], real_now: datetime
) -> Decision | Refusal:
    allowances, known, events = bounds
    now = program.now(real_now)
    answer = decide(program, known.seen_by(asked.caller, book), asked.command, now)
    if isinstance(answer, Refusal) or answer.replayed:
        return answer
    merged = book.members[answer.merged[0]] if answer.merged else None
    if refusal := allowances.refusal(asked.caller, program, answer, merged, real_now):
        return refusal
    known.enter(asked.caller, answer, book)
    events.enter(program, book, asked.command, answer, instant_text(now))
    book.apply(answer)
    return answer


async def refresh_if_stale(transaction: Transaction, program: Program, member: Member, now: datetime) -> Member:
    """The member, with tier measures recalculated if the programme's window has changed since they were written."""
    if not is_stale(program, member):
        return member
    [(_, facts)] = await folds.facts_of(transaction, [member])
    state = member.state.copy()
    recalculate(program, state, facts, program.business_date(now))
    return member._replace(state=state)
