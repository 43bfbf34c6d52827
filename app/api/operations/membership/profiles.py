"""Personal data: changes and erases it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.contract.operation import Request, RequestContext, expected_version, require_scope
from app.api.contract.problems import Problem
from app.api.contract.routing import IfMatch, MemberPath, OperationRoute, example, needs, problems
from app.api.operations.membership.members import MemberAnswer, how_said, known_member, member_answer
from app.engine.model.commands.members import ChangeMember, EraseMember
from app.engine.program.fields import Day, Email, FreeText, HumanText, MetadataName, Phone
from app.engine.program.texts import MOST_METADATA

router = APIRouter(route_class=OperationRoute, tags=["Members"])

# Data about the member that the shop sets, not the member.
_OFFICE: Final = {"joined_on", "metadata"}
_COLUMNS: Final = {"name", "email", "phone", "birth_date", "joined_on"}


class ConsentsChange(Request):
    """Changed consents; null resets a consent as if it had never been asked for."""

    marketing: Annotated[bool | None, Field(description="Whether the member may be sent advertising.")] = None


class MemberChange(Request):
    """The fields to change; all others stay. Null removes a value (JSON Merge Patch, RFC 7396)."""

    name: Annotated[HumanText | None, Field(description="The member's name; null if unknown.")] = None
    email: Annotated[Email | None, Field(description="The e-mail address; null if unknown.")] = None
    phone: Annotated[Phone | None, Field(description="The phone number; null if unknown.")] = None
    birth_date: Annotated[Day | None, Field(description="The day of birth, not in the future; null if unknown.")] = None
    joined_on: Annotated[
        Day | None,
        Field(description=("The day of joining; null if unknown: anniversaries then count from the first purchase.")),
    ] = None
    consents: Annotated[ConsentsChange | None, Field(description="The member's changed consents.")] = None
    metadata: Annotated[
        dict[MetadataName, FreeText | None] | None,
        Field(max_length=2 * MOST_METADATA, description="Texts to set by name; null removes one, or all of them."),
    ] = None


@router.patch(
    "/v1/members/{member}",
    responses=problems("not-found", "precondition-required", "version-conflict", "member-exists", "member-erased"),
    openapi_extra=example({"phone": "+44 20 7946 0958", "consents": {"marketing": True}}),
)
async def change_member(
    member: MemberPath,
    request: MemberChange,
    response: Response,
    context: Annotated[RequestContext, needs("members:contact")],
    if_match: IfMatch = None,
) -> MemberAnswer:
    """Change a member's personal data. Omitted fields stay, null removes a value.

    `If-Match` with the ETag that you read is required, so that concurrent changes are not overwritten; a purchase in
    between counts as a change too. `*` matches any version.

    Fields that customers may change themselves (`name`, `email`, `phone`, `birth_date`, `consents`) require the scope
    `members:contact`, which a web shop's key has; `joined_on` and `metadata` require `members:write`.
    """
    if request.model_fields_set & _OFFICE:
        require_scope("members:write", context.caller)
    if if_match is None:
        await known_member(context, member)
        raise Problem("precondition-required")
    said: dict[str, Any] = request.model_dump(exclude_unset=True)
    await context.submit(
        ChangeMember(
            program_id=context.program_id,
            member=member,
            expected_version=expected_version(context),
            told={name: value for name, value in said.items() if name in _COLUMNS},
            consents=said.get("consents", {}),
            metadata=said.get("metadata", {}),
            how=how_said(context),
        )
    )
    return await member_answer(context, response, member)


@router.delete("/v1/members/{member}", status_code=204, responses=problems("not-found"))
async def erase_member(member: MemberPath, context: Annotated[RequestContext, needs("members:erase")]) -> None:
    """Erase a member's personal data with all names and cards; the anonymous ledger stays.

    This cannot be undone, and nothing can be recorded for the member any more. The names are free for others. The
    entries, the balance, the rebates and the purchases are still found by the id, `mem_…`.
    """
    await context.submit(EraseMember(context.program_id, member))
