"""The programme: reading it, checking a draft, publishing the next version."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from app.api.contract.json_text import fractional_places
from app.api.contract.operation import RequestContext, expected_version
from app.api.contract.problems import FaultAnswer, Problem, absent, existing, pointer, refused
from app.api.contract.routing import (
    DocumentedAs,
    IfMatch,
    IfNoneMatch,
    JsonText,
    OperationRoute,
    example,
    needs,
    problems,
    tagged,
    unless_known,
)
from app.engine.model.book import Refusal
from app.engine.program.checks.fault import Fault
from app.engine.program.document import ProgramDocument

router = APIRouter(route_class=OperationRoute, tags=["Programme"])

_is_version = re.compile(r"[1-9][0-9]{0,8}").fullmatch


class ProgramVersion(ProgramDocument):
    """A programme document; answers include its version number, requests may."""

    version: Annotated[int | None, Field(description="The version number; ignored in requests.")] = None


class CheckAnswer(BaseModel):
    """The result of a check."""

    ok: Annotated[bool, Field(description="Whether the document could be published.")]
    faults: Annotated[
        list[FaultAnswer],
        Field(description="All faults of the document; empty if it could be published."),
    ]


EXAMPLE = {
    "name": "Corner Coffee",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "gift_cards": {"valid_months": 24},
    "points": {
        "earn": [
            {"id": "base", "points": 1, "per": 100},
            {"id": "beans", "points": 2, "per": 100, "match": {"categories": ["beans"]}},
        ],
        "expiry": {"kind": "after", "months": 12, "round_up_to": "month"},
        "transfer": {"allowed": True, "min": 100},
    },
    "tiers": {
        "window": {"kind": "rolling", "months": 12},
        "levels": [
            {"id": "base", "name": "Base", "from": 0},
            {"id": "silver", "name": "Silver", "from": 10000, "points_multiplier": "1.25"},
            {"id": "gold", "name": "Gold", "from": 50000, "points_multiplier": "1.5"},
        ],
    },
    "punch_cards": [
        {
            "id": "coffee",
            "name": "Coffee card",
            "counts": "items",
            "match": {"categories": ["coffee"]},
            "punches": 10,
            "reward": "free-coffee",
        }
    ],
    "rebates": [
        {
            "id": "quarter",
            "name": "Quarterly money back",
            "period": "quarter",
            "method": "retroactive",
            "bands": [{"from": 8000, "rate": "0.02"}, {"from": 20000, "rate": "0.05"}],
        }
    ],
    "rewards": [
        {
            "id": "free-coffee",
            "name": "A free coffee",
            "kind": "free_item",
            "match": {"categories": ["coffee"]},
            "valid_days": 60,
        },
        {
            "id": "five-off",
            "name": "5.00 GBP off",
            "kind": "amount_off",
            "amount": 500,
            "points_price": 500,
            "min_spend": 1000,
            "valid_days": 90,
        },
    ],
    "campaigns": [
        {
            "id": "quiet-hours",
            "name": "Double points in quiet hours",
            "weekdays": ["mon", "tue", "wed", "thu"],
            "hours": [{"from": "14:00", "to": "17:00"}],
            "points_multiplier": "2",
        },
        {
            "id": "newsletter",
            "name": "2.00 GBP off by letter",
            "codes": {"kind": "many", "count": 3, "each": "once"},
            "for_guests": True,
            "amount_off": 200,
        },
    ],
}

# A draft is read unvalidated: its faults are reported with their places in the document.
Document = Annotated[dict[str, Any], Body(), DocumentedAs(ProgramVersion)]


@router.get("/v1/program", response_model=ProgramVersion, responses=problems("not-found"))
async def get_program(
    context: Annotated[RequestContext, needs("program:read")], if_none_match: IfNoneMatch = None
) -> JsonText:
    """Read the programme in force.

    Its `ETag` names the version; send it as `If-Match` when publishing the next one.
    """
    return await _version(context, None)


@router.put(
    "/v1/program",
    response_model=ProgramVersion,
    responses=problems("version-conflict", "program-invalid", "segment-in-use"),
    openapi_extra=example(EXAMPLE),
)
async def publish_program(
    document: Document, context: Annotated[RequestContext, needs("program:write")], if_match: IfMatch = None
) -> JsonText:
    """Publish the next version of the programme.

    With `If-Match`, only if the version read is still the newest. Earlier recordings stay as decided.
    """
    if context.caller.limits.has_daily:
        raise Problem(
            "insufficient-scope", "a key with a daily limit cannot publish, because a new version could evade the limit"
        )
    document.pop("version", None)
    made = fractions(document) or await context.goldlist.programs.publish(
        context.program_id, document, expected_version(context), context.caller
    )
    if isinstance(made, Refusal):
        raise refused(made)
    if not isinstance(made, int):
        raise Problem("program-invalid", faults=made)
    version, answer = await _published(context, made)
    tagged(answer, version)
    return answer


@router.post("/v1/program/check", openapi_extra=example(EXAMPLE))
async def check_program(document: Document, context: Annotated[RequestContext, needs("program:read")]) -> CheckAnswer:
    """Check a draft of the programme without publishing it.

    All faults are reported at once, each with its place in the document; while a value is missing or has the wrong
    type, conflicts between parts are not checked.
    """
    document.pop("version", None)
    faults = fractions(document) or await context.goldlist.programs.check(context.program_id, document)
    return CheckAnswer(ok=not faults, faults=[FaultAnswer(**fault._asdict()) for fault in faults])


@router.get("/v1/program/versions/{version}", response_model=ProgramVersion, responses=problems("not-found"))
async def get_program_version(
    version: str, context: Annotated[RequestContext, needs("program:read")], if_none_match: IfNoneMatch = None
) -> JsonText:
    """Read any version of the programme.

    Purchases and entries name the version that decided them.
    """
    if not _is_version(version):
        raise absent("version of the programme")
    return await _version(context, int(version))


async def _version(context: RequestContext, number: int | None) -> JsonText:
    tag, answer = await _published(context, number)
    unless_known(context, answer, tag)
    return answer


async def _published(context: RequestContext, number: int | None) -> tuple[str, JsonText]:
    """The ETag of a version, and its document."""
    found = existing(await context.goldlist.programs.document(context.program_id, number), "version of the programme")
    version, text = found
    return f'"{version}"', JsonText(b'{"version":%d,%s' % (version, text.encode()[1:]))


def fractions(document: dict[str, Any]) -> Sequence[Fault]:
    """A fault for each number of a document that is not whole."""
    places = fractional_places(document)
    return [Fault(pointer(place), "wrong-type", "must be a whole number, or a rate as text") for place in places]
