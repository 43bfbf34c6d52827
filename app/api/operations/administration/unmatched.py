"""Goods that no rule matches, for keeping programme and tills consistent."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownDay, ShownLastDay
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import accepted
from app.api.contract.routing import OperationRoute, needs
from app.api.operations.answers.baskets import ShownCategory
from app.engine.program.fields import Day

router = APIRouter(route_class=OperationRoute, tags=["Reports"])


class UnmatchedGoodsQuery(Request):
    """The days to check."""

    from_: Annotated[
        Day | None, Field(alias="from", description="The first business day; by default, 30 days including the last.")
    ] = None
    to: Annotated[Day | None, Field(description="The last business day; today by default.")] = None


class UnmatchedGoodAnswer(BaseModel):
    """Sales of one category, or of one sku without a category, that no rule names."""

    category: ShownCategory
    sku: Annotated[
        str | None,
        Field(description="The article, if its lines had no category, or if it is only similar to one in a rule."),
    ]
    similar_to: Annotated[
        str | None,
        Field(
            description=("A name in a rule that differs only in case, blanks and punctuation, and was probably meant.")
        ),
    ]
    lines: Annotated[int, Field(description="The number of purchase lines with it.")]
    quantity: Annotated[
        int | str,
        Field(
            description="The number of units sold; a decimal text where goods by weight or length leave part of a unit."
        ),
    ]
    net: Annotated[int, Field(description="The value of the lines after discounts, in minor units.")]
    last_sold_on: Annotated[ShownDay, Field(description="The last business day on which it was sold.")]


class UnmatchedGoodsAnswer(BaseModel):
    """Goods sold on these days that no rule of the programme names, and names in rules that were never sold."""

    from_: Annotated[ShownDay, Field(alias="from", description="The first business day.")]
    to: ShownLastDay
    program_version: Annotated[int, Field(description="The version whose rules were checked: the newest.")]
    purchases: Annotated[int, Field(description="The number of purchases checked, newest first.")]
    complete: Annotated[bool, Field(description="Whether those were all purchases of these days.")]
    data: Annotated[
        list[UnmatchedGoodAnswer],
        Field(description="Goods with a similar name first, then by number of lines; at most 200."),
    ]
    left_out: Annotated[int, Field(description="The number of others, beyond `data`.")]
    unsold_categories: Annotated[list[str], Field(description="Categories named by a rule but never sold.")]
    unsold_skus: Annotated[list[str], Field(description="Skus named by a rule but never sold.")]


@router.get("/v1/reports/unmatched-goods")
async def list_unmatched_goods(
    query: Annotated[UnmatchedGoodsQuery, Query()], context: Annotated[RequestContext, needs("reports:read")]
) -> UnmatchedGoodsAnswer:
    """Report goods sold that no rule names, to find a till that spells a category differently from the programme.

    Rules name goods by the categories and skus of matches and conditions, anywhere in the newest version. Rules that
    match everything still count such goods. At most 10,000 purchases are checked.
    """
    found = accepted(await context.goldlist.reports.unmatched_goods(context.program_id, query.from_, query.to))
    return UnmatchedGoodsAnswer.model_validate(found)
