"""Drafts of programmes: one for each, kept while people work on it, with who changed it last and when."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.actions.access.keys import Caller
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import drafts as store
from app.store.queries import programs
from app.store.rows.programs import DraftRow


class Drafts:
    """The drafts of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def draft(self, program_id: str) -> DraftRow | None:
        """The draft of a programme, if there is one."""
        row = await self._database.read(lambda transaction: store.draft_of(transaction, program_id))
        return row if row and row.document is not None else None

    async def keep(self, caller: Caller, document: Any, expected: int | None) -> DraftRow | Refusal:
        """Replace the draft, or begin one on the version in force.

        `expected` is the revision that the caller has read, None for any.
        """
        kept = await self._change(caller, json.dumps(document, ensure_ascii=False), expected)
        assert kept
        return kept

    async def drop(self, caller: Caller, expected: int | None) -> DraftRow | Refusal | None:
        """Drop the draft; None if there is none."""
        return await self._change(caller, None, expected)

    async def _change(self, caller: Caller, document: str | None, expected: int | None) -> DraftRow | Refusal | None:
        async def work(transaction: Transaction) -> DraftRow | Refusal | None:
            # Locked, so that of two people who read the same revision only the first changes it.
            program = await programs.lock_program(transaction, caller.program_id)
            before = await store.draft_of(transaction, caller.program_id)
            if before is None or before.document is None:
                if expected is not None:
                    return Refusal("version-conflict", "there is no draft any more")
                if document is None:
                    return None
                base_version = program.version
            else:
                if expected not in (None, before.revision):
                    return Refusal("version-conflict", f"the draft is at revision {before.revision}")
                base_version = before.base_version
            row = DraftRow(
                program_id=caller.program_id,
                revision=before.revision + 1 if before else 1,
                document=document,
                base_version=base_version,
                key_id=caller.key_id or None,
                staff_id=caller.staff_id,
                changed_at=instant_text(self._clock()),
            )
            await (store.change_draft if before else store.add_draft)(transaction, row)
            return row

        return await self._database.write(work)
