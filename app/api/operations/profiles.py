"""What is known of a member as a person: changing it, and erasing it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.contract.operation import Request, RequestContext, expected_version, require_scope
from app.api.contract.problems import Problem
from app.api.contract.routing import IfMatch, MemberPath, OperationRoute, example, needs, operations_of, problems
from app.api.operations.members import MemberAnswer, known_member, member_answer
from app.engine.model.commands import ChangeMember, EraseMember
from app.engine.program.fields import MOST_METADATA, Day, Email, FreeText, HumanText, MetadataName, Phone

router = APIRouter(route_class=OperationRoute, tags=["Members"])

# What the shop says of a member, not the member.
_OFFICE: Final = {"joined_on", "metadata"}
_COLUMNS: Final = {"name", "email", "phone", "birth_date", "joined_on"}


class ConsentsChange(Request):
    """What the member agreed to since, or took back; null is as if never asked."""

    marketing: Annotated[bool | None, Field(description="Whether the member may be sent advertisements.")] = None


class MemberChange(Request):
    """What is to change; all else stays. Null takes away (JSON Merge Patch, RFC 7396)."""

    name: Annotated[HumanText | None, Field(description="The member's name; null when not known.")] = None
    email: Annotated[Email | None, Field(description="The e-mail address; null when not known.")] = None
    phone: Annotated[Phone | None, Field(description="The phone number; null when not known.")] = None
    birth_date: Annotated[
        Day | None, Field(description="The day of birth, not in the future; null when not known.")
    ] = None
    joined_on: Annotated[
        Day | None,
        Field(
            description=(
                "The day of joining; null when not known, and anniversaries then count from the first purchase."
            )
        ),
    ] = None
    consents: Annotated[ConsentsChange | None, Field(description="What the member agreed to.")] = None
    metadata: Annotated[
        dict[MetadataName, FreeText | None] | None,
        Field(max_length=2 * MOST_METADATA, description="Texts by name to set, null to take one away or all of them."),
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
    """Change what is known of a member. What is left out stays, what is null goes.

    `If-Match` with the ETag that was read is required, so that nobody overwrites what somebody else has just changed;
    a purchase in between counts as a change too. `*` means whatever is there.

    What customers may change of their own (`name`, `email`, `phone`, `birth_date`, `consents`) needs the scope
    `members:contact`, which a web shop's key has; `joined_on` and `metadata` need `members:write`.
    """
    if request.model_fields_set & _OFFICE:
        require_scope("members:write", context.caller)
    if if_match is None:
        await known_member(context, member)
        raise Problem("precondition-required")
    said: dict[str, Any] = request.model_dump(exclude_unset=True)
    await context.submit(
        ChangeMember(
            context.program_id,
            member,
            expected_version(context),
            {name: value for name, value in said.items() if name in _COLUMNS},
            said.get("consents", {}),
            said.get("metadata", {}),
        )
    )
    return await member_answer(context, response, member)


@router.delete("/v1/members/{member}", status_code=204, responses=problems("not-found"))
async def erase_member(member: MemberPath, context: Annotated[RequestContext, needs("members:write")]) -> None:
    """Erase the personal data of a member with all names and cards; the anonymous ledger stays.

    Nothing can be undone, and nothing can be recorded for the member any more. The names are free for others. The
    entries, the balance, the rebates and the purchases are still found by the id, `mem_…`.
    """
    await context.submit(EraseMember(context.program_id, member))


OPERATIONS = operations_of(router)
