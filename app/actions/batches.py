"""Carries out a batch of commands in one transaction: load and lock, decide one by one, write, commit once."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.actions.allowances import Allowances
from app.actions.audit import Recorder
from app.actions.batch_stats import BatchStats, trade_of
from app.actions.ids import IdSource, draw_card_number, draw_voucher_code
from app.actions.observer import Observer
from app.actions.programs import Programs
from app.actions.write_queue import Asked
from app.engine.decide import decide
from app.engine.decisions.members import is_stale
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.instants import instant_text
from app.engine.model.records import Member
from app.engine.program.terms import Program
from app.engine.proof.rebuild import recalculate
from app.engine.rules.passing_time import is_due
from app.store.batch.book import load_book, load_vouchers, save_book
from app.store.batch.checkout import load_active_holds
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import audit, folds, partner_codes


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
    ) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._recorder = recorder
        self._watch = watch

    async def perform(self, asked: Sequence[Asked]) -> list[Decision | Refusal]:
        """The answers to the commands, in their order, once all of them are durable."""
        commands = [one.command for one in asked]

        async def work(transaction: Transaction) -> tuple[list[Decision | Refusal], BatchStats]:
            current = await self._programs.current(transaction, {command.program_id for command in commands})
            programs = [current[command.program_id] for command in commands]
            book = await load_book(
                transaction,
                programs,
                commands,
                draw_id=self._ids.draw,
                draw_code=draw_voucher_code,
                draw_card_number=draw_card_number,
            )
            real_now = self._clock()
            due = []
            for member in list(book.members.values()):
                program = current.get(member.program_id)
                if program:
                    now = program.now(real_now)
                    book.members[member.member_id] = await counted_anew(transaction, program, member, now)
                    is_behind = book.members[member.member_id].state.to_reckon
                    if is_behind or is_due(member, instant_text(now)):
                        due.append(member.member_id)
            await load_vouchers(transaction, book, due, "usable", "held")
            await load_active_holds(transaction, book, due)
            await partner_codes.load(transaction, book, programs, commands, real_now)
            callers = [one.caller for one in asked]
            allowances = await Allowances.loaded(transaction, zip(callers, programs, strict=True), real_now)
            answers = [
                _decided(program, book, one, allowances, real_now) for program, one in zip(programs, asked, strict=True)
            ]
            # Before the book, for whoever is erased in this batch takes along what stands on record by then.
            await audit.add(transaction, self._recorder.rows_of(zip(commands, callers, answers, strict=True)))
            await save_book(transaction, book)
            await allowances.save(transaction)
            currencies = [program.currency for program in programs]
            return answers, trade_of(zip(commands, answers, currencies, strict=True), len(book.new_members))

        answers, trade = await self._database.write(work)
        self._watch.traded(trade)
        return answers


def _decided(
    program: Program, book: Book, asked: Asked, allowances: Allowances, real_now: datetime
) -> Decision | Refusal:
    answer = decide(program, book, asked.command, program.now(real_now))
    if isinstance(answer, Refusal) or answer.replayed:
        return answer
    if refusal := allowances.refusal(asked.caller, program, answer.entries, real_now):
        return refusal
    book.apply(answer)
    return answer


async def counted_anew(transaction: Transaction, program: Program, member: Member, now: datetime) -> Member:
    """The member, its tier measure made anew if the programme has got another window since it was written."""
    if not is_stale(program, member):
        return member
    [(_, facts)] = await folds.facts_of(transaction, [member])
    state = member.state.copy()
    recalculate(program, state, facts, program.business_date(now))
    return member._replace(state=state)
