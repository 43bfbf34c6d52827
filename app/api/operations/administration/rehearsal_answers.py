"""Answers of rehearsals: figures, and two documents side by side."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.contract.answer_types import (
    NextCursor,
    RecordedInstant,
    ShownDay,
    ShownGrade,
    ShownId,
    ShownLastDay,
    ShownMember,
    ShownMemberExternalId,
)
from app.api.contract.paging import Page
from app.engine.rehearsal.totals import results_of
from app.store.queries.customers.rehearsals import RehearsedOf
from app.store.rows.programs import RehearsalRow

Amount = Annotated[int, Field(description="Minor units.")]


class RehearsalProgressAnswer(BaseModel):
    """The progress of a rehearsal."""

    done: Annotated[int, Field(description="The number of members handled.")]
    of: Annotated[int, Field(description="The number of members to handle.")]


class NotCountedAnswer(BaseModel):
    """A part of a document that a rehearsal leaves out."""

    document: Annotated[int, Field(description="The number of the document: 1 or 2.")]
    pointer: Annotated[str, Field(description="Its place in the document, a JSON pointer.")]
    why: Annotated[str, Field(description="The reason.")]


class RehearsedPointsAnswer(BaseModel):
    """Points: `issued - spent - expired = outstanding`."""

    issued: Annotated[int, Field(description="Points issued, less those reversed by returns.")]
    spent: Annotated[int, Field(description="Points spent.")]
    expired: Annotated[int, Field(description="Points expired.")]
    outstanding: Annotated[int, Field(description="Points left at the end.")]
    worth: Annotated[int, Field(description="The worth of these in minor units.")]


class RehearsedVouchersAnswer(BaseModel):
    """Vouchers issued, and their present status."""

    issued: Annotated[int, Field(description="Vouchers issued, less those revoked.")]
    used: Annotated[int, Field(description="Vouchers used.")]
    expired: Annotated[int, Field(description="Vouchers expired.")]
    outstanding: Annotated[int, Field(description="Vouchers left at the end.")]
    worth: Annotated[int, Field(description="The largest worth of these in minor units.")]


class RehearsedRebatesAnswer(BaseModel):
    """Rebates in minor units."""

    due: Annotated[int, Field(description="The total due.")]
    paid: Annotated[int, Field(description="The part paid by the end.")]


class OfSalesAnswer(BaseModel):
    """The cost as a share of sales, such as `0.0213`; null without sales."""

    low: Annotated[str | None, Field(description="The share of `cost_low`.")]
    high: Annotated[str | None, Field(description="The share of `cost_high`.")]


class FiguresAnswer(BaseModel):
    """What a programme costs; amounts in minor units."""

    purchases: Annotated[int, Field(description="Purchases that were kept at least in part.")]
    sales: Annotated[int, Field(description="Their kept value, before the programme's discounts.")]
    points: Annotated[RehearsedPointsAnswer, Field(description="The points of these members.")]
    vouchers: Annotated[RehearsedVouchersAnswer, Field(description="The vouchers of these members.")]
    rebates: Annotated[RehearsedRebatesAnswer, Field(description="The rebates of these members.")]
    discounts: Annotated[int, Field(description="Discounts of tiers, campaigns and vouchers.")]
    cost_low: Annotated[int, Field(description="The cost if nothing outstanding is ever used.")]
    cost_high: Annotated[int, Field(description="The cost if everything outstanding is used.")]
    of_sales: Annotated[OfSalesAnswer, Field(description="Both as shares of sales.")]
    refused: Annotated[
        int, Field(description="Recorded purchases, returns and redemptions that are not possible in the document.")
    ]


class GradeFiguresAnswer(FiguresAnswer):
    """The figures of the members with a grade."""

    grade: Annotated[str, Field(description="The id of the grade, as of the last day.")]
    members: Annotated[int, Field(description="The number of members with it.")]


class LevelCountAnswer(BaseModel):
    """The members with a tier at the end."""

    level: Annotated[str | None, Field(description="The id of the tier; null for none.")]
    members: Annotated[int, Field(description="The number of members with it.")]


class RehearsedDocumentAnswer(BaseModel):
    """The results of one document."""

    version: Annotated[int | None, Field(description="The number of the published version; null for a draft.")]
    total: Annotated[FiguresAnswer, Field(description="All members, or those of the sample.")]
    scaled: Annotated[
        FiguresAnswer | None, Field(description="The figures of a sample scaled up to all members; null without one.")
    ]
    grades: Annotated[list[GradeFiguresAnswer], Field(max_length=7, description="By grade, the best first.")]
    levels: Annotated[list[LevelCountAnswer], Field(description="By tier at the end, the lowest first.")]


class TierMoveAnswer(BaseModel):
    """Members by their tiers at the end in both documents."""

    model_config = ConfigDict(validate_by_name=True)

    from_: Annotated[str | None, Field(alias="from", description="The tier in the first document; null for none.")]
    to: Annotated[str | None, Field(description="The tier in the second document; null for none.")]
    members: Annotated[int, Field(description="The number of members.")]


class WinnersAnswer(BaseModel):
    """Members who receive more with the second document, or less."""

    members: Annotated[int, Field(description="Their number.")]
    amount: Annotated[int, Field(description="The sum of their differences, in minor units.")]


class ComparedAnswer(BaseModel):
    """Value received (`cost_high`) by members, with the second document against the first."""

    winners: Annotated[WinnersAnswer, Field(description="Members who receive more.")]
    losers: Annotated[WinnersAnswer, Field(description="Members who receive less.")]
    even: Annotated[int, Field(description="The number of members who receive the same.")]


class GradeComparedAnswer(ComparedAnswer):
    """The comparison for the members with a grade."""

    grade: ShownGrade


class ComparisonAnswer(ComparedAnswer):
    """Two documents side by side."""

    tier_moves: Annotated[list[TierMoveAnswer], Field(description="Members by their tiers at the end.")]
    deciles: Annotated[
        list[Amount],
        Field(
            max_length=9,
            description="The differences at 10, 20 … 90 % of members, the largest loss first; none if nobody has any.",
        ),
    ]
    grades: Annotated[list[GradeComparedAnswer], Field(max_length=7, description="By grade, the best first.")]


class ListedRehearsalAnswer(BaseModel):
    """A rehearsal without its results."""

    model_config = ConfigDict(validate_by_name=True)

    id: ShownId
    external_id: Annotated[str | None, Field(description="Your own name for it.")]
    status: Annotated[Literal["running", "done", "failed"], Field(description="Its present status.")]
    progress: Annotated[RehearsalProgressAnswer, Field(description="Its progress.")]
    known_at: Annotated[
        RecordedInstant, Field(description="The instant up to which records count, by the programme's clock.")
    ]
    inputs_hash: Annotated[
        str,
        Field(description="A hash of the documents, the days and all records read so far: equal input, equal hash."),
    ]
    from_: Annotated[ShownDay, Field(alias="from", description="The first business day.")]
    to: ShownLastDay
    warm_up_months: Annotated[int, Field(description="The months before the first day that fill windows and periods.")]
    spend_points: Annotated[
        Literal["none", "as_recorded", "when_enough"], Field(description="How points and vouchers are spent.")
    ]
    sample: Annotated[str | None, Field(description="The share of members; null for all.")]


class RehearsalAnswer(ListedRehearsalAnswer):
    """A rehearsal, and once it is done, its results."""

    members: Annotated[int, Field(description="The number of members with results; 0 until it is done.")]
    not_counted: Annotated[
        list[NotCountedAnswer], Field(description="Parts of the documents that depend on all members together.")
    ]
    assumes: Annotated[list[str], Field(description="The assumptions, in words; empty until it is done.")]
    documents: Annotated[
        list[RehearsedDocumentAnswer], Field(max_length=2, description="The results; empty until it is done.")
    ]
    compared: Annotated[ComparisonAnswer | None, Field(description="Two documents side by side; null for one.")]


class RehearsalsAnswer(BaseModel):
    """A page of rehearsals, newest first."""

    data: Page[ListedRehearsalAnswer]
    next_cursor: NextCursor


class RehearsedMemberAnswer(BaseModel):
    """A member's results."""

    member: ShownMember
    external_id: ShownMemberExternalId
    grade: Annotated[str, Field(description="The grade as of the last day.")]
    measure: Annotated[int, Field(description="The measure of the grade, in minor units.")]
    received: Annotated[
        list[Amount], Field(max_length=2, description="The value received (`cost_high`) with each document.")
    ]
    levels: Annotated[
        list[str | None], Field(max_length=2, description="The tier at the end with each document; null for none.")
    ]
    difference: Annotated[
        int, Field(description="The value received with the second document less the first; with one, all of it.")
    ]


class RehearsedMembersAnswer(BaseModel):
    """A page of members with their results."""

    data: Page[RehearsedMemberAnswer]
    next_cursor: NextCursor


def listed_rehearsal(one: RehearsalRow) -> ListedRehearsalAnswer:
    """A rehearsal as an answer, without its results."""
    return ListedRehearsalAnswer.model_validate(_progress(one))


def rehearsal_told(one: RehearsalRow) -> RehearsalAnswer:
    """A rehearsal as an answer."""
    told = json.loads(one.answer) if one.answer else {}
    versions = [given["version"] for given in json.loads(one.documents)]
    documents = zip(versions, told.get("documents", []), strict=False)
    return RehearsalAnswer.model_validate(
        {
            **_progress(one),
            "members": told.get("members", 0),
            "not_counted": told.get("not_counted", []),
            "assumes": told.get("assumes", []),
            "documents": [{"version": version, **results} for version, results in documents],
            "compared": told.get("compared"),
        }
    )


def rehearsed_member(one: RehearsedOf) -> RehearsedMemberAnswer:
    """A member's results as an answer."""
    member, results = one.member, results_of(one.member.results)
    return RehearsedMemberAnswer(
        member=member.member_id,
        external_id=one.external_id,
        grade=member.grade or "",
        measure=member.measure,
        received=[result.figures.cost_high for result in results],
        levels=[result.level for result in results],
        difference=member.difference,
    )


def _progress(one: RehearsalRow) -> dict[str, Any]:
    return {
        "id": one.rehearsal_id,
        "external_id": one.external_id,
        "status": one.status,
        "progress": {"done": one.done, "of": max(one.wanted, one.done)},
        "known_at": one.known_at,
        "inputs_hash": one.inputs_hash,
        "from": one.first_on,
        "to": one.last_on,
        "warm_up_months": one.warm_up_months,
        "spend_points": one.spend_points,
        "sample": one.sample,
    }
