"""Members' status: for tills, checkouts and e-mail."""

import hashlib
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field
from pydantic_core import to_json

from app.api.contract.hidden_fields import visible
from app.api.contract.operation import Answer, Request, RequestContext, conditional, parameters, validated
from app.api.contract.problems import absent, invalid, refused
from app.api.contract.query_values import QueryInstant
from app.api.contract.routing import BatchRoute, IfNoneMatch, JsonText, MemberPath, example, needs, problems, respond
from app.api.operations.membership.status_answers import StatusAnswer, StatusBatchAnswer
from app.engine.model.book import Refusal
from app.engine.program.fields import MemberReference

router = APIRouter(route_class=BatchRoute, tags=["Status and ledger"])

_AS_OF: Final = b'"as_of":"'


class StatusBatchRequest(Request):
    """The members whose status to read."""

    members: Annotated[
        list[MemberReference],
        Field(
            min_length=1,
            max_length=1000,
            description="Up to 1000 members: `mem_…`, `ext:<external_id>`, `card:<number>` or "
            "`link:<connector>/<customer>`.",
        ),
    ]


class StatusQuery(Request):
    """The moment of a status."""

    at: Annotated[
        QueryInstant | None,
        Field(description="The moment, at most 5 minutes ahead, for the status as known then; now by default."),
    ] = None


_NOW: Final = StatusQuery()


@router.get("/v1/members/{member}/status", response_model=StatusAnswer, responses=problems("not-found"))
async def get_status(
    member: MemberPath,
    query: Annotated[StatusQuery, Query()],
    context: Annotated[RequestContext, needs("status:read")],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read a member's status, now or at a past moment.

    Tier, points, credit, punch cards, rebates and usable vouchers: for a till, a checkout or an e-mail. Send the `ETag`
    of the last answer as `If-None-Match` to get only changes. With `at`, the status is as known at that moment, under
    the version in force then; before the member was enrolled there is none.
    """
    return respond(await _status(context, member, query))


@router.post(
    "/v1/status/batch",
    response_model=StatusBatchAnswer,
    openapi_extra=example({"members": ["card:6331001234567890", "ext:crm-0000"]}),
)
async def get_statuses(
    request: StatusBatchRequest, context: Annotated[RequestContext, needs("status:read")]
) -> JsonText:
    """Read the status of up to 1000 members.

    In the order of the references; an unknown one gets a problem in its place. Each reference may occur once.
    """
    first: dict[str, int] = {}
    for index, reference in enumerate(request.members):
        if first.setdefault(reference, index) != index:
            raise invalid(f"/members/{index}", "repeated", f"the same as /members/{first[reference]}")
    found = await context.goldlist.statuses.several(context.program_id, request.members)
    unknown = absent("member").document(context.request_id)
    texts = [
        to_json({"member": reference, "problem": unknown}) if text is None else text
        for reference, text in zip(request.members, found, strict=True)
    ]
    return JsonText(b'{"data":[%s]}' % b",".join(texts))


async def read_status(context: RequestContext) -> Answer:
    """The answer of `get_status`, without FastAPI. Raises Problem."""
    query = _NOW
    if context.query:
        query = validated(StatusQuery, parameters(context.query), unknown="unknown-parameter")
    return await _status(context, context.path["member"], query)


async def _status(context: RequestContext, member: str, query: StatusQuery) -> Answer:
    text: bytes | Refusal | None
    if query.at:
        text = await context.goldlist.statuses.at(context.program_id, member, query.at)
    else:
        text = await context.goldlist.statuses.one(context.program_id, member)
    if isinstance(text, Refusal):
        raise refused(text)
    if text is None:
        raise absent("member")
    # Before the tag, which must not reveal hidden fields.
    text = visible(StatusAnswer, text, context.caller.scopes)
    return conditional(context, text, tag(text))


def tag(text: bytes) -> str:
    """The ETag of a status: unchanged if only the time of the answer differs."""
    begin = text.find(_AS_OF)
    end = text.find(b'"', begin + len(_AS_OF))
    lasting = text[:begin] + text[end:] if begin >= 0 else text
    return f'W/"{hashlib.blake2b(lasting, digest_size=12).hexdigest()}"'
