"""The record of administrative acts: who did what to what, and when."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.operation import Answer, Call, Operation
from app.api.contract.paging import PageQuery
from app.api.contract.shown import ShownInstant
from app.engine.model.instants import shown_instant
from app.store.tables.rows import AuditRow


class ActAnswer(BaseModel):
    """One administrative act."""

    id: str
    at: Annotated[ShownInstant, Field(description="When it was done, in real time also where a programme's stands.")]
    key: Annotated[str | None, Field(description="The id of the key that did it; null if it was done from a shell.")]
    act: Annotated[
        Literal[
            "create_program",
            "publish_program",
            "advance_clock",
            "create_key",
            "revoke_key",
            "adjust_balance",
            "give_level",
            "take_level_away",
            "change_member",
            "erase_member",
            "merge_members",
            "add_card",
            "remove_card",
            "give_voucher",
            "revoke_voucher",
            "start_voucher_batch",
        ],
        Field(description="What was done, by the name of the operation."),
    ]
    object: Annotated[str, Field(description="The id of the programme, key or member that it was done to.")]
    detail: Annotated[
        dict[str, Any], Field(description="More about it, by the kind of act. Never what somebody is called.")
    ]


class AuditAnswer(BaseModel):
    """A page of the record, newest first."""

    data: list[ActAnswer]
    next_cursor: str | None


async def list_acts(call: Call) -> Answer:
    """Read the record of administrative acts, newest first.

    What was published, which keys were made and revoked, balances changed by hand, members changed, merged and erased.
    Acts are put on record together with what they do, and are never altered.
    """
    query: PageQuery = call.query
    before = paging.last_id("audit", call)
    rows, more = paging.cut(await call.service.acts_page(call.program_id, query.limit + 1, before), query.limit)
    next_cursor = paging.cursor("audit", call, rows[-1].audit_id) if more else None
    return Answer(200, paging.page([_document(row) for row in rows], next_cursor))


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/audit",
        function=list_acts,
        scope="audit:read",
        tag="Keys",
        query=PageQuery,
        answer=AuditAnswer,
        problems=("invalid-cursor",),
    )
]


def _document(row: AuditRow) -> dict[str, Any]:
    return {
        "id": row.audit_id,
        "at": shown_instant(row.at),
        "key": row.key_id,
        "act": row.act,
        "object": row.object_id,
        "detail": json.loads(row.detail),
    }
