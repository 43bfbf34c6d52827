"""Imports a file of purchases through the same queue and rules as a till's.

Baskets recorded before are recognised by `external_id`, so an import can be repeated, and an interrupted one continues
where it stopped. For the same reason it can retry when the database does not answer.
"""

import asyncio
import csv
import time
from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TypeVar

from app.actions.files.basket_commands import Wrong, command, enrolment
from app.actions.files.baskets import Basket
from app.actions.files.purchase_file import SEPARATOR, PurchaseFile
from app.actions.files.purchase_rows import Fault
from app.actions.writing.write_queue import Unavailable
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.sales import RecordPurchase, TakeReturnWithoutReceipt
from app.engine.model.records.sales import Purchase
from app.store.connection.errors import DatabaseUnavailable

SLICE = 64
SLICES_AHEAD = 2
# How long to retry while the database does not answer, and the pause between retries.
PATIENCE_SECONDS: Final = 180
FIRST_WAIT_SECONDS: Final = 1
LONGEST_WAIT_SECONDS: Final = 10

MOST_LINES_SHOWN: Final = 5

_SALES: Final = (RecordPurchase, TakeReturnWithoutReceipt)
Found = TypeVar("Found")
Submit = Callable[[Command], Coroutine[Any, Any, Decision | Refusal]]
# The references among these that name no member.
Strangers = Callable[[Collection[str]], Coroutine[Any, Any, Sequence[str]]]
# The result of a basket: recorded, refused by a rule, invalid, or a guest's return.
Answer = Decision | Refusal | Wrong | None


class GaveUp(Exception):
    """The database did not answer for minutes; the message gives the reason, for people."""


@dataclass(slots=True)
class Imported:
    """The results of a file's baskets. `lines` has the first lines of each reason."""

    purchases: int = 0
    returns: int = 0
    repeated: int = 0
    refused: int = 0
    guest_returns_skipped: int = 0
    skipped_rows: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def count(self, decision: Decision, command: Command | None) -> None:
        """Count one recorded basket. If it has the id in our command, this import recorded it."""
        if decision.replayed and _id(decision.subject) != _id(command):
            self.repeated += 1
        elif isinstance(decision.subject, Purchase):
            self.purchases += 1
        else:
            self.returns += 1

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Count one refused basket, once for each reason."""
        self.refused += 1
        for reason in dict.fromkeys(fault.text for fault in faults):
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
        for fault in faults:
            lines = self.lines.setdefault(fault.text, [])
            if fault.line and fault.line not in lines and len(lines) < MOST_LINES_SHOWN:
                lines.append(fault.line)


async def import_purchases(
    file: PurchaseFile,
    program_id: str,
    currency: str,
    submit: Submit,
    draw_id: Callable[[str], str],
    rejects_path: Path | None,
    on_progress: Callable[[int], None],
    on_waiting: Callable[[str], None],
    *,
    enrol_by: str = "external_id",
    strangers: Strangers | None = None,
    history: bool = False,
) -> Imported:
    """Record every valid basket of the file; write the others to `rejects_path` (None: nowhere), with the reason.

    `on_progress` receives the number of baskets handled, slice by slice, and `on_waiting` the reason for a retry.
    `enrol_by` says what names customers; for e-mail addresses, `strangers` finds those that belong to no member. Sales
    of `history` count for tiers and windows, and give nothing. Raises GaveUp.
    """
    imported = Imported(skipped_rows=file.skipped_rows)
    recorder = Recorder(submit, on_waiting)
    ahead: list[asyncio.Task[Slice]] = []

    def prepared(basket: Basket) -> Command | Wrong | None:
        try:
            new_id = draw_id("new").removeprefix("new_")
            return command(basket, program_id, new_id, currency, enrol_by=enrol_by, history=history)
        except Wrong as wrong:
            return wrong

    with ExitStack() as closing:
        rejects = _Rejects(file, rejects_path, closing)
        slices = iter(partial(_next_slice, file.baskets()), [])
        try:
            for part in chain(slices, [None] * SLICES_AHEAD):
                if part is not None:
                    wanted = [prepared(basket) for basket in part]
                    if strangers:
                        named = {one.member for one in wanted if isinstance(one, _SALES) and one.member}
                        new = await recorder.patiently(partial(strangers, named))
                        await recorder.answers([enrolment(program_id, draw_id("mem"), one) for one in new])
                    ahead.append(
                        asyncio.create_task(recorder.record(Slice(part, wanted), ahead[-1] if ahead else None))
                    )
                    # Tasks start in the order of creation, so baskets reach the queue in order.
                    await asyncio.sleep(0)
                if ahead and (part is None or len(ahead) > SLICES_AHEAD):
                    done = await ahead.pop(0)
                    for basket, command_of_it, answer in zip(done.baskets, done.wanted, done.answers, strict=True):
                        _enter(imported, rejects, basket, command_of_it, answer)
                    on_progress(len(done.baskets))
        finally:
            for task in ahead:
                task.cancel()
            await asyncio.gather(*ahead, return_exceptions=True)
    return imported


def _next_slice(baskets: Iterator[Basket]) -> list[Basket]:
    return list(islice(baskets, SLICE))


class Slice:
    """Some baskets of a file, with their commands and results. `asked_again`: some had to be retried."""

    def __init__(self, baskets: Sequence[Basket], wanted: Sequence[Command | Wrong | None]) -> None:
        self.baskets = baskets
        self.wanted = wanted
        self.answers: list[Answer | Unavailable] = [one if isinstance(one, Wrong) else None for one in wanted]
        self.asked_again = False

    def to_ask(self) -> list[tuple[int, Command]]:
        """The positions of the unrecorded baskets, with their commands."""
        return [
            (place, wanted)
            for place, wanted in enumerate(self.wanted)
            if wanted is not None and not isinstance(wanted, Wrong) and not isinstance(self.answers[place], Decision)
        ]

    def unavailable(self) -> Unavailable | None:
        """The first that could not be carried out."""
        return next((answer for answer in self.answers if isinstance(answer, Unavailable)), None)


class Recorder:
    """Records slices in order, and retries when the database does not answer."""

    def __init__(self, submit: Submit, on_waiting: Callable[[str], None]) -> None:
        self._submit = submit
        self._on_waiting = on_waiting
        self._answered_at = time.monotonic()

    async def record(self, piece: Slice, before: "asyncio.Task[Slice] | None") -> Slice:
        """Record a slice; `before` is the slice whose baskets go first. Raises GaveUp."""
        await self._ask(piece)
        if before:
            # A refused basket may have needed something of that slice, such as a return its purchase.
            piece.asked_again = (await before).asked_again
            if piece.asked_again:
                await self._ask(piece)
        wait = FIRST_WAIT_SECONDS
        while error := piece.unavailable():
            await self._wait(wait, error)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)
            piece.asked_again = True
            await self._ask(piece)
        return piece

    async def answers(self, wanted: Sequence[Command]) -> list[Answer | Unavailable]:
        """The answers to commands that need nothing else of the file. Raises GaveUp."""
        return (await self.record(Slice((), wanted), None)).answers if wanted else []

    async def patiently(self, work: Callable[[], Coroutine[Any, Any, Found]]) -> Found:
        """Read something, and retry when the database does not answer. Raises GaveUp."""
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                found = await work()
            except DatabaseUnavailable as error:
                await self._wait(wait, Unavailable(str(error)))
                wait = min(2 * wait, LONGEST_WAIT_SECONDS)
            else:
                self._answered_at = time.monotonic()
                return found

    async def _ask(self, piece: Slice) -> None:
        places = piece.to_ask()
        answers = await asyncio.gather(*(self._one(wanted) for _, wanted in places))
        for (place, _), answer in zip(places, answers, strict=True):
            piece.answers[place] = answer
        if not all(isinstance(answer, Unavailable) for answer in answers):
            self._answered_at = time.monotonic()

    async def _one(self, wanted: Command) -> Answer | Unavailable:
        try:
            return await self._submit(wanted)
        except Unavailable as unavailable:
            return unavailable

    async def _wait(self, seconds: int, error: Unavailable) -> None:
        why = str(error).partition("\n")[0] or "another process writes the same baskets"
        waited = time.monotonic() - self._answered_at
        if waited > PATIENCE_SECONDS:
            raise GaveUp(f"the database was unavailable for {PATIENCE_SECONDS // 60} minutes: {why}")
        self._on_waiting(f"the database is unavailable ({why}); retrying in {seconds} s")
        await asyncio.sleep(seconds)


def _enter(
    imported: Imported,
    rejects: "_Rejects",
    basket: Basket,
    wanted: Command | Wrong | None,
    answer: Answer | Unavailable,
) -> None:
    if isinstance(answer, Decision):
        assert not isinstance(wanted, Wrong)
        imported.count(answer, wanted)
    elif answer is None:
        imported.guest_returns_skipped += 1
    else:
        assert not isinstance(answer, Unavailable)
        faults = answer.faults if isinstance(answer, Wrong) else (Fault(f"{answer.problem}: {answer.detail}"),)
        imported.refuse(faults)
        rejects.write(basket, faults)


def _id(one: object) -> str | None:
    """The id of a purchase or return, or of the one that a command makes."""
    return getattr(one, "return_id", None) or getattr(one, "purchase_id", None)


class _Rejects:
    """The file of refused baskets; created on first use."""

    def __init__(self, file: PurchaseFile, path: Path | None, closing: ExitStack) -> None:
        self._file = file
        self._path = path
        self._closing = closing
        self._writer: Any = None

    def write(self, basket: Basket, faults: Sequence[Fault]) -> None:
        """Write the original rows of a basket, each with all reasons."""
        if self._path is None:
            return
        if self._writer is None:
            opened = self._closing.enter_context(self._path.open("w", encoding="utf-8", newline=""))
            self._writer = csv.writer(opened, delimiter=self._file.separator)
            self._writer.writerow([*self._file.columns, "reason"])
        reason = "; ".join(f"line {fault.line}: {fault.text}" if fault.line else fault.text for fault in faults)
        columns = len(self._file.columns)
        for raw in basket.raw:
            cells = raw.cells.split(SEPARATOR)
            # Surplus cells go after the reason, so that the reason stays in its column.
            self._writer.writerow([*cells[:columns], reason, *cells[columns:]])
