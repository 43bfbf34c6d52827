"""Lists purchases: of all customers or one member, of one store, in a span of time."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor
from app.api.contract.operation import RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import existing, invalid
from app.api.contract.query_values import QueryMoment
from app.api.contract.routing import JsonText, OperationRoute, needs, problems
from app.api.operations.answers.baskets import store_of
from app.api.operations.answers.vouchers import wording
from app.api.operations.sales.purchase_answers import PurchaseInListAnswer, listed_purchase
from app.engine.model.calendar import day_after
from app.engine.model.instants import instant, instant_text
from app.engine.program.fields import MemberReference, Name
from app.engine.program.versions import Program

router = APIRouter(route_class=OperationRoute, tags=["Purchases"])

# Ten years with their leap days, the last day included.
LONGEST_SPAN: Final = timedelta(days=3654)


class PurchasesQuery(PageQuery):
    """Filters for purchases."""

    member: Annotated[MemberReference | None, Field(description="Only purchases of this member.")] = None
    store: Annotated[
        Name | None, Field(description=("Only purchases in this store; a store's key sees only its own."))
    ] = None
    from_: Annotated[
        QueryMoment | None,
        Field(
            alias="from",
            description=("Only from this instant, or from the start of this day in the programme's time zone."),
        ),
    ] = None
    to: Annotated[
        QueryMoment | None,
        Field(description="Only before this instant, or to the end of this day; at most 10 years after `from`."),
    ] = None


class PurchasesAnswer(BaseModel):
    """A page of purchases, latest sale first."""

    data: Page[PurchaseInListAnswer]
    next_cursor: NextCursor


@router.get(
    "/v1/purchases",
    response_model=PurchasesAnswer,
    responses=problems("not-found", "store-not-allowed", "invalid-cursor"),
)
async def list_purchases(
    query: Annotated[PurchasesQuery, Query()], context: Annotated[RequestContext, needs("purchases:read")]
) -> JsonText:
    """List purchases, latest sale first, including guests'.

    A key limited to a store lists those of its store and those without a store.
    """
    since, until = _span(query, await context.program())
    before = paging.position("purchases", context, query, parts=2)
    found = existing(
        await context.goldlist.reads.purchases_page(
            context.program_id,
            query.limit + 1,
            member=query.member,
            store=store_of(context.caller, query.store),
            or_no_store=query.store is None,
            since=since,
            until=until,
            before=(before[0], before[1]) if before else None,
        ),
        "member",
    )
    rows, next_cursor = paging.page(
        "purchases", context, query, found, lambda last: (last[0].occurred_at, last[0].purchase_id)
    )
    words = await wording(context, [voucher for one in rows for voucher in one[3]])
    texts = [listed_purchase(*one, words) for one in rows]
    return JsonText(paging.page_of_texts(texts, next_cursor))


def _span(query: PurchasesQuery, program: Program) -> tuple[str | None, str | None]:
    since = _begin(query.from_, program) if query.from_ else None
    until = _end(query.to, program) if query.to else None
    if since and until:
        # A `to` at the end of the day before `from` is too early; the very instant is allowed.
        if since > until or (since == until and not isinstance(query.to, datetime)):
            raise invalid("/to", "before-from", "must not be before from")
        if until - since > LONGEST_SPAN:
            raise invalid("/to", "out-of-range", "must be at most 10 years after from")
    return instant_text(since) if since else None, instant_text(until) if until else None


def _begin(moment: str | datetime, program: Program) -> datetime:
    return moment if isinstance(moment, datetime) else instant(program.midnight(moment))


def _end(moment: str | datetime, program: Program) -> datetime:
    return moment if isinstance(moment, datetime) else instant(program.midnight(day_after(moment)))
