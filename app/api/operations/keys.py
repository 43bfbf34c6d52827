"""API keys of the programme: making them, listing them without their secrets, and revoking them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError, to_json

from app.actions.keys import READS, SCOPES, WRITES, EndedAlready, KnownKey, Limits
from app.api.contract import paging
from app.api.contract.operation import NO_CONTENT, Answer, Call, Operation, Request
from app.api.contract.paging import PageQuery
from app.api.contract.problems import Problem, absent, invalid, refused
from app.api.contract.shown import ShownInstant
from app.api.operations.baskets import store_of
from app.engine.model.book import Refusal
from app.engine.model.instants import instant, shown_instant
from app.engine.program.fields import LARGEST_AMOUNT, Instant, Name

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

    id: str
    role: Role
    scopes: list[str]
    store: str | None
    created_at: ShownInstant
    expires_at: ShownInstant | None
    revoked_at: ShownInstant | None
    requests_per_second: int | None
    points_per_day: int | None
    credit_per_day: int | None


class NewKeyAnswer(KeyAnswer):
    """A key that was just made. `key` is told this once and never again."""

    key: str


class KeysAnswer(BaseModel):
    """A page of keys, also of those that were revoked or have ended."""

    data: list[KeyAnswer]
    next_cursor: str | None


async def list_keys(call: Call) -> Answer:
    """List the keys of the programme in the order of their making, without their secrets."""
    query: PageQuery = call.query
    after = paging.last_id("keys", call)
    rows, more = paging.cut(await call.service.keys_page(call.program_id, query.limit + 1, after), query.limit)
    next_cursor = paging.cursor("keys", call, rows[-1].key_id) if more else None
    return Answer(200, paging.page([_document(one) for one in rows], next_cursor))


async def create_key(call: Call) -> Answer:
    """Make a key. Its secret is told this once; saying it again makes another key.

    A header Idempotency-Key is not looked at, since the secret cannot be told twice: whoever got no answer makes
    another key, looks for the first one in the list, and revokes it.

    A key can only give what it has: its own scopes, its own store, no more requests and no later end than its own. One
    with a daily limit makes no keys, or the limit would bind nobody. A request over a limit is answered with 429, and
    what would go over a daily limit does not happen.
    """
    request = call.read(KeyRequest)
    own = call.caller.limits
    if own.has_daily:
        raise Problem("insufficient-scope", "a key with a daily limit makes no keys, or the limit would bind nobody")
    if bool(request.scopes) != (request.role == "partner"):
        raise invalid("/scopes", "one-of", "must have scopes for a partner, and for no other role")
    wanted = SCOPES[request.role] or frozenset(request.scopes)
    if not wanted <= call.caller.scopes:
        raise Problem("insufficient-scope", "a key can only give scopes that it has itself")
    store = store_of(call.caller, request.store)
    requests_per_second = _lower(own.requests_per_second, request.requests_per_second)
    try:
        made = await call.service.create_key(
            call.program_id,
            request.role,
            store=store,
            scopes=sorted(set(request.scopes)),
            expires_at=_earlier(call.caller.expires_at, request.expires_at),
            limits=Limits(requests_per_second, request.points_per_day, request.credit_per_day),
            caller=call.caller,
        )
    except EndedAlready:
        raise invalid("/expires_at", "in-past", "must be in the future") from None
    return Answer(201, to_json({**_document(made.known), "key": made.key}))


async def revoke_key(call: Call) -> Answer:
    """Revoke a key for good: it opens nothing from then on, everywhere within 5 seconds. Again changes nothing.

    That goes for the last admin key too: a new one is made on the command line, `goldlist keys create --role admin`. A
    key revokes those that it could have made: of its own store, with no more scopes than it has.
    """
    key_id = call.path["key"]
    revoked = await call.service.revoke_key(call.program_id, key_id, call.caller) if _is_key_id(key_id) else None
    if revoked is None:
        raise absent("key")
    if isinstance(revoked, Refusal):
        raise refused(revoked)
    return NO_CONTENT


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/keys",
        function=list_keys,
        scope="keys:read",
        tag="Keys",
        query=PageQuery,
        answer=KeysAnswer,
        problems=("invalid-cursor",),
    ),
    Operation(
        method="POST",
        path="/v1/keys",
        function=create_key,
        scope="keys:write",
        tag="Keys",
        request=(KeyRequest,),
        answer=NewKeyAnswer,
        statuses=(201,),
        problems=("store-not-allowed",),
        example={"role": "pos", "store": "london-1", "expires_at": "2035-03-01T00:00:00Z"},
    ),
    Operation(
        method="DELETE",
        path="/v1/keys/{key}",
        function=revoke_key,
        scope="keys:write",
        tag="Keys",
        answer=None,
        statuses=(204,),
        problems=("not-found", "store-not-allowed"),
    ),
]


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
    }
