"""The draft of the programme's next version: kept while people work on it, published by `PUT /v1/program`."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownInstant
from app.api.contract.operation import RequestContext, expected_version
from app.api.contract.problems import Problem, accepted, existing
from app.api.contract.routing import (
    IfMatch,
    IfNoneMatch,
    OperationRoute,
    example,
    needs,
    problems,
    tagged,
    unless_known,
)
from app.api.operations.administration.program import EXAMPLE, Document, fractions
from app.engine.model.instants import shown_instant
from app.store.rows.programs import DraftRow

router = APIRouter(route_class=OperationRoute, tags=["Programme"])


class DraftAnswer(BaseModel):
    """The draft of the programme's next version."""

    document: Annotated[dict[str, Any], Field(description="The document. It may have faults until it is published.")]
    revision: Annotated[int, Field(description="Counts the changes; the `ETag` names it.")]
    base_version: Annotated[int, Field(description="The version in force when the draft was begun.")]
    staff: Annotated[
        str | None, Field(description="The person who changed it last; null if the key belongs to nobody.")
    ]
    key: Annotated[str | None, Field(description="The key that changed it last; null for a page.")]
    changed_at: Annotated[ShownInstant, Field(description="The time of the last change, by the real clock.")]


@router.get("/v1/program/draft", responses=problems("not-found"))
async def get_draft(
    response: Response, context: Annotated[RequestContext, needs("program:write")], if_none_match: IfNoneMatch = None
) -> DraftAnswer:
    """Read the draft of the programme's next version.

    Its `ETag` names the revision; send it as `If-Match` when changing or dropping the draft.
    """
    row = existing(await context.goldlist.drafts.draft(context.program_id), "draft")
    unless_known(context, response, _tag(row))
    return _shown(row)


@router.put("/v1/program/draft", responses=problems("version-conflict"), openapi_extra=example(EXAMPLE))
async def keep_draft(
    document: Document,
    response: Response,
    context: Annotated[RequestContext, needs("program:write")],
    if_match: IfMatch = None,
) -> DraftAnswer:
    """Keep a draft of the programme's next version, or replace the one there is.

    With `If-Match`, only if nobody has changed or dropped it since it was read. A draft may have faults, but only whole
    numbers. Check it by `POST /v1/program/check`, and publish it by `PUT /v1/program` with the version it is based on.
    """
    document.pop("version", None)
    if faults := fractions(document):
        raise Problem("validation", faults=faults)
    kept = accepted(await context.goldlist.drafts.keep(context.caller, document, expected_version(context)))
    tagged(response, _tag(kept))
    return _shown(kept)


@router.delete("/v1/program/draft", status_code=204, responses=problems("version-conflict"))
async def drop_draft(context: Annotated[RequestContext, needs("program:write")], if_match: IfMatch = None) -> None:
    """Drop the draft. With `If-Match`, only if nobody has changed it since it was read."""
    accepted(await context.goldlist.drafts.drop(context.caller, expected_version(context)))


def _tag(row: DraftRow) -> str:
    return f'"{row.revision}"'


def _shown(row: DraftRow) -> DraftAnswer:
    return DraftAnswer(
        document=json.loads(row.document or "{}"),
        revision=row.revision,
        base_version=row.base_version,
        staff=row.staff_id,
        key=row.key_id,
        changed_at=shown_instant(row.changed_at),
    )
