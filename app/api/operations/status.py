"""Where members stand: what tills, checkouts and e-mail read."""

import hashlib
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.api.contract.answer_types import ShownCurrency, ShownDay, ShownId, ShownInstant, ShownName
from app.api.contract.operation import BATCH_BODY_BYTES, Answer, Call, Operation, Request, conditional
from app.api.contract.problems import ProblemAnswer, absent, invalid, refused
from app.api.contract.query_values import QueryInstant
from app.engine.model.book import Refusal
from app.engine.program.fields import MemberReference, is_member_reference

_AS_OF: Final = b'"as_of":"'


class GivenAnswer(BaseModel):
    """A level given by hand."""

    level: Annotated[str, Field(description="The id of the level.")]
    kind: Annotated[Literal["gift", "invitation", "status_match"], Field(description="What it was given as.")]
    reason: Annotated[str, Field(description="Why it was given.")]
    until: Annotated[ShownDay | None, Field(description="The last day; null: until it is taken away.")]


class TierAnswer(BaseModel):
    """The level held."""

    id: Annotated[str, Field(description="The id of the level.")]
    name: ShownName
    since: Annotated[
        ShownDay | None,
        Field(description="The day from which the level is held; null when it was held from the start."),
    ]
    until: Annotated[
        ShownDay | None, Field(description="The last day to which the level is promised; null when no day is.")
    ]
    points_multiplier: Annotated[
        str, Field(description="Points earned are multiplied by this, a decimal text; `1` changes nothing.")
    ]
    discount: Annotated[
        str | None,
        Field(
            description=(
                "The price reduction that your till may give, as a decimal text (`0.05` is 5 %); null for none."
            )
        ),
    ]
    privileges: Annotated[
        list[str], Field(description="What else the level gives, as short names that your own systems understand.")
    ]
    given: Annotated[GivenAnswer | None, Field(description="What was given by hand and holds still, if anything was.")]


class NextTierAnswer(BaseModel):
    """The level above, and what is missing to it."""

    id: Annotated[str, Field(description="The id of the level.")]
    name: ShownName
    needs: Annotated[int, Field(description="How much more of the measure reaches it.")]
    measure: Annotated[
        Literal["spend", "points", "visits"],
        Field(description="What decides the level: `spend` in minor units, `points` earned, or `visits`."),
    ]
    by: Annotated[
        ShownDay | None,
        Field(
            description=(
                "The last day of the window in which it can be reached; null when the window moves along or never ends."
            )
        ),
    ]


class KeepTierAnswer(BaseModel):
    """What is missing to keep the level beyond the day on which it would end."""

    needs: Annotated[
        int,
        Field(description="What will then be missing to keep it, in the measure of the levels; 0 when nothing is."),
    ]
    by: Annotated[
        ShownDay | None,
        Field(
            description=(
                "The last day on which the level holds if nothing more is bought; null when it holds for good."
            )
        ),
    ]


class QualifyingAnswer(BaseModel):
    """The measure that decides the level, over its window."""

    measure: Annotated[
        Literal["spend", "points", "visits"],
        Field(description="What decides the level: `spend` in minor units, `points` earned, or `visits`."),
    ]
    amount: Annotated[
        int, Field(description="How much of the measure falls into the window; may be negative after returns.")
    ]
    from_: Annotated[
        ShownDay | None, Field(alias="from", description="The first day that counts; null when everything counts.")
    ]
    to: Annotated[ShownDay, Field(description="The last day that counts: today.")]


class ExpiringAnswer(BaseModel):
    """Points and the last day on which they are good."""

    points: Annotated[int, Field(description="How many points end then.")]
    on: Annotated[ShownDay, Field(description="The last day on which they are good.")]


class PointsAnswer(BaseModel):
    """Points: `balance` is what can be spent, less what is owed."""

    balance: Annotated[
        int, Field(description="Points that can be spent, less those owed; negative when more are owed.")
    ]
    pending: Annotated[int, Field(description="Points that are earned and cannot be spent yet; not part of `balance`.")]
    held: Annotated[int, Field(description="Kept by holds for checkouts under way, and so not to be spent otherwise.")]
    debt: Annotated[
        int,
        Field(
            description=(
                "Points owed, because more were taken back than were there; the next ones pay it. Never negative."
            )
        ),
    ]
    expiring: Annotated[
        list[ExpiringAnswer],
        Field(description="Which points end when, soonest first; points that never end are not in it."),
    ]


class CreditAnswer(BaseModel):
    """Credit in minor units."""

    balance: Annotated[
        int, Field(description="Credit in minor units; negative when more was taken back than was there.")
    ]
    held: Annotated[int, Field(description="Kept by holds for checkouts under way, and so not to be spent otherwise.")]


class ExpiringPunchesAnswer(BaseModel):
    """Punches that end after a day."""

    punches: Annotated[int, Field(description="So many of those on the card that is being filled.")]
    on: Annotated[ShownDay, Field(description="The last day on which they count.")]


class PunchCardAnswer(BaseModel):
    """A punch card."""

    id: Annotated[str, Field(description="The id of the card.")]
    name: ShownName
    punches: Annotated[
        int,
        Field(
            description=(
                "What the card shows, head start included; negative only when more came back than there was. "
                "Where the voucher of a full card was used and what filled it came back, it shows the plain rest, "
                "and filling it again brings no second voucher."
            )
        ),
    ]
    of: Annotated[int, Field(description="How many punches fill it.")]
    completed: Annotated[int, Field(description="How many times it was filled; each time a voucher was issued.")]
    expiring: Annotated[
        list[ExpiringPunchesAnswer],
        Field(description="Which punches of the card that is being filled end when, the first to end first."),
    ]


class PeriodAnswer(BaseModel):
    """A period, by its first and last day."""

    from_: Annotated[ShownDay, Field(alias="from", description="The first day.")]
    to: Annotated[ShownDay, Field(description="The last day.")]


class NextBandAnswer(BaseModel):
    """The band above, what is missing to it, and what will be due then."""

    from_: Annotated[int, Field(alias="from", description="The spend at which it begins, in minor units.")]
    rate: Annotated[
        str | None, Field(description="Its rate as a decimal text (`0.05` is 5 %); null where a band is an amount.")
    ]
    needs: Annotated[int, Field(description="What is missing to it, in minor units of spend.")]
    due_then: Annotated[
        int, Field(description="What the whole period will come to when the band is reached, in minor units.")
    ]


class RebateAnswer(BaseModel):
    """A rebate in its current period, in minor units."""

    id: Annotated[str, Field(description="The id of the rebate.")]
    name: ShownName
    period: Annotated[PeriodAnswer, Field(description="The days of the period.")]
    spend: Annotated[
        int, Field(description="Matching spend of the period in minor units, less what came back; may be negative.")
    ]
    rate: Annotated[
        str | None,
        Field(description="The rate of the band reached, as a decimal text (`0.02` is 2 %); null where there is none."),
    ]
    due: Annotated[
        int, Field(description="What the spend comes to, in minor units; never negative, and always the true figure.")
    ]
    paid: Annotated[
        int,
        Field(
            description=(
                "How much of `due` was given already, as credit, points or vouchers, in minor units; more than "
                "`due` while too much is out."
            )
        ),
    ]
    next_band: Annotated[NextBandAnswer | None, Field(description="The next band up; null in the highest.")]


class UsableVoucherAnswer(BaseModel):
    """A voucher that can be used."""

    id: ShownId
    code: Annotated[
        str,
        Field(
            description=(
                "What the customer shows and the till sends to use it; capitals, dashes and blanks do not matter."
            )
        ),
    ]
    reward: Annotated[str, Field(description="The id of the reward, or of the rebate that pays by vouchers.")]
    name: ShownName
    amount: Annotated[int | None, Field(description="In minor units; null where the reward says it.")]
    expires_on: Annotated[
        ShownDay | None, Field(description="The last day on which it is good; null when it never ends.")
    ]


class RankLevelAnswer(BaseModel):
    """A level of a ladder of ranks."""

    id: Annotated[str, Field(description="The id of the level.")]
    name: ShownName
    privileges: Annotated[
        list[str], Field(description="What else the level gives, as short names that your own systems understand.")
    ]


class LadderAnswer(BaseModel):
    """A ladder of ranks, and where the member stands on it."""

    id: Annotated[str, Field(description="The id of the ladder.")]
    name: ShownName
    level: Annotated[RankLevelAnswer | None, Field(description="The level held; null for none.")]
    since: Annotated[ShownDay | None, Field(description="The day from which the level is held; null without a level.")]
    next_review_on: Annotated[ShownDay, Field(description="The day on which all members are looked at again.")]


class StatusAnswer(BaseModel):
    """Where a member stands. Days are the last good day."""

    member: Annotated[str, Field(description="The member's id, `mem_…`.")]
    as_of: Annotated[ShownInstant, Field(description="The moment for which this holds, by the programme's clock.")]
    currency: ShownCurrency
    program_version: Annotated[int, Field(description="The version of the programme that is in force.")]
    tier: Annotated[TierAnswer | None, Field(description="The level held; null in a programme without levels.")]
    next_tier: Annotated[
        NextTierAnswer | None, Field(description="The level above; null at the top and in a programme without levels.")
    ]
    keep_tier: Annotated[
        KeepTierAnswer | None, Field(description="What it takes to keep the level; null in a programme without levels.")
    ]
    qualifying: Annotated[
        QualifyingAnswer | None,
        Field(description="What decides the level, as it stands; null in a programme without levels."),
    ]
    points: Annotated[PointsAnswer, Field(description="Points that can be spent, that are to come, and that are owed.")]
    credit: Annotated[CreditAnswer, Field(description="Money that is the member's to spend here.")]
    punch_cards: Annotated[list[PunchCardAnswer], Field(description="Every punch card of the programme.")]
    rebates: Annotated[list[RebateAnswer], Field(description="Every rebate of the programme, in its current period.")]
    vouchers: Annotated[
        list[UsableVoucherAnswer],
        Field(description="The vouchers that can be used, oldest first, at most 50; the member's list has all."),
    ]
    vouchers_total: Annotated[int, Field(description="How many vouchers can be used.")]
    ladders: Annotated[list[LadderAnswer], Field(description="Every ladder of ranks of the programme.")]


class StatusBatchRequest(Request):
    """Whose status."""

    members: Annotated[
        list[MemberReference],
        Field(
            min_length=1,
            max_length=1000,
            description="Whose: up to 1000 of `mem_…`, `ext:<external_id>` or `card:<number>`.",
        ),
    ]


class UnknownMemberAnswer(BaseModel):
    """A reference to nobody."""

    member: Annotated[str, Field(description="The reference as it was sent.")]
    problem: Annotated[
        ProblemAnswer, Field(description="Why not: the problem that the request would have got on its own.")
    ]


class StatusBatchAnswer(BaseModel):
    """One status per reference, in the order asked."""

    data: Annotated[
        list[StatusAnswer | UnknownMemberAnswer],
        Field(description="One status for each reference, in the order asked."),
    ]


class StatusQuery(Request):
    """Of when."""

    at: Annotated[
        QueryInstant | None,
        Field(description="The moment, at most 5 minutes ahead, told as was known then; now if left out."),
    ] = None


async def get_status(call: Call) -> Answer:
    """Read where a member stands now, or stood at a moment.

    Level, points, credit, punch cards, rebates and usable vouchers: what a till, a checkout or an e-mail shows. Send
    the `ETag` of the last answer as `If-None-Match` to be told only of changes. With `at` it is told as was known at
    that moment, by the version in force then; before the member was enrolled there is none.
    """
    reference = call.path["member"]
    query: StatusQuery | None = call.query
    text: bytes | Refusal | None = None
    if is_member_reference(reference):
        if query and query.at:
            text = await call.service.status_at(call.program_id, reference, query.at)
        else:
            text = await call.service.status(call.program_id, reference)
    if isinstance(text, Refusal):
        raise refused(text)
    if text is None:
        raise absent("member")
    return conditional(call, text, tag(text))


async def get_statuses(call: Call) -> Answer:
    """Read where up to 1000 members stand.

    In the order asked; a reference that names nobody gets a problem in its place. A reference may be named once.
    """
    references = call.read(StatusBatchRequest).members
    first: dict[str, int] = {}
    for index, reference in enumerate(references):
        if first.setdefault(reference, index) != index:
            raise invalid(f"/members/{index}", "repeated", f"the same as /members/{first[reference]}")
    found = await call.service.statuses(call.program_id, references)
    unknown = absent("member").document(call.request_id)
    texts = [
        to_json({"member": reference, "problem": unknown}) if text is None else text
        for reference, text in zip(references, found, strict=True)
    ]
    return Answer(200, b'{"data":[' + b",".join(texts) + b"]}")


def tag(text: bytes) -> str:
    """The ETag of a status: the same as long as only the moment of asking differs."""
    begin = text.find(_AS_OF)
    end = text.find(b'"', begin + len(_AS_OF))
    lasting = text[:begin] + text[end:] if begin >= 0 else text
    return f'W/"{hashlib.blake2b(lasting, digest_size=12).hexdigest()}"'


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/members/{member}/status",
        function=get_status,
        scope="status:read",
        tag="Status and ledger",
        query=StatusQuery,
        headers=("If-None-Match",),
        answer=StatusAnswer,
        problems=("not-found",),
        hot=True,
    ),
    Operation(
        method="POST",
        path="/v1/status/batch",
        function=get_statuses,
        scope="status:read",
        tag="Status and ledger",
        request=(StatusBatchRequest,),
        answer=StatusBatchAnswer,
        example={"members": ["card:6331001234567890", "ext:crm-0000"]},
        largest_body=BATCH_BODY_BYTES,
    ),
]
