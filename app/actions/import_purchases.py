"""Imports a file of purchases through the same queue and rules as every till.

What is there already is recognised by its `external_id`, so an import may be repeated, and one that was
interrupted goes on where it stopped. For the same reason the database may be asked again when it does not answer.
"""

import asyncio
import csv
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.actions.purchase_file import PurchaseFile, Wrong, command
from app.actions.write_queue import Unavailable
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands import Command
from app.engine.model.records import Purchase

SLICE = 64
SLICES_AHEAD = 2
# How long to go on asking a database that does not answer, and how long to wait between.
PATIENCE_SECONDS: Final = 180
FIRST_WAIT_SECONDS: Final = 1
LONGEST_WAIT_SECONDS: Final = 10

Submit = Callable[[Command], Coroutine[Any, Any, Decision | Refusal]]
# What became of a basket: it was recorded, refused by a rule, not one that can be recorded, or a guest's return.
Answer = Decision | Refusal | Wrong | None


class GaveUp(Exception):
    """The database could not be used for minutes; the message says why, for people."""


@dataclass(slots=True)
class Imported:
    """What became of the baskets of a file."""

    purchases: int = 0
    returns: int = 0
    repeated: int = 0
    refused: int = 0
    guest_returns_skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def count(self, decision: Decision, command: Command | None) -> None:
        """Count one basket that is in the ledger now. What bears the id of our command was recorded by it."""
        if decision.replayed and _id(decision.subject) != _id(command):
            self.repeated += 1
        elif isinstance(decision.subject, Purchase):
            self.purchases += 1
        else:
            self.returns += 1


async def import_purchases(
    file: PurchaseFile,
    program_id: str,
    currency: str,
    submit: Submit,
    draw_id: Callable[[str], str],
    rejects_path: Path,
    on_progress: Callable[[int], None],
    on_waiting: Callable[[str], None],
) -> Imported:
    """Record every basket of the file that can be; write the others to `rejects_path`, with the reason.

    `on_progress` is told how many baskets were dealt with, slice by slice, and `on_waiting` why the database has to be
    asked again. Raises GaveUp.
    """
    imported = Imported()
    recorder = _Recorder(submit, on_waiting)
    names = file.baskets()
    slices = [names[start : start + SLICE] for start in range(0, len(names), SLICE)]
    ahead: list[asyncio.Task[_Slice]] = []

    def prepared(name: str) -> Command | Wrong | None:
        try:
            return command(file, name, program_id, draw_id("new").removeprefix("new_"), currency)
        except Wrong as wrong:
            return wrong

    with ExitStack() as closing:
        rejects = _Rejects(file, rejects_path, closing)
        try:
            for part in [*slices, *[None] * SLICES_AHEAD]:
                if part is not None:
                    piece = _Slice(part, [prepared(name) for name in part])
                    ahead.append(asyncio.create_task(recorder.record(piece, ahead[-1] if ahead else None)))
                    # Tasks start in the order in which they were made, so baskets reach the queue in theirs.
                    await asyncio.sleep(0)
                if ahead and (part is None or len(ahead) > SLICES_AHEAD):
                    done = await ahead.pop(0)
                    for name, wanted, answer in zip(done.names, done.wanted, done.answers, strict=True):
                        _enter(imported, rejects, name, wanted, answer)
                    on_progress(len(done.names))
        finally:
            for task in ahead:
                task.cancel()
            await asyncio.gather(*ahead, return_exceptions=True)
    return imported


class _Slice:
    """Some baskets of a file, what each wants, and what became of it. `asked_again`: not all could be done at once."""

    def __init__(self, names: list[str], wanted: list[Command | Wrong | None]) -> None:
        self.names = names
        self.wanted = wanted
        self.answers: list[Answer | Unavailable] = [one if isinstance(one, Wrong) else None for one in wanted]
        self.asked_again = False

    def to_ask(self) -> list[tuple[int, Command]]:
        """The places of the baskets that are not recorded, with their commands."""
        return [
            (place, wanted)
            for place, wanted in enumerate(self.wanted)
            if wanted is not None and not isinstance(wanted, Wrong) and not isinstance(self.answers[place], Decision)
        ]

    def unavailable(self) -> Unavailable | None:
        """The first that could not be carried out."""
        return next((answer for answer in self.answers if isinstance(answer, Unavailable)), None)


class _Recorder:
    """Records slices in their order, and asks again where the database does not answer."""

    def __init__(self, submit: Submit, on_waiting: Callable[[str], None]) -> None:
        self._submit = submit
        self._on_waiting = on_waiting
        self._answered_at = time.monotonic()

    async def record(self, piece: _Slice, before: "asyncio.Task[_Slice] | None") -> _Slice:
        """Record a slice; `before` is the one whose baskets go first. Raises GaveUp."""
        await self._ask(piece)
        if before:
            # What was refused may need something of that slice which was not there yet: a return its purchase.
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

    async def _ask(self, piece: _Slice) -> None:
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
        why = str(error).partition("\n")[0] or "somebody else writes the same"
        waited = time.monotonic() - self._answered_at
        if waited > PATIENCE_SECONDS:
            raise GaveUp(f"the database could not be used for {PATIENCE_SECONDS // 60} minutes: {why}")
        self._on_waiting(f"the database cannot be used now ({why}); asking again in {seconds} s")
        await asyncio.sleep(seconds)


def _enter(
    imported: Imported,
    rejects: "_Rejects",
    name: str,
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
        reasons = answer.faults if isinstance(answer, Wrong) else (f"{answer.problem}: {answer.detail}",)
        imported.refused += 1
        for reason in reasons:
            imported.reasons[reason] = imported.reasons.get(reason, 0) + 1
        rejects.write(name, "; ".join(reasons))


def _id(one: object) -> str | None:
    """The id of a purchase or return, or of the one that a command is to make."""
    return getattr(one, "return_id", None) or getattr(one, "purchase_id", None)


class _Rejects:
    """The file of what was refused; made when there is something to write."""

    def __init__(self, file: PurchaseFile, path: Path, closing: ExitStack) -> None:
        self._file = file
        self._path = path
        self._closing = closing
        self._writer: Any = None

    def write(self, name: str, reason: str) -> None:
        """Write the rows of a basket as they stood in the file, each with the reason."""
        if self._writer is None:
            opened = self._closing.enter_context(self._path.open("w", encoding="utf-8", newline=""))
            self._writer = csv.writer(opened, delimiter=self._file.separator)
            self._writer.writerow([*self._file.columns, "reason"])
        columns = len(self._file.columns)
        # What is too much stands behind the reason, so that the reason stands in its column.
        self._writer.writerows([*cells[:columns], reason, *cells[columns:]] for cells in self._file.cells(name))
