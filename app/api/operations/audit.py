"""The record of administrative acts: who did what to what, and when."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import from_json

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant
from app.api.contract.operation import RequestContext
from app.api.contract.paging import PageQuery
from app.api.contract.routing import OperationRoute, needs, operations_of, problems

router = APIRouter(route_class=OperationRoute, tags=["Keys"])


class ActAnswer(BaseModel):
    """One administrative act."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[
        str,
        Field(validation_alias="audit_id", description="Our name for it. Take it as it is: its form has no meaning."),
    ]
    at: Annotated[RecordedInstant, Field(description="When it was done, in real time also where a programme's stands.")]
    key: Annotated[
        str | None,
        Field(
            validation_alias="key_id", description="The id of the key that did it; null if it was done from a shell."
        ),
    ]
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
    object: Annotated[
        str,
        Field(validation_alias="object_id", description="The id of the programme, key or member that it was done to."),
    ]
    detail: Annotated[
        dict[str, Any],
        BeforeValidator(from_json),
        Field(description="More about it, by the kind of act. Never what somebody is called."),
    ]


class AuditAnswer(BaseModel):
    """A page of the record, newest first."""

    data: Annotated[list[ActAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor


@router.get("/v1/audit", responses=problems("invalid-cursor"))
async def list_acts(
    query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("audit:read")]
) -> AuditAnswer:
    """Read the record of administrative acts, newest first.

    What was published, which keys were made and revoked, balances changed by hand, members changed, merged and erased.
    Acts are put on record together with what they do, and are never altered.
    """
    before = paging.last_id("audit", context, query)
    rows, more = paging.cut(await context.service.acts_page(context.program_id, query.limit + 1, before), query.limit)
    next_cursor = paging.cursor("audit", context, rows[-1].audit_id, query=query) if more else None
    return AuditAnswer(data=[ActAnswer.model_validate(row) for row in rows], next_cursor=next_cursor)


OPERATIONS = operations_of(router)
