"""API keys of the programme: making them, listing them without their secrets, and revoking them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from app.actions.keys import ANY, READS, SCOPES, WRITES, EndedAlready, KnownKey, Limits
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownId, ShownInstant
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import PageQuery
from app.api.contract.problems import Problem, absent, invalid, refused
from app.api.contract.routing import OperationRoute, example, needs, operations_of, problems
from app.api.operations.baskets import store_of
from app.engine.model.book import Refusal
from app.engine.model.instants import instant, shown_instant
from app.engine.program.fields import LARGEST_AMOUNT, HumanText, Instant, Name

# Revoked, and nothing to say of others.
WITHOUT_BODY_TOO: dict[int | str, dict[str, Any]] = {204: {"description": ""}}

router = APIRouter(route_class=OperationRoute, tags=["Keys"])

_is_key_id = re.compile(r"key_[0-9a-z]{1,40}").fullmatch


def _known(scope: str) -> str:
    if scope not in READS | WRITES:
        raise PydanticCustomError("not-one-of", "must be one of the scopes that stand in the document")
    return scope


Role = Literal["admin", "pos", "ecommerce", "email", "partner", "auditor"]
Scope = Annotated[str, Field(max_length=40, json_schema_extra={"enum": sorted(READS | WRITES)}), AfterValidator(_known)]


class KeyRequest(Request):
    """A new key."""

    role: Annotated[Role, Field(description="What it is for; that decides what it may do.")]
    name: Annotated[HumanText | None, Field(description="What you call it, to know it again in the list.")] = None
    store: Annotated[Name | None, Field(description="The only store that it may act for; null is every store.")] = None
    scopes: Annotated[
        list[Scope], Field(max_length=len(READS | WRITES), description="What a partner may do, and only a partner's.")
    ] = Field([])
    expires_at: Annotated[Instant | None, Field(description="When it ends; null is never.")] = None
    requests_per_second: Annotated[
        int | None,
        Field(
            ge=1, le=1_000_000, description="How many requests it may send, on average over 10 seconds; null is any."
        ),
    ] = None
    points_per_day: Annotated[
        int | None,
        Field(ge=0, le=LARGEST_AMOUNT, description="How many points it may give, and take, a day; null is any."),
    ] = None
    credit_per_day: Annotated[
        int | None,
        Field(ge=0, le=LARGEST_AMOUNT, description="How much credit it may give, and take, a day; null is any."),
    ] = None


class KeyAnswer(BaseModel):
    """A key, without its secret."""

    id: ShownId
    role: Annotated[Role, Field(description="What it is for.")]
    scopes: Annotated[
        list[str], Field(description="What it may do. The scope that an operation needs stands in its `x-scope`.")
    ]
    store: Annotated[str | None, Field(description="The only store that it acts for; null is every store.")]
    created_at: Annotated[ShownInstant, Field(description="When it was made.")]
    expires_at: Annotated[ShownInstant | None, Field(description="When it ends; null when it never does.")]
    revoked_at: Annotated[ShownInstant | None, Field(description="When it was revoked; null as long as it was not.")]
    requests_per_second: Annotated[
        int | None, Field(description="How many requests it may send, on average over 10 seconds; null is any.")
    ]
    points_per_day: Annotated[
        int | None, Field(description="How many points it may give, and take, a day; null is any.")
    ]
    credit_per_day: Annotated[
        int | None, Field(description="How much credit it may give, and take, a day, in minor units; null is any.")
    ]
    name: Annotated[str | None, Field(description="What you call it; null when it has no name.")]
    made_by: Annotated[str | None, Field(description="The key that made it; null if it was made from a shell.")]
    last_used_at: Annotated[
        ShownInstant | None, Field(description="When it was used last, to the minute or so; null when it never was.")
    ]


class OwnKeyAnswer(BaseModel):
    """The key that asks: what it may do."""

    id: ShownId
    name: Annotated[str | None, Field(description="What you call it; null when it has no name.")]
    role: Annotated[Role, Field(description="What it is for.")]
    scopes: Annotated[
        list[str], Field(description="What it may do. The scope that an operation needs stands in its `x-scope`.")
    ]
    store: Annotated[str | None, Field(description="The only store that it acts for; null is every store.")]
    expires_at: Annotated[ShownInstant | None, Field(description="When it ends; null when it never does.")]
    requests_per_second: Annotated[
        int | None, Field(description="How many requests it may send, on average over 10 seconds; null is any.")
    ]
    points_per_day: Annotated[
        int | None, Field(description="How many points it may give, and take, a day; null is any.")
    ]
    credit_per_day: Annotated[
        int | None, Field(description="How much credit it may give, and take, a day, in minor units; null is any.")
    ]
    test: Annotated[bool, Field(description="Whether its programme is a test programme.")]


class RevokedAnswer(BaseModel):
    """A key that opens nothing any more."""

    id: ShownId
    revoked_at: Annotated[ShownInstant, Field(description="When it was revoked.")]
    revoked_with_it: Annotated[int, Field(description="How many keys it had made, or those had, were revoked as well.")]


class RevokeQuery(Request):
    """What else is to be revoked."""

    made_by_it: Annotated[
        Literal["true", "false"],
        Field(description="`true`: also all keys that it made, and those made by them. The answer says how many."),
    ] = "false"


class NewKeyAnswer(KeyAnswer):
    """A key that was just made. `key` is told this once and never again."""

    key: Annotated[
        str, Field(description="The key itself, for the header Authorization. Keep it: nobody can tell it again.")
    ]


class KeysAnswer(BaseModel):
    """A page of keys, also of those that were revoked or have ended."""

    data: Annotated[list[KeyAnswer], Field(description="What this page has.")]
    next_cursor: NextCursor


@router.get("/v1/keys", responses=problems("invalid-cursor"))
async def list_keys(
    query: Annotated[PageQuery, Query()], context: Annotated[RequestContext, needs("keys:read")]
) -> KeysAnswer:
    """List the keys of the programme in the order of their making, without their secrets."""
    after = paging.last_id("keys", context, query)
    rows, more = paging.cut(await context.service.keys_page(context.program_id, query.limit + 1, after), query.limit)
    next_cursor = paging.cursor("keys", context, rows[-1].key_id, query=query) if more else None
    return KeysAnswer(data=[KeyAnswer.model_validate(_document(one)) for one in rows], next_cursor=next_cursor)


@router.post(
    "/v1/keys",
    status_code=201,
    responses=problems("store-not-allowed"),
    openapi_extra=example({"role": "pos", "store": "london-1", "expires_at": "2035-03-01T00:00:00Z"}),
)
async def create_key(request: KeyRequest, context: Annotated[RequestContext, needs("keys:write")]) -> NewKeyAnswer:
    """Make a key. Its secret is told this once; saying it again makes another key.

    A header Idempotency-Key is not looked at, since the secret cannot be told twice: whoever got no answer makes
    another key, looks for the first one in the list, and revokes it.

    A key can only give what it has: its own scopes, its own store, no more requests and no later end than its own.
    What a limited key makes shares its limit: a request counts for both. One with a daily limit makes no keys, or the
    limit would bind nobody. A request over a limit is answered with 429, and what would go over a daily limit does not
    happen.
    """
    own = context.caller.limits
    if own.has_daily:
        raise Problem("insufficient-scope", "a key with a daily limit makes no keys, or the limit would bind nobody")
    if bool(request.scopes) != (request.role == "partner"):
        raise invalid("/scopes", "one-of", "must have scopes for a partner, and for no other role")
    wanted = SCOPES[request.role] or frozenset(request.scopes)
    if not wanted <= context.caller.scopes:
        raise Problem("insufficient-scope", "a key can only give scopes that it has itself")
    store = store_of(context.caller, request.store)
    requests_per_second = _lower(own.requests_per_second, request.requests_per_second)
    try:
        made = await context.service.create_key(
            context.program_id,
            request.role,
            store=store,
            scopes=sorted(set(request.scopes)),
            expires_at=_earlier(context.caller.expires_at, request.expires_at),
            limits=Limits(requests_per_second, request.points_per_day, request.credit_per_day),
            name=request.name,
            caller=context.caller,
        )
    except EndedAlready:
        raise invalid("/expires_at", "in-past", "must be in the future") from None
    return NewKeyAnswer.model_validate({**_document(made.known), "key": made.key})


@router.delete(
    "/v1/keys/{key}",
    response_model=RevokedAnswer,
    responses=WITHOUT_BODY_TOO | problems("not-found", "store-not-allowed"),
)
async def revoke_key(
    key: str, query: Annotated[RevokeQuery, Query()], context: Annotated[RequestContext, needs("keys:write")]
) -> RevokedAnswer | Response:
    """Revoke a key for good: it opens nothing from then on, everywhere within 5 seconds. Again changes nothing.

    That goes for the last admin key too: a new one is made on the command line, `goldlist keys create --role admin`. A
    key revokes itself, and those that it could have made: of its own store, with no more scopes, no wider limits and no
    later end than it has. Whoever stole a key may have made others with it: `made_by_it=true` revokes those as well.
    Without it the answer has no body, and the header `Keys-Still-Open` says how many there are.
    """
    with_made = query.made_by_it == "true"
    if not _is_key_id(key):
        raise absent("key")
    revoked = await context.service.revoke_key(context.program_id, key, context.caller, with_made=with_made)
    if revoked is None:
        raise absent("key")
    if isinstance(revoked, Refusal):
        raise refused(revoked)
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
    """Read what the key that asks may do: its role, scopes, store, limits and end. Every key may."""
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
            "test": caller.test,
        }
    )


OPERATIONS = operations_of(router)


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
        "last_used_at": key.last_used_at and shown_instant(key.last_used_at),
    }
