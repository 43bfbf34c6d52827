"""The lint of a draft: what gives away more than it brings."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract.json_text import fractional_places
from app.api.contract.operation import RequestContext
from app.api.contract.problems import Problem, pointer
from app.api.contract.routing import DocumentedAs, OperationRoute, example, needs, problems
from app.api.operations.administration.program import EXAMPLE, ProgramVersion
from app.engine.lint.findings import MOST_FINDINGS
from app.engine.lint.lint import Linted
from app.engine.program.checks.fault import Fault

router = APIRouter(route_class=OperationRoute, tags=["Programme"])


class LintExampleAnswer(BaseModel):
    """The shortest known sequence of actions that shows a finding; amounts in minor units."""

    model_config = ConfigDict(from_attributes=True)

    actions: Annotated[list[str], Field(max_length=10, description="The actions, in words.")]
    paid: Annotated[int, Field(description="The value of the goods that the customer keeps, or pays for.")]
    got: Annotated[int, Field(description="The value received for it.")]


class FindingAnswer(BaseModel):
    """A part of the programme that may give away too much."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[str, Field(description="The kind of finding, for programs.")]
    severity: Annotated[
        Literal["error", "warning", "note"],
        Field(description="`error`: it gives more than it brings; `warning`: it can be exploited; `note`: a fact."),
    ]
    pointer: Annotated[str, Field(description="Its place in the document, a JSON pointer.")]
    what: Annotated[str, Field(description="The explanation.")]
    example: Annotated[LintExampleAnswer, Field(description="A sequence that shows it.")]


class LintAnswer(BaseModel):
    """The findings of a lint."""

    model_config = ConfigDict(from_attributes=True)

    findings: Annotated[list[FindingAnswer], Field(max_length=MOST_FINDINGS, description="The gravest first.")]
    decisions: Annotated[int, Field(description="The number of decisions tried.")]
    stopped: Annotated[bool, Field(description="Whether the limit of decisions was reached before all was tried.")]


@router.post("/v1/program/lint", responses=problems("program-invalid"), openapi_extra=example(EXAMPLE))
async def lint_program(
    document: Annotated[dict[str, Any], Body(), DocumentedAs(ProgramVersion)],
    context: Annotated[RequestContext, needs("rehearsals:read")],
) -> LintAnswer:
    """Look for parts of a draft that give away more than they bring.

    By reading (a card worth more than what fills it, points above their price …), with the prices of goods sold in the
    last 12 months, and by trying: baskets at every threshold are bought, split, returned and redeemed. It never keeps a
    document from being published.
    """
    document.pop("version", None)
    found = [
        Fault(pointer(place), "wrong-type", "must be a whole number, or a rate as text")
        for place in fractional_places(document)
    ] or await context.goldlist.lint.lint(context.program_id, document)
    if not isinstance(found, Linted):
        raise Problem("program-invalid", faults=found)
    return LintAnswer.model_validate(found)
