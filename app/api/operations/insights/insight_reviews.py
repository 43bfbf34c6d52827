"""Reviews of customers: requesting one, and reading its progress and results."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.actions.customers.insights.insight_reviews import ReviewRequest, handled
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant, ShownAsOf, ShownDay, ShownGrade
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import accepted, existing
from app.api.contract.routing import (
    REPEATED,
    OperationRoute,
    ReviewPath,
    example,
    needs,
    problems,
    repeated,
)
from app.engine.program.fields import Day, Name
from app.store.rows.reviews import InsightReview

router = APIRouter(route_class=OperationRoute, tags=["Insights"])


class InsightReviewRequest(Request):
    """The day as of which to review all customers."""

    external_id: Annotated[Name, Field(description="Your own name for the review.")]
    as_of: Annotated[Day, Field(description="The business day whose end it describes; for today, the present state.")]
    backfill_from: Annotated[
        Day | None,
        Field(
            description="First make the missing scheduled reviews as of days from this one, as if on time: for a shop "
            "that has just imported its past."
        ),
    ] = None


class ReviewProgressAnswer(BaseModel):
    """The progress of a review."""

    done: Annotated[int, Field(description="The number of members handled; some are handled, and counted, twice.")]
    of: Annotated[int, Field(description="The number of members to handle.")]


class GradeCountAnswer(BaseModel):
    """A grade with the total of its members. Amounts are in the programme's `insights.measure`."""

    model_config = ConfigDict(validate_by_name=True)

    grade: ShownGrade
    members: Annotated[int, Field(description="The number of members with it.")]
    amount: Annotated[int, Field(description="Their total, in minor units.")]
    of_amount: Annotated[
        str | None,
        Field(description=("Their share of the total of ranked members, as a decimal text; null if that is 0.")),
    ]
    from_: Annotated[
        int | None, Field(alias="from", description="The smallest amount among them; null if no member has the grade.")
    ]


class StateCountAnswer(BaseModel):
    """A state of customers, and the returns of those who were in it."""

    state: Annotated[
        Literal["none", "new", "active", "late", "at_risk", "lapsed"],
        Field(description="The state; `none` for members without visits."),
    ]
    members: Annotated[int, Field(description="The number of members in it.")]
    then: Annotated[int, Field(description="The number of members in it `insights.rhythm.horizon_days` earlier.")]
    back: Annotated[int, Field(description="The number of those with a visit since.")]


class SeasonOfBaseAnswer(BaseModel):
    """The season for one length of the base."""

    periods: Annotated[int, Field(description="The number of periods in the base.")]
    regular: Annotated[
        int, Field(description=("The number of customers with a visit in each of them and in the period."))
    ]
    season: Annotated[
        str,
        Field(
            description=(
                "The share of their visits in the period; with fewer than 30 customers, all periods count as alike."
            )
        ),
    ]


class SeasonAnswer(BaseModel):
    """The season of the last full period."""

    model_config = ConfigDict(validate_by_name=True)

    from_: Annotated[ShownDay, Field(alias="from", description="The first business day of the period.")]
    to: Annotated[ShownDay, Field(description="The last business day of the period.")]
    bases: Annotated[list[SeasonOfBaseAnswer], Field(description="By length of the base.")]


class FollowedAnswer(BaseModel):
    """The outcome of the previous period's list of deviations."""

    listed: Annotated[int, Field(description="The number of members on it as `down`.")]
    stayed_low: Annotated[int, Field(description="Those of them who spent less than expected in this period, too.")]
    others: Annotated[int, Field(description="The number of other members compared.")]
    others_low: Annotated[int, Field(description="Those of the others who spent less than expected in this period.")]


class HitRateAnswer(BaseModel):
    """The accuracy of reorder intervals, over the last `insights.rhythm.horizon_days`."""

    within: Annotated[int, Field(description="Reorders within their interval.")]
    early: Annotated[int, Field(description="Reorders before it.")]
    late: Annotated[int, Field(description="Reorders after it.")]
    none: Annotated[int, Field(description="Intervals that ended without a reorder.")]


class InsightReviewAnswer(BaseModel):
    """A review of all customers as of a day. It is a record, and never changes once it is done."""

    id: Annotated[str, Field(description="Goldlist's id. Treat it as opaque text.")]
    external_id: Annotated[str | None, Field(description="Your own name for it; null unless it was requested.")]
    kind: Annotated[
        Literal["scheduled", "daily", "asked"],
        Field(
            description="`scheduled`: as of the day before each period of `insights.review`; `daily`: as of the last "
            "full day; `asked`: requested."
        ),
    ]
    backfilled: Annotated[bool, Field(description="Whether it was made later, as if on time.")]
    as_of: ShownAsOf
    known_at: Annotated[
        RecordedInstant,
        Field(description=("The instant before which everything it knows was recorded, by the programme's clock.")),
    ]
    status: Annotated[Literal["running", "done", "failed"], Field(description="Its present status.")]
    progress: Annotated[ReviewProgressAnswer, Field(description="Its progress.")]
    program_version: Annotated[int, Field(description="The version of the programme whose `insights` it uses.")]
    members: Annotated[int, Field(description="The number of its members; 0 until it is done.")]
    grades: Annotated[
        list[GradeCountAnswer],
        Field(description="The grades, the best first; none in a daily review, and until it is done."),
    ]
    states: Annotated[
        list[StateCountAnswer] | None,
        Field(
            description=(
                "The number of customers in each state; a daily review shows those of the newest scheduled one."
            )
        ),
    ]
    season: Annotated[SeasonAnswer | None, Field(description="The season; in a daily review as above.")]
    followed: Annotated[
        FollowedAnswer | None,
        Field(
            description=(
                "The outcome of the previous period's list; null if there is none. In a daily review as above."
            )
        ),
    ]
    hit_rate: Annotated[
        HitRateAnswer | None,
        Field(
            description=("The accuracy of reorder intervals; null in a backfilled review. In a daily review as above.")
        ),
    ]


class InsightReviewsAnswer(BaseModel):
    """A page of reviews, newest first."""

    data: Page[InsightReviewAnswer]
    next_cursor: NextCursor


@router.post(
    "/v1/insights/reviews",
    status_code=202,
    responses=REPEATED | problems("external-id-conflict", "request-in-progress", "review-in-progress"),
    openapi_extra=example({"external_id": "first-look", "as_of": "2026-03-01", "backfill_from": "2025-06-30"}),
)
async def ask_review(
    request: InsightReviewRequest, response: Response, context: Annotated[RequestContext, needs("insights:write")]
) -> InsightReviewAnswer:
    """Review all customers as of a day.

    It runs in the background. It reports to nobody, and is not part of the history of grades; the 30 newest requested
    ones are kept. With `backfill_from` the missing scheduled reviews are made first; those are part of the history.
    """
    require_all_members(context.caller)
    wish = ReviewRequest(
        program_id=context.program_id,
        external_id=request.external_id,
        fingerprint=fingerprint("insight_review", request),
        as_of=request.as_of,
        backfill_from=request.backfill_from,
    )
    begun = accepted(await context.goldlist.insight_reviews.ask(wish, context.caller))
    review, was_there = begun
    if was_there:
        repeated(response)
    return _shown(review)


@router.get("/v1/insights/reviews", responses=problems("invalid-cursor"))
async def list_reviews(
    query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("insights:read")]
) -> InsightReviewsAnswer:
    """List reviews, latest first."""
    before = paging.last_id("reviews", context, query)
    found = await context.goldlist.insight_reviews.page(context.program_id, query.limit + 1, before)
    rows, next_cursor = paging.page("reviews", context, query, found, lambda last: last.review_id)
    return InsightReviewsAnswer(data=[_shown(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/insights/reviews/{review}", responses=problems("not-found"))
async def get_review(
    review: ReviewPath, context: Annotated[RequestContext, needs("insights:read")]
) -> InsightReviewAnswer:
    """Read the progress of a review, and its results for all members together."""
    found = existing(await context.goldlist.insight_reviews.one(context.program_id, review), "review")
    return _shown(found)


def _shown(review: InsightReview) -> InsightReviewAnswer:
    figures: dict[str, Any] = json.loads(review.figures)
    done, of = handled(review)
    return InsightReviewAnswer.model_validate(
        {
            "id": review.review_id,
            "external_id": review.external_id,
            "kind": review.kind,
            "backfilled": bool(review.backfilled),
            "as_of": review.as_of,
            "known_at": review.known_at,
            # A waiting review is not done either.
            "status": "running" if review.status == "waiting" else review.status,
            "progress": {"done": done, "of": of},
            "program_version": review.program_version,
            "members": review.members,
            "grades": figures.get("grades", []),
            **{name: figures.get(name) for name in ("states", "season", "followed", "hit_rate")},
        }
    )
