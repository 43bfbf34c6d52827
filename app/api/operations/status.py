"""Where members stand: what tills, checkouts and e-mail read."""

import hashlib
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.api.contract.answer_types import ShownDay, ShownInstant
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

    id: str
    name: str
    since: ShownDay | None
    until: ShownDay | None
    points_multiplier: str
    discount: str | None
    privileges: list[str]
    given: Annotated[GivenAnswer | None, Field(description="What was given by hand and holds still, if anything was.")]


class NextTierAnswer(BaseModel):
    """The level above, and what is missing to it."""

    id: str
    name: str
    needs: int
    measure: Literal["spend", "points", "visits"]
    by: ShownDay | None


class KeepTierAnswer(BaseModel):
    """What is missing to keep the level beyond the day on which it would end."""

    needs: int
    by: ShownDay | None


class QualifyingAnswer(BaseModel):
    """The measure that decides the level, over its window."""

    measure: Literal["spend", "points", "visits"]
    amount: int
    from_: Annotated[ShownDay | None, Field(alias="from")]
    to: ShownDay


class ExpiringAnswer(BaseModel):
    """Points and the last day on which they are good."""

    points: int
    on: ShownDay


class PointsAnswer(BaseModel):
    """Points: `balance` is what can be spent, less what is owed."""

    balance: int
    pending: int
    held: int
    debt: int
    expiring: list[ExpiringAnswer]


class CreditAnswer(BaseModel):
    """Credit in minor units."""

    balance: int
    held: int


class ExpiringPunchesAnswer(BaseModel):
    """Punches that end after a day."""

    punches: int
    on: ShownDay


class PunchCardAnswer(BaseModel):
    """A punch card."""

    id: str
    name: str
    punches: int
    of: int
    completed: int
    expiring: list[ExpiringPunchesAnswer]


class PeriodAnswer(BaseModel):
    """A period, by its first and last day."""

    from_: Annotated[ShownDay, Field(alias="from")]
    to: ShownDay


class NextBandAnswer(BaseModel):
    """The band above, what is missing to it, and what will be due then."""

    from_: Annotated[int, Field(alias="from")]
    rate: str | None
    needs: int
    due_then: int


class RebateAnswer(BaseModel):
    """A rebate in its current period, in minor units."""

    id: str
    name: str
    period: PeriodAnswer
    spend: int
    rate: str | None
    due: int
    paid: int
    next_band: NextBandAnswer | None


class UsableVoucherAnswer(BaseModel):
    """A voucher that can be used."""

    id: str
    code: str
    reward: str
    name: str
    amount: Annotated[int | None, Field(description="In minor units; null where the reward says it.")]
    expires_on: ShownDay | None


class RankLevelAnswer(BaseModel):
    """A level of a ladder of ranks."""

    id: Annotated[str, Field(description="The id of the level.")]
    name: str
    privileges: list[str]


class LadderAnswer(BaseModel):
    """A ladder of ranks, and where the member stands on it."""

    id: Annotated[str, Field(description="The id of the ladder.")]
    name: str
    level: Annotated[RankLevelAnswer | None, Field(description="The level held; null for none.")]
    since: Annotated[ShownDay | None, Field(description="The day from which the level is held; null without a level.")]
    next_review_on: Annotated[ShownDay, Field(description="The day on which all members are looked at again.")]


class StatusAnswer(BaseModel):
    """Where a member stands. Days are the last good day."""

    member: str
    as_of: ShownInstant
    currency: str
    program_version: int
    tier: TierAnswer | None
    next_tier: NextTierAnswer | None
    keep_tier: KeepTierAnswer | None
    qualifying: QualifyingAnswer | None
    points: PointsAnswer
    credit: CreditAnswer
    punch_cards: list[PunchCardAnswer]
    rebates: list[RebateAnswer]
    vouchers: Annotated[
        list[UsableVoucherAnswer],
        Field(description="The vouchers that can be used, oldest first, at most 50; the member's list has all."),
    ]
    vouchers_total: Annotated[int, Field(description="How many vouchers can be used.")]
    ladders: Annotated[list[LadderAnswer], Field(description="Every ladder of ranks of the programme.")]


class StatusBatchRequest(Request):
    """Whose status."""

    members: Annotated[list[MemberReference], Field(min_length=1, max_length=1000)]


class UnknownMemberAnswer(BaseModel):
    """A reference to nobody."""

    member: str
    problem: ProblemAnswer


class StatusBatchAnswer(BaseModel):
    """One status per reference, in the order asked."""

    data: list[StatusAnswer | UnknownMemberAnswer]


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
