"""Rehearsals: past sales through one or two documents, in the background."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.actions.customers.rehearsals.rehearsals import RehearsalRequest
from app.api.contract import paging
from app.api.contract.idempotency import fingerprint
from app.api.contract.json_text import fractional_places
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.paging import PageQuery
from app.api.contract.problems import Problem, absent, existing, pointer, refused
from app.api.contract.routing import (
    REPEATED,
    OperationRoute,
    RehearsalPath,
    example,
    needs,
    problems,
    repeated,
)
from app.api.operations.administration.rehearsal_answers import (
    RehearsalAnswer,
    RehearsalsAnswer,
    RehearsedMembersAnswer,
    listed_rehearsal,
    rehearsal_told,
    rehearsed_member,
)
from app.engine.model.book import Refusal
from app.engine.program.checks.fault import Fault
from app.engine.program.fields import Day, Name
from app.engine.rehearsal.plan import MOST_WARM_UP_MONTHS

router = APIRouter(route_class=OperationRoute, tags=["Programme"])

DOUBLE_POINTS = {
    "name": "Corner Coffee",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {"earn": [{"id": "base", "points": 2, "per": 100}], "worth": {"points": 100, "amount": 100}},
}
LARGEST_VERSION = 999_999_999


class StartRehearsalRequest(Request):
    """One or two documents, and the days."""

    external_id: Annotated[Name, Field(description="Your own name for the rehearsal.")]
    documents: Annotated[
        list[dict[str, Any]],
        Field(
            min_length=1,
            max_length=2,
            description='Each a document as for `PUT /v1/program`, or a published version: `{"version": 3}`. The '
            "second is compared with the first.",
        ),
    ]
    from_: Annotated[Day, Field(alias="from", description="The first business day.")]
    to: Annotated[Day, Field(description="The last business day, at most today.")]
    warm_up_months: Annotated[
        int | None,
        Field(
            ge=0,
            le=MOST_WARM_UP_MONTHS,
            description="The months before `from` that fill windows and periods; their results do not count. By "
            "default those of the longest tier window or rebate period.",
        ),
    ] = None
    spend_points: Annotated[
        Literal["none", "as_recorded", "when_enough"],
        Field(
            description="`as_recorded`: each recorded redemption and payment again, if there is enough; `when_enough`: "
            "before each purchase, the first affordable reward of the document; `none`: nothing is spent."
        ),
    ] = "as_recorded"
    sample: Annotated[
        str | None,
        Field(
            pattern=r"^(0\.(0[1-9]|[1-9][0-9]?)|1(\.00?)?)$",
            description="A share of the members, chosen by a hash of their ids: from `0.01` to `1`. Null for all.",
        ),
    ] = None


class RehearsedQuery(PageQuery):
    """The order of members."""

    order: Annotated[
        Literal["winners", "losers"],
        Field(description="Those who receive most with the second document first (`winners`), or least (`losers`)."),
    ] = "winners"


@router.post(
    "/v1/rehearsals",
    status_code=202,
    responses=REPEATED
    | problems(
        "not-found",
        "external-id-conflict",
        "request-in-progress",
        "rehearsal-in-progress",
        "program-invalid",
        "rehearsal-too-large",
    ),
    openapi_extra=example(
        {
            "external_id": "double-points",
            "documents": [{"version": 1}, DOUBLE_POINTS],
            "from": "2026-02-01",
            "to": "2026-03-02",
        }
    ),
)
async def start_rehearsal(
    request: StartRehearsalRequest, response: Response, context: Annotated[RequestContext, needs("rehearsals:write")]
) -> RehearsalAnswer:
    """Rehearse one or two documents on past sales, without publishing them.

    Each member's purchases and returns are decided again by the document, each at its own time, from an empty start.
    It runs in the background and changes no balance. The 30 newest are kept. Requires a key that knows all members.
    """
    require_all_members(context.caller)
    faults = [
        Fault(pointer(("documents", number, *place)), "wrong-type", "must be a whole number, or a rate as text")
        for number, document in enumerate(request.documents)
        for place in fractional_places(document)
    ]
    if faults:
        raise Problem("program-invalid", faults=faults)
    wish = RehearsalRequest(
        program_id=context.program_id,
        external_id=request.external_id,
        fingerprint=fingerprint("rehearsal", request),
        documents=[_document(place, one) for place, one in enumerate(request.documents)],
        first_on=request.from_,
        last_on=request.to,
        warm_up_months=request.warm_up_months,
        spend_points=request.spend_points,
        sample=request.sample,
    )
    begun = await context.goldlist.rehearsals.start(wish, context.caller)
    if isinstance(begun, Refusal):
        raise refused(begun)
    if isinstance(begun, list):
        raise Problem("program-invalid", faults=begun)
    rehearsal, was_there = begun
    if was_there:
        repeated(response)
    return rehearsal_told(rehearsal)


@router.get("/v1/rehearsals", responses=problems("invalid-cursor"))
async def list_rehearsals(
    query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("rehearsals:read")]
) -> RehearsalsAnswer:
    """List rehearsals without their results, newest first."""
    require_all_members(context.caller)
    before = paging.last_id("rehearsals", context, query)
    found = await context.goldlist.rehearsals.page(context.program_id, query.limit + 1, before)
    rows, next_cursor = paging.page("rehearsals", context, query, found, lambda last: last.rehearsal_id)
    return RehearsalsAnswer(data=[listed_rehearsal(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/rehearsals/{rehearsal}", responses=problems("not-found"))
async def get_rehearsal(
    rehearsal: RehearsalPath, context: Annotated[RequestContext, needs("rehearsals:read")]
) -> RehearsalAnswer:
    """Read the progress of a rehearsal, and its results."""
    require_all_members(context.caller)
    found = existing(await context.goldlist.rehearsals.one(context.program_id, rehearsal), "rehearsal")
    return rehearsal_told(found)


@router.get("/v1/rehearsals/{rehearsal}/members", responses=problems("not-found", "invalid-cursor"))
async def list_rehearsed_members(
    rehearsal: RehearsalPath,
    query: Annotated[RehearsedQuery, Query()],
    context: Annotated[RequestContext, needs("rehearsals:read")],
) -> RehearsedMembersAnswer:
    """List the members of a rehearsal by the difference between its documents.

    Empty until it is done. Members erased or merged since are not listed.
    """
    require_all_members(context.caller)
    at = paging.position("rehearsed", context, query, parts=2)
    found = existing(await context.goldlist.rehearsals.one(context.program_id, rehearsal), "rehearsal")
    if found.status != "done":
        return RehearsedMembersAnswer(data=[], next_cursor=None)
    after = (int(at[0]), at[1]) if at else None
    rows = await context.goldlist.rehearsals.members(
        rehearsal, query.limit + 1, after, winners=query.order == "winners"
    )
    shown, next_cursor = paging.page(
        "rehearsed", context, query, rows, lambda last: (str(last.member.difference), last.member.member_id)
    )
    return RehearsedMembersAnswer(data=[rehearsed_member(one) for one in shown], next_cursor=next_cursor)


@router.delete("/v1/rehearsals/{rehearsal}", status_code=204, responses=problems("not-found"))
async def cancel_rehearsal(
    rehearsal: RehearsalPath, context: Annotated[RequestContext, needs("rehearsals:write")]
) -> None:
    """Cancel and forget a rehearsal, whether or not it is done."""
    require_all_members(context.caller)
    if not await context.goldlist.rehearsals.cancel(context.program_id, rehearsal, context.caller):
        raise absent("rehearsal")


def _document(place: int, given: dict[str, Any]) -> dict[str, Any] | int:
    """A document, or the number of a version. Raises Problem."""
    version = given.get("version")
    if given.keys() != {"version"}:
        return {name: value for name, value in given.items() if name != "version"}
    if type(version) is not int or not 1 <= version <= LARGEST_VERSION:
        fault = Fault(f"/documents/{place}/version", "wrong-type", "must be the number of a version")
        raise Problem("validation", faults=[fault])
    return version
