"""Listing purchases: of everybody or of one member, of one store, of a stretch of time."""

from datetime import datetime, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor
from app.api.contract.operation import Answer, Call, Operation
from app.api.contract.paging import PageQuery
from app.api.contract.problems import absent, invalid
from app.api.contract.query_values import QueryMoment
from app.api.operations.baskets import store_of
from app.api.operations.purchase_answers import PurchaseInListAnswer, listed_purchase
from app.api.operations.vouchers import wording
from app.engine.model.calendar import day_after, midnight
from app.engine.model.instants import instant_text
from app.engine.program.fields import MemberReference, Name

# Ten years with their leap days, the last day included.
LONGEST_SPAN: Final = timedelta(days=3654)


class PurchasesQuery(PageQuery):
    """Which purchases."""

    member: Annotated[MemberReference | None, Field(description="Only this member's.")] = None
    store: Annotated[Name | None, Field(description="Only of this store; a key of a store sees only its own.")] = None
    from_: Annotated[
        QueryMoment | None,
        Field(alias="from", description="Only from this instant on, or from this day of the programme's time zone."),
    ] = None
    to: Annotated[
        QueryMoment | None,
        Field(description="Only before this instant, or to the end of this day; at most 10 years after `from`."),
    ] = None


class PurchasesAnswer(BaseModel):
    """A page of purchases, what happened last first."""

    data: Annotated[list[PurchaseInListAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor


async def list_purchases(call: Call) -> Answer:
    """List purchases, newest first by when they happened, guests' included.

    A key that is bound to a store lists those of its store and those without a store.
    """
    query: PurchasesQuery = call.query
    since, until = _span(query, await call.service.zone(call.program_id))
    before = paging.position("purchases", call, parts=2)
    found = await call.service.purchases_page(
        call.program_id,
        query.limit + 1,
        member=query.member,
        store=store_of(call.caller, query.store),
        or_no_store=query.store is None,
        since=since,
        until=until,
        before=(before[0], before[1]) if before else None,
    )
    if found is None:
        raise absent("member")
    rows, more = paging.cut(found, query.limit)
    words = await wording(call, [voucher for one in rows for voucher in one[3]])
    texts = [listed_purchase(*one, words) for one in rows]
    next_cursor = None
    if more:
        last = rows[-1][0]
        next_cursor = paging.cursor("purchases", call, last.occurred_at, last.purchase_id)
    return Answer(200, paging.page_of_texts(texts, next_cursor))


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/purchases",
        function=list_purchases,
        scope="purchases:read",
        tag="Purchases",
        query=PurchasesQuery,
        answer=PurchasesAnswer,
        problems=("not-found", "store-not-allowed", "invalid-cursor"),
    )
]


def _span(query: PurchasesQuery, zone: ZoneInfo) -> tuple[str | None, str | None]:
    since = _begin(query.from_, zone) if query.from_ else None
    until = _end(query.to, zone) if query.to else None
    if since and until:
        # To the end of the day before begins nothing, to the very instant does.
        if since > until or (since == until and not isinstance(query.to, datetime)):
            raise invalid("/to", "before-from", "must not be before from")
        if until - since > LONGEST_SPAN:
            raise invalid("/to", "out-of-range", "must be at most 10 years after from")
    return instant_text(since) if since else None, instant_text(until) if until else None


def _begin(moment: str | datetime, zone: ZoneInfo) -> datetime:
    return moment if isinstance(moment, datetime) else midnight(moment, zone)


def _end(moment: str | datetime, zone: ZoneInfo) -> datetime:
    return moment if isinstance(moment, datetime) else midnight(day_after(moment), zone)
