"""API keys of the programme: making them, listing them without their secrets, and revoking them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from app.actions.access import key_making
from app.actions.access.keys import ALL_MEMBERS, ANY, READS, SCOPES, WRITES, EndedAlready, KnownKey, Limits
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownCreatedAt, ShownId, ShownInstant
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import Problem, absent, accepted, existing, invalid, refused
from app.api.contract.routing import OperationRoute, example, needs, problems
from app.api.operations.administration.key_members import is_key_id
from app.api.operations.answers.baskets import store_of
from app.engine.model.book import Refusal
from app.engine.model.instants import instant, shown_instant
from app.engine.program.fields import HumanText, Instant, Name, StaffReference
from app.engine.program.texts import LARGEST_AMOUNT

# Revoked, with no further keys to report.
WITHOUT_BODY_TOO: dict[int | str, dict[str, Any]] = {204: {"description": ""}}

router = APIRouter(route_class=OperationRoute, tags=["Keys"])


def _known(scope: str) -> str:
    if scope not in READS | WRITES:
        raise PydanticCustomError("not-one-of", "must be one of the scopes in the OpenAPI document")
    return scope


def _key_id(text: str) -> str:
    if not is_key_id(text):
        raise PydanticCustomError("wrong-form", "must be a key's id, `key_…`")
    return text


KeyId = Annotated[str, Field(max_length=44), AfterValidator(_key_id)]
Role = Literal["admin", "pos", "ecommerce", "email", "partner", "auditor", "representative", "manager", "operator"]
Scope = Annotated[str, Field(max_length=40, json_schema_extra={"enum": sorted(READS | WRITES)}), AfterValidator(_known)]


class KeyRequest(Request):
    """A new key."""

    role: Annotated[Role, Field(description="The role, which decides its permissions.")]
    name: Annotated[HumanText | None, Field(description="A name to recognise the key in the list.")] = None
    store: Annotated[Name | None, Field(description="The only store it may act for; null means every store.")] = None
    scopes: Annotated[
        list[Scope],
        Field(max_length=len(READS | WRITES), description=("The scopes of a partner's key; not for other roles.")),
    ] = Field([])
    all_members: Annotated[
        bool,
        Field(
            description="Whether a partner's key knows all members. If not, it knows those it enrols or is given, and "
            "all others are 404 for it. Keys of other roles know all members."
        ),
    ] = False
    members_of: Annotated[
        KeyId | None,
        Field(
            description=("The partner's key whose members it shares, for example as its replacement; null for its own.")
        ),
    ] = None
    staff: Annotated[
        StaffReference | None,
        Field(
            description="The person who will use it, named in the audit log. It is refused once that person has left, "
            "and never has more scopes than the person's role."
        ),
    ] = None
    expires_at: Annotated[Instant | None, Field(description="The expiry; null means never.")] = None
    requests_per_second: Annotated[
        int | None,
        Field(
            ge=1,
            le=1_000_000,
            description=("The limit of requests per second, on average over 10 seconds; null means no limit."),
        ),
    ] = None
    points_per_day: Annotated[
        int | None,
        Field(
            ge=0,
            le=LARGEST_AMOUNT,
            description=("The limit of points issued, and of points taken, per day; null means no limit."),
        ),
    ] = None
    credit_per_day: Annotated[
        int | None,
        Field(
            ge=0,
            le=LARGEST_AMOUNT,
            description=("The limit of credit issued, and of credit taken, per day; null means no limit."),
        ),
    ] = None


class KeyAnswer(BaseModel):
    """A key, without its secret."""

    id: ShownId
    role: Annotated[Role, Field(description="The role.")]
    scopes: Annotated[list[str], Field(description="Its scopes. The scope an operation requires is its `x-scope`.")]
    store: Annotated[str | None, Field(description="The only store it acts for; null means every store.")]
    created_at: ShownCreatedAt
    expires_at: Annotated[ShownInstant | None, Field(description="The expiry; null means never.")]
    revoked_at: Annotated[ShownInstant | None, Field(description="The time of revocation, or null.")]
    requests_per_second: Annotated[
        int | None,
        Field(description=("The limit of requests per second, on average over 10 seconds; null means no limit.")),
    ]
    points_per_day: Annotated[
        int | None, Field(description="The limit of points issued, and of points taken, per day; null means no limit.")
    ]
    credit_per_day: Annotated[
        int | None,
        Field(
            description=(
                "The limit of credit issued, and of credit taken, per day, in minor units; null means no limit."
            )
        ),
    ]
    name: Annotated[str | None, Field(description="Its name, or null.")]
    staff: Annotated[str | None, Field(description="The id of the person who uses it; null for no one in particular.")]
    made_by: Annotated[str | None, Field(description="The key that made it; null from a shell.")]
    members_of: Annotated[
        str | None,
        Field(description="The key whose members it knows, which may be itself; null if it knows all members."),
    ]
    last_used_at: Annotated[
        ShownInstant | None, Field(description="The time of its last use, to about a minute; null if never used.")
    ]


class OwnKeyAnswer(BaseModel):
    """The key of this request, with its permissions."""

    id: ShownId
    name: Annotated[str | None, Field(description="Its name, or null.")]
    role: Annotated[Role, Field(description="The role.")]
    scopes: Annotated[list[str], Field(description="Its scopes. The scope an operation requires is its `x-scope`.")]
    store: Annotated[str | None, Field(description="The only store it acts for; null means every store.")]
    expires_at: Annotated[ShownInstant | None, Field(description="The expiry; null means never.")]
    requests_per_second: Annotated[
        int | None,
        Field(description=("The limit of requests per second, on average over 10 seconds; null means no limit.")),
    ]
    points_per_day: Annotated[
        int | None, Field(description="The limit of points issued, and of points taken, per day; null means no limit.")
    ]
    credit_per_day: Annotated[
        int | None,
        Field(
            description=(
                "The limit of credit issued, and of credit taken, per day, in minor units; null means no limit."
            )
        ),
    ]
    members_of: Annotated[
        str | None,
        Field(description="The key whose members it knows, which may be itself; null if it knows all members."),
    ]
    staff: Annotated[str | None, Field(description="The id of the person who uses it; null for no one in particular.")]
    test: Annotated[bool, Field(description="Whether its programme is a test programme.")]


class RevokedAnswer(BaseModel):
    """A revoked key."""

    id: ShownId
    revoked_at: Annotated[ShownInstant, Field(description="The time of revocation.")]
    revoked_with_it: Annotated[
        int, Field(description=("The number of keys it had made, directly or indirectly, that were also revoked."))
    ]


class RevokeQuery(Request):
    """Further keys to revoke."""

    made_by_it: Annotated[
        Literal["true", "false"],
        Field(description="`true`: also all keys it made, directly or indirectly. The answer has their number."),
    ] = "false"


class NewKeyAnswer(KeyAnswer):
    """A new key. `key` is shown only in this answer."""

    key: Annotated[
        str, Field(description="The key itself, for the Authorization header. Save it: it cannot be shown again.")
    ]


class KeysAnswer(BaseModel):
    """A page of keys, including revoked and expired ones."""

    data: Page[KeyAnswer]
    next_cursor: NextCursor


@router.get("/v1/keys", responses=problems("invalid-cursor"))
async def list_keys(
    query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("keys:read")]
) -> KeysAnswer:
    """List the keys of the programme, oldest first, without their secrets."""
    after = paging.last_id("keys", context, query)
    rows, next_cursor = paging.page(
        "keys",
        context,
        query,
        await context.goldlist.keys.page(context.program_id, query.limit + 1, after),
        lambda last: last.key_id,
    )
    return KeysAnswer(data=[KeyAnswer.model_validate(_document(one)) for one in rows], next_cursor=next_cursor)


@router.post(
    "/v1/keys",
    status_code=201,
    responses=problems("store-not-allowed", "not-found"),
    openapi_extra=example({"role": "pos", "store": "london-1", "expires_at": "2035-03-01T00:00:00Z"}),
)
async def create_key(request: KeyRequest, context: Annotated[RequestContext, needs("keys:write")]) -> NewKeyAnswer:
    """Make a key. Its secret is shown only in this answer; repeating the request makes another key.

    The header Idempotency-Key is ignored, because the secret cannot be shown twice: without an answer, make another
    key, find the first one in the list, and revoke it.

    A key can pass on only what it has: its own scopes, its own store, no more requests and no later expiry. Keys made
    by a partner's key know the same members, and must be a partner's too. Keys made by a limited key share its limit: a
    request counts for both. A key with a daily limit cannot make keys, because they would evade it. A request over a
    limit gets 429 and has no effect.
    """
    own = context.caller.limits
    if own.has_daily:
        raise Problem(
            "insufficient-scope", ("a key with a daily limit cannot make keys, because they would evade the limit")
        )
    if bool(request.scopes) != (request.role == "partner"):
        raise invalid("/scopes", "one-of", "scopes are required for a partner, and not allowed for other roles")
    if request.members_of and (request.all_members or request.role != "partner"):
        raise invalid("/members_of", "one-of", "must be null for a key that knows all members")
    if request.all_members and request.role != "partner":
        raise invalid("/all_members", "one-of", "only allowed for a partner: all other keys know all members")
    if request.staff and request.role == "partner":
        raise invalid("/staff", "one-of", "not allowed for a partner")
    wanted = SCOPES[request.role] or frozenset(request.scopes)
    if not wanted <= context.caller.scopes:
        raise Problem("insufficient-scope", "a key can only pass on its own scopes")
    store = store_of(context.caller, request.store)
    requests_per_second = _lower(own.requests_per_second, request.requests_per_second)
    wish = key_making.KeyRequest(
        request.role,
        store=store,
        scopes=sorted(set(request.scopes)),
        expires_at=_earlier(context.caller.expires_at, request.expires_at),
        limits=Limits(requests_per_second, request.points_per_day, request.credit_per_day),
        name=request.name,
        members_of=ALL_MEMBERS if request.all_members else request.members_of,
        staff=request.staff,
    )
    try:
        made = await context.goldlist.keys.create(context.program_id, wish, context.caller)
    except EndedAlready:
        raise invalid("/expires_at", "in-past", "must be in the future") from None
    if isinstance(made, Refusal):
        raise refused(made)
    return NewKeyAnswer.model_validate({**_document(made.known), "key": made.key})


@router.delete(
    "/v1/keys/{key}",
    response_model=RevokedAnswer,
    responses=WITHOUT_BODY_TOO | problems("not-found", "store-not-allowed"),
)
async def revoke_key(
    key: str, query: Annotated[RevokeQuery, Query()], context: Annotated[RequestContext, needs("keys:write")]
) -> RevokedAnswer | Response:
    """Revoke a key for good: it is refused everywhere within 5 seconds. Repeating the request changes nothing.

    This includes the last admin key: make a new one on the command line, `goldlist keys create --role admin`. A key can
    revoke itself, and any key it could have made: of its own store, with no more scopes, no wider limits and no later
    expiry than its own. A stolen key may have made others: `made_by_it=true` revokes those too. Without it the answer
    has no body, and the header `Keys-Still-Open` has their number.
    """
    with_made = query.made_by_it == "true"
    if not is_key_id(key):
        raise absent("key")
    revoked = existing(
        accepted(await context.goldlist.keys.revoke(context.program_id, key, context.caller, with_made=with_made)),
        "key",
    )
    if not with_made:
        still_open = {"Keys-Still-Open": str(revoked.still_open)} if revoked.still_open else {}
        return Response(status_code=204, headers=still_open)
    assert revoked.key.revoked_at
    return RevokedAnswer(
        id=revoked.key.key_id,
        revoked_at=shown_instant(revoked.key.revoked_at),
        revoked_with_it=revoked.revoked_with_it,
    )


@router.get("/v1/key")
async def get_own_key(context: Annotated[RequestContext, needs(ANY)]) -> OwnKeyAnswer:
    """Read the permissions of this request's key: its role, scopes, store, limits and expiry. Every key may."""
    caller = context.caller
    return OwnKeyAnswer.model_validate(
        {
            "id": caller.key_id,
            "name": caller.name,
            "role": caller.role,
            "scopes": sorted(caller.scopes),
            "store": caller.store,
            "expires_at": caller.expires_at and shown_instant(caller.expires_at),
            **caller.limits._asdict(),
            "members_of": caller.members_of,
            "staff": caller.staff_id,
            "test": caller.test,
        }
    )


def _earlier(own: str | None, wanted: datetime | None) -> datetime | None:
    return min((end for end in (own and instant(own), wanted) if end), default=None)


def _lower(own: int | None, wanted: int | None) -> int | None:
    return min((limit for limit in (own, wanted) if limit is not None), default=None)


def _document(key: KnownKey) -> dict[str, Any]:
    return {
        "id": key.key_id,
        "role": key.role,
        "scopes": sorted(key.scopes),
        "store": key.store,
        "created_at": shown_instant(key.created_at),
        "expires_at": key.expires_at and shown_instant(key.expires_at),
        "revoked_at": key.revoked_at and shown_instant(key.revoked_at),
        **key.limits._asdict(),
        "name": key.name,
        "made_by": key.made_by,
        "members_of": key.members_of,
        "staff": key.staff_id,
        "last_used_at": key.last_used_at and shown_instant(key.last_used_at),
    }
