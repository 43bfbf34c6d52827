"""Common parts of answers from reviews of customers, and the pages of their lists."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.actions.customers.insights.insight_rows import Found, Wanted
from app.api.contract import paging
from app.api.contract.answer_types import (
    ShownAsOf,
    ShownCurrency,
    ShownMember,
    ShownMemberExternalId,
    ShownReview,
)
from app.api.contract.operation import RequestContext
from app.api.contract.paging import PageQuery
from app.api.contract.problems import refused
from app.engine.model.book import Refusal
from app.engine.program.fields import StaffOrNone
from app.engine.program.parts.part import RuleId
from app.engine.program.texts import REVIEW_ID

ReviewId = Annotated[
    str | None,
    Field(pattern=REVIEW_ID, description="The id of a review; by default, the newest with this content."),
]


class ListQuery(PageQuery):
    """The review, and optionally a grade, an owner and a segment."""

    review: ReviewId = None
    grade: Annotated[RuleId | None, Field(description="Only members with this grade.")] = None
    owner: Annotated[
        StaffOrNone | None,
        Field(description="Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody."),
    ] = None
    segment: Annotated[
        RuleId | None, Field(description="Only members in this segment now; no members for an unknown one.")
    ] = None


class ListedMemberAnswer(BaseModel):
    """A member on a list."""

    member: ShownMember
    external_id: ShownMemberExternalId


class OfReviewAnswer(BaseModel):
    """The common fields of answers from a review."""

    model_config = ConfigDict(validate_by_name=True)

    review: ShownReview
    as_of: ShownAsOf
    currency: ShownCurrency


def wanted_of(list_name: str, context: RequestContext, query: ListQuery, parts: int = 3) -> Wanted:
    """The requested part of a list; its keys have this many parts, and the first is the review."""
    at = paging.position(list_name, context, query, parts=parts)
    review = at[0] if at else query.review
    return Wanted(review, query.limit + 1, at[1:] if at else (), query.grade, owner=query.owner, segment=query.segment)


def told_of(found: Found | Refusal) -> dict[str, Any]:
    """The results of a review, with the common fields. Raises Problem."""
    if isinstance(found, Refusal):
        raise refused(found)
    return {
        "review": found.review.review_id,
        "as_of": found.review.as_of,
        "currency": found.currency,
        **found.told,
    }


def page_of(list_name: str, context: RequestContext, query: PageQuery, found: Found | Refusal) -> dict[str, Any]:
    """A page of a list, given one row more than its size. Raises Problem."""
    told = told_of(found)
    assert isinstance(found, Found)
    rows, next_cursor = paging.page(list_name, context, query, found.rows, lambda last: last.key)
    return {**told, "data": [row.told for row in rows], "next_cursor": next_cursor}
