"""The programme: reading it, checking a draft, publishing the next version."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.api.contract.json_text import fractional_places, read_json
from app.api.contract.operation import Answer, Call, Operation, conditional, expected_version
from app.api.contract.problems import FaultAnswer, Problem, absent, invalid, pointer, refused
from app.engine.model.book import Refusal
from app.engine.program.document import ProgramDocument
from app.engine.program.faults import Fault

_is_version = re.compile(r"[1-9][0-9]{0,8}").fullmatch


class ProgramVersion(ProgramDocument):
    """A programme document, with the number of its version in what is read; in what is sent it says nothing."""

    version: Annotated[int | None, Field(description="The number of the version; ignored in requests.")] = None


class CheckAnswer(BaseModel):
    """Whether a document could be published."""

    ok: Annotated[bool, Field(description="Whether the document could be published as it is.")]
    faults: Annotated[
        list[FaultAnswer],
        Field(description="Everything that is wrong with the document; empty when it could be published."),
    ]


async def get_program(call: Call) -> Answer:
    """Read the programme that is in force.

    Its `ETag` names the version; send it as `If-Match` when publishing the next one.
    """
    return await _version(call, None)


async def get_program_version(call: Call) -> Answer:
    """Read any version of the programme.

    Purchases and entries name the version that decided them.
    """
    number = call.path["version"]
    if not _is_version(number):
        raise absent("version of the programme")
    return await _version(call, int(number))


async def publish_program(call: Call) -> Answer:
    """Publish the next version of the programme.

    With `If-Match`, only if the version read is still the newest. What was recorded before stays as it was decided.
    """
    if call.caller.limits.has_daily:
        raise Problem(
            "insufficient-scope", "a key with a daily limit publishes nothing, or the limit would bind nobody"
        )
    document = _document(call)
    faults = _fractions(document)
    made = faults or await call.service.publish(call.program_id, document, expected_version(call), call.caller)
    if isinstance(made, Refusal):
        raise refused(made)
    if not isinstance(made, int):
        raise Problem("program-invalid", faults=made)
    version, text = await _published(call, made)
    return Answer(200, text, ((b"etag", f'"{version}"'.encode()),))


async def check_program(call: Call) -> Answer:
    """Check a draft of the programme without publishing it.

    Every fault is told at once, each with its place in the document; where a value is missing or of the wrong kind,
    what the parts say of each other is looked at once that is mended.
    """
    document = _document(call)
    faults = _fractions(document) or await call.service.check_program(call.program_id, document)
    return Answer(200, to_json({"ok": not faults, "faults": [fault._asdict() for fault in faults]}))


EXAMPLE = {
    "name": "Corner Coffee",
    "currency": "GBP",
    "time_zone": "Europe/London",
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
        }
    ],
}

OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/program",
        function=get_program,
        scope="program:read",
        tag="Programme",
        headers=("If-None-Match",),
        answer=ProgramVersion,
        problems=("not-found",),
    ),
    Operation(
        method="PUT",
        path="/v1/program",
        function=publish_program,
        scope="program:write",
        tag="Programme",
        headers=("If-Match",),
        request=(ProgramVersion,),
        answer=ProgramVersion,
        problems=("version-conflict", "program-invalid"),
        example=EXAMPLE,
    ),
    Operation(
        method="POST",
        path="/v1/program/check",
        function=check_program,
        scope="program:read",
        tag="Programme",
        request=(ProgramVersion,),
        answer=CheckAnswer,
        example=EXAMPLE,
    ),
    Operation(
        method="GET",
        path="/v1/program/versions/{version}",
        function=get_program_version,
        scope="program:read",
        tag="Programme",
        headers=("If-None-Match",),
        answer=ProgramVersion,
        problems=("not-found",),
    ),
]


async def _version(call: Call, number: int | None) -> Answer:
    version, text = await _published(call, number)
    return conditional(call, text, f'"{version}"')


async def _published(call: Call, number: int | None) -> tuple[int, bytes]:
    found = await call.service.program(call.program_id, number)
    if found is None:
        raise absent("version of the programme")
    version, text = found
    return version, b'{"version":%d,%s' % (version, text.encode()[1:])


def _document(call: Call) -> dict[str, Any]:
    document = read_json(call.body)
    if not isinstance(document, dict):
        raise invalid("", "wrong-type", "must be an object")
    document.pop("version", None)
    return document


def _fractions(document: dict[str, Any]) -> Sequence[Fault]:
    places = fractional_places(document)
    return [Fault(pointer(place), "wrong-type", "must be a whole number, or a rate as text") for place in places]
