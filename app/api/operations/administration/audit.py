"""The audit log of administrative actions: who, what, on which object, and when."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import from_json

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant
from app.api.contract.operation import RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.routing import OperationRoute, needs, problems

router = APIRouter(route_class=OperationRoute, tags=["Keys"])


class ActAnswer(BaseModel):
    """One administrative action."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[
        str,
        Field(validation_alias="audit_id", description="Goldlist's id. Treat it as opaque text."),
    ]
    at: Annotated[RecordedInstant, Field(description="The real time of the action, even in a test programme.")]
    key: Annotated[
        str | None,
        Field(validation_alias="key_id", description="The id of the key used; null from a shell."),
    ]
    staff: Annotated[
        str | None,
        Field(
            validation_alias="staff_id", description="The id of the person who used it; null for no one in particular."
        ),
    ]
    act: Annotated[
        Literal[
            "create_program",
            "publish_program",
            "advance_clock",
            "create_key",
            "create_connector",
            "change_connector",
            "replay_delivery",
            "dismiss_delivery",
            "retry_deliveries",
            "start_backfill",
            "revoke_key",
            "add_key_member",
            "remove_key_member",
            "adjust_balance",
            "give_level",
            "take_level_away",
            "change_member",
            "erase_member",
            "merge_members",
            "add_card",
            "remove_card",
            "add_link",
            "remove_link",
            "give_voucher",
            "revoke_voucher",
            "issue_gift_card",
            "top_up_gift_card",
            "replace_gift_card",
            "block_gift_card",
            "unblock_gift_card",
            "void_gift_card",
            "start_voucher_batch",
            "start_contact_list",
            "ask_review",
            "put_staff",
            "invite_staff",
            "start_rehearsal",
            "cancel_rehearsal",
            "set_owner",
            "close_task",
            "hand_task",
            "postpone_task",
            "make_page_link",
            "make_webhook",
            "change_webhook",
            "delete_webhook",
            "rotate_webhook",
            "replay_webhook",
        ],
        Field(description="The action, by the name of the operation."),
    ]
    object: Annotated[
        str,
        Field(validation_alias="object_id", description="The id of what it was done to, such as a key or member."),
    ]
    detail: Annotated[
        dict[str, Any],
        BeforeValidator(from_json),
        Field(description="Details, depending on the action. Never personal data."),
    ]


class AuditAnswer(BaseModel):
    """A page of the audit log, newest first."""

    data: Page[ActAnswer]
    next_cursor: NextCursor


@router.get("/v1/audit", responses=problems("invalid-cursor"))
async def list_acts(
    query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("audit:read")]
) -> AuditAnswer:
    """Read the audit log of administrative actions, newest first.

    Programmes published, keys made and revoked, balances adjusted manually, members changed, merged and erased. Actions
    are logged together with their effect, and never altered.
    """
    before = paging.last_id("audit", context, query)
    rows, next_cursor = paging.page(
        "audit",
        context,
        query,
        await context.goldlist.reads.acts_page(context.program_id, query.limit + 1, before),
        lambda last: last.audit_id,
    )
    return AuditAnswer(data=[ActAnswer.model_validate(row) for row in rows], next_cursor=next_cursor)
