"""Goods that no rule names, for those who keep programme and tills in step."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownDay
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import refused
from app.api.contract.routing import OperationRoute, needs, operations_of
from app.engine.model.book import Refusal
from app.engine.program.fields import Day

router = APIRouter(route_class=OperationRoute, tags=["Reports"])


class UnmatchedGoodsQuery(Request):
    """Of which days."""

    from_: Annotated[
        Day | None, Field(alias="from", description="The first business day; 30 days with the last, if left out.")
    ] = None
    to: Annotated[Day | None, Field(description="The last business day; today, if left out.")] = None


class UnmatchedGoodAnswer(BaseModel):
    """What was sold of one category, or of one sku without a category, that no rule names."""

    category: Annotated[
        str | None,
        Field(description="What kind of goods, for the rules to match; levels are parted by `/`. Null when not told."),
    ]
    sku: Annotated[str | None, Field(description="The article, where its lines had no category.")]
    similar_to: Annotated[
        str | None,
        Field(description="What a rule names that differs only in capitals, blanks and signs: probably meant."),
    ]
    lines: Annotated[int, Field(description="In how many lines of purchases it was.")]
    quantity: Annotated[int, Field(description="How many units were sold.")]
    net: Annotated[int, Field(description="What the lines came to after discounts, in minor units.")]
    last_sold_on: Annotated[ShownDay, Field(description="The last business day on which it was sold.")]


class UnmatchedGoodsAnswer(BaseModel):
    """Goods sold on these days that no rule of the programme names, and names of rules of which nothing was sold."""

    from_: Annotated[ShownDay, Field(alias="from", description="The first business day.")]
    to: Annotated[ShownDay, Field(description="The last business day.")]
    program_version: Annotated[int, Field(description="The version whose rules were looked at, the newest.")]
    purchases: Annotated[int, Field(description="How many purchases were looked at, the newest ones first.")]
    complete: Annotated[bool, Field(description="Whether those were all purchases of these days.")]
    data: Annotated[
        list[UnmatchedGoodAnswer],
        Field(description="First those with something similar in a rule, then by lines; at most 200."),
    ]
    left_out: Annotated[int, Field(description="How many more there were than `data` has.")]
    unsold_categories: Annotated[list[str], Field(description="Categories that a rule names and nobody bought.")]
    unsold_skus: Annotated[list[str], Field(description="Skus that a rule names and nobody bought.")]


@router.get("/v1/reports/unmatched-goods")
async def list_unmatched_goods(
    query: Annotated[UnmatchedGoodsQuery, Query()], context: Annotated[RequestContext, needs("reports:read")]
) -> UnmatchedGoodsAnswer:
    """Read what was sold that no rule names, to find a till that writes a category in another way than the programme.

    Goods are named by the categories and skus of matches and conditions, anywhere in the newest version. Rules that
    match everything count such goods all the same. At most 10,000 purchases are looked at.
    """
    found = await context.service.unmatched_goods(context.program_id, query.from_, query.to)
    if isinstance(found, Refusal):
        raise refused(found)
    return UnmatchedGoodsAnswer.model_validate(found)


OPERATIONS = operations_of(router)
