"""Lints a draft of a programme with the prices of the goods sold lately."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from app.actions.programs import Programs
from app.engine.lint.findings import Goods
from app.engine.lint.lint import Linted, linted
from app.engine.model.instants import instant_text
from app.engine.model.value import purchase_lines
from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.queries import reports

PRICES_OF: Final = timedelta(days=365)
MOST_PURCHASES: Final = 20_000
READ_AT_ONCE: Final = 200


class Lint:
    """The lint of one database's programmes. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock

    async def lint(self, program_id: str, document: dict[str, Any]) -> Linted | list[Fault]:
        """Lint a document as the next version of a programme, or return its faults."""
        faults = await self._programs.check(program_id, document)
        if faults:
            return faults
        program = await self._database.read(lambda transaction: self._programs.one(transaction, program_id))
        now = program.now(self._clock())
        goods = await self._goods(program, now)
        return await asyncio.to_thread(linted, ProgramDocument.model_validate(document), goods, now)

    async def _goods(self, program: Program, now: datetime) -> Goods:
        """The goods of the newest purchases of a year."""
        start, end = instant_text(now - PRICES_OF), instant_text(now)
        goods, behind = Goods(), None
        # In parts, so that tills are served in between.
        for _ in range(MOST_PURCHASES // READ_AT_ONCE):
            page = await self._database.read(
                lambda transaction, behind=behind: reports.sold_page(  # type: ignore[misc]
                    transaction, program.id, start, before=end, limit=READ_AT_ONCE, behind=behind
                )
            )
            for sold in page:
                goods.add(purchase_lines(sold.lines))
            if len(page) < READ_AT_ONCE:
                break
            behind = page[-1][:2]
        return goods
