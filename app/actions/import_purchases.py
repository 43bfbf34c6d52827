"""Imports a file of purchases through the same queue and rules as every till.

What is there already is recognised by its `external_id`, so an import may be repeated, and one that was
interrupted goes on where it stopped.
"""

import asyncio
import csv
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.actions.purchase_file import PurchaseFile, Wrong, command
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands import Command
from app.engine.model.records import Purchase

SLICE = 64
SLICES_AHEAD = 2

Submit = Callable[[Command], Coroutine[Any, Any, Decision | Refusal]]


@dataclass(slots=True)
class Imported:
    """What became of the baskets of a file."""

    purchases: int = 0
    returns: int = 0
    repeated: int = 0
    refused: int = 0
    guest_returns_skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def count(self, decision: Decision) -> None:
        """Count one basket that is in the ledger now."""
        if decision.replayed:
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
) -> Imported:
    """Record every basket of the file that can be; write the others to `rejects_path`, with the reason.

    `on_progress` is told how many baskets were dealt with, slice by slice.
    """
    imported = Imported()
    names = file.baskets()
    slices = [names[start : start + SLICE] for start in range(0, len(names), SLICE)]
    with ExitStack() as closing:
        rejects = _Rejects(file, rejects_path, closing)
        ahead: list[tuple[list[str], asyncio.Task[list[Decision | Refusal | str | None]]]] = []
        for part in [*slices, *[None] * SLICES_AHEAD]:
            if part is not None:
                ahead.append((part, asyncio.create_task(_record(file, part, program_id, currency, submit, draw_id))))
                # Tasks start in the order in which they were made, so baskets reach the queue in theirs.
                await asyncio.sleep(0)
            if ahead and (part is None or len(ahead) > SLICES_AHEAD):
                done, answers = ahead.pop(0)
                for name, answer in zip(done, await answers, strict=True):
                    _enter(imported, rejects, name, answer)
                on_progress(len(done))
    return imported


async def _record(
    file: PurchaseFile,
    names: list[str],
    program_id: str,
    currency: str,
    submit: Submit,
    draw_id: Callable[[str], str],
) -> list[Decision | Refusal | str | None]:
    async def one(name: str) -> Decision | Refusal | str | None:
        try:
            wanted = command(file, name, program_id, draw_id("new").removeprefix("new_"), currency)
        except Wrong as wrong:
            return str(wrong)
        return await submit(wanted) if wanted else None

    return await asyncio.gather(*(one(name) for name in names))


def _enter(imported: Imported, rejects: "_Rejects", name: str, answer: Decision | Refusal | str | None) -> None:
    if isinstance(answer, Decision):
        imported.count(answer)
    elif answer is None:
        imported.guest_returns_skipped += 1
    else:
        reason = answer if isinstance(answer, str) else f"{answer.problem}: {answer.detail}"
        imported.refused += 1
        imported.reasons[reason] = imported.reasons.get(reason, 0) + 1
        rejects.write(name, reason)


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
            self._writer = csv.writer(opened)
            self._writer.writerow([*self._file.columns, "reason"])
        self._writer.writerows([*cells, reason] for cells in self._file.cells(name))
