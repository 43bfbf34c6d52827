"""Webhooks: addresses to which events are sent, signed, in order for each member."""

import json
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from app.actions.events.feed import NOW, START
from app.actions.events.webhooks import MOST_WEBHOOKS, KnownWebhook, WebhookRequest
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant
from app.api.contract.operation import Nothing, Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import absent, accepted, existing, invalid
from app.api.contract.routing import OperationRoute, example, needs, problems
from app.api.operations.integration.events import named_position, named_types
from app.engine.program.fields import Name
from app.outside.signatures import secret_bytes
from app.store.rows.webhooks import WebhookRow

router = APIRouter(route_class=OperationRoute, tags=["Webhooks"])

WebhookPath = Annotated[str, Path(alias="webhook")]
LONGEST_OVERLAP: Final = 168
MOST_TYPES: Final = 50
MOST_STORES: Final = 200


def _secret(text: str) -> str:
    try:
        secret_bytes(text)
    except ValueError as error:
        raise PydanticCustomError("wrong-form", "{words}", {"words": str(error)}) from None
    return text


Url = Annotated[str, Field(max_length=2_000, description="The address: https, on port 443 or 8443.")]
Types = Annotated[
    list[Annotated[str, Field(max_length=60)]],
    Field(min_length=1, max_length=MOST_TYPES, description="The types: `purchase.*`, `tier.changed`, or `*` for all."),
]
Stores = Annotated[
    list[Name] | None,
    Field(min_length=1, max_length=MOST_STORES, description="Only events of these stores; null for all events."),
]
Concurrency = Annotated[int, Field(ge=1, le=32, description="The maximum number of messages at the same time.")]


class WebhookBody(Request):
    """A new webhook."""

    url: Url
    types: Types
    stores: Stores = None
    description: Annotated[str | None, Field(max_length=200, description="What it is for.")] = None
    secret: Annotated[
        str | None,
        Field(description="`whsec_` and 24 to 64 bytes in base64; by default one is drawn."),
        AfterValidator(lambda text: _secret(text) if text is not None else None),
    ] = None
    codes: Annotated[bool, Field(description="Whether to send the codes of vouchers.")] = False
    after: Annotated[
        str,
        Field(description="Begin with events to come (`now`), the oldest kept (`start`), or after an event."),
    ] = NOW
    concurrency: Concurrency = 8
    batch: Annotated[
        int, Field(ge=1, le=100, description="The maximum number of events in a message; above 1 it is a list.")
    ] = 1


class WebhookChange(Request):
    """What changes; the rest stays."""

    url: Annotated[Url | None, Field(description="The new address.")] = None
    types: Annotated[Types | None, Field(description="The types to send from now on.")] = None
    stores: Stores = None
    concurrency: Annotated[Concurrency | None, Field(description="The maximum number of messages at once.")] = None
    status: Annotated[Literal["active", "paused"] | None, Field(description="`active` goes on where it stopped.")] = (
        None
    )


class RotateBody(Request):
    """How long the old secret signs, too."""

    overlap_hours: Annotated[
        int, Field(ge=0, le=LONGEST_OVERLAP, description="For this long messages have two signatures.")
    ] = 24


class ReplayEventsBody(Request):
    """The events to be sent once more."""

    # `from` is a word of Python.
    begin: Annotated[
        str,
        Field(alias="from", description="Begin with the oldest event kept (`start`), or after an event."),
    ]
    to: Annotated[str, Field(description="The last event, by its id, or `now`.")] = NOW
    types: Annotated[Types | None, Field(description="Only these types; null for those of the webhook.")] = None


class WebhookAnswer(BaseModel):
    """A webhook."""

    id: Annotated[str, Field(description="The id, `whk_…`.")]
    url: Annotated[str, Field(description="The address.")]
    types: Annotated[list[str], Field(max_length=MOST_TYPES, description="The types that are sent.")]
    stores: Annotated[
        list[str] | None, Field(max_length=MOST_STORES, description="The stores whose events are sent; null for all.")
    ]
    description: Annotated[str | None, Field(description="What it is for.")]
    codes: Annotated[bool, Field(description="Whether the codes of vouchers are sent.")]
    concurrency: Annotated[int, Field(description="The maximum number of messages at the same time.")]
    batch: Annotated[int, Field(description="The maximum number of events in a message.")]
    status: Annotated[
        Literal["active", "paused", "failing", "disabled"],
        Field(
            description="`failing`: the address is down; one event is tried now and then, and nothing is used up. "
            "`disabled`: it was down for 5 days, or answered 410."
        ),
    ]
    created_at: Annotated[RecordedInstant, Field(description="The instant of making.")]
    delivered: Annotated[int, Field(description="The number of events that were taken.")]
    failed: Annotated[int, Field(description="The number of events that were given up after the last attempt.")]
    last_success_at: Annotated[RecordedInstant | None, Field(description="The instant of the last success.")]
    last_problem: Annotated[str | None, Field(description="The last problem, with the status of the answer.")]


class MadeWebhookAnswer(WebhookAnswer):
    """A new webhook, with its secret."""

    secret: Annotated[str, Field(description="The secret of the signatures. It is shown only now.")]


class WebhookStateAnswer(WebhookAnswer):
    """A webhook with what is left to send."""

    pending: Annotated[int, Field(description="The number of events to be sent again.")]
    behind: Annotated[int, Field(description="The number of events of the programme not looked at yet.")]


class WebhooksAnswer(BaseModel):
    """All webhooks of the programme."""

    data: Annotated[list[WebhookAnswer], Field(max_length=MOST_WEBHOOKS, description="The webhooks, oldest first.")]


class SecretAnswer(BaseModel):
    """A new secret."""

    secret: Annotated[str, Field(description="The secret of the signatures. It is shown only now.")]


class PingAnswer(BaseModel):
    """The result of a ping."""

    ok: Annotated[bool, Field(description="Whether the answer was 2xx, in time.")]
    status: Annotated[int | None, Field(description="The status of the answer; null without one.")]
    milliseconds: Annotated[int, Field(description="The time it took.")]
    problem: Annotated[str | None, Field(description="The problem, such as `no-connection`.")]


class ReplayAnswer(BaseModel):
    """A replay."""

    id: Annotated[str, Field(description="The id, `wrp_…`.")]


class AttemptAnswer(BaseModel):
    """An attempt that failed."""

    event: Annotated[str, Field(description="The id of the event.")]
    type: Annotated[str, Field(description="The type of the event.")]
    attempt: Annotated[int, Field(description="Which attempt it was, from 1.")]
    at: Annotated[RecordedInstant, Field(description="When.")]
    status: Annotated[int | None, Field(description="The status of the answer; null without one.")]
    problem: Annotated[str, Field(description="The problem, such as `refused` or `no-answer`.")]
    given_up: Annotated[bool, Field(description="Whether it was the last attempt.")]


class AttemptsAnswer(BaseModel):
    """A page of failed attempts, newest first."""

    data: Page[AttemptAnswer]
    next_cursor: NextCursor


class AttemptsQuery(PageQuery):
    """The page, and a filter."""

    status: Annotated[
        Literal["pending", "failed"] | None, Field(description="`failed`: given up; `pending`: to be tried again.")
    ] = None


@router.post(
    "/v1/webhooks",
    status_code=201,
    responses=problems("validation", "url-not-allowed", "secrets-key-missing", "invalid-cursor", "cursor-expired"),
    openapi_extra=example({"url": "https://hooks.shop.example/goldlist", "types": ["purchase.*", "tier.changed"]}),
)
async def make_webhook(
    body: WebhookBody, context: Annotated[RequestContext, needs("webhooks:write")]
) -> MadeWebhookAnswer:
    """Send events to an address.

    Messages are signed by the rules of Standard Webhooks. A member's events come one after the other; what is not taken
    is sent again for three days. At most 20 webhooks.
    """
    named_types(body.types, "/types")
    position = await named_position(context, body.after)
    request = WebhookRequest(
        url=body.url,
        types=body.types,
        position=position,
        stores=body.stores,
        description=body.description,
        secret=body.secret,
        codes=body.codes,
        concurrency=body.concurrency,
        batch=body.batch,
    )
    made = accepted(await context.goldlist.webhooks.make(context.program_id, request, context.caller))
    row, secret = made
    return MadeWebhookAnswer.model_validate({**_shown(row), "secret": secret})


@router.get("/v1/webhooks")
async def list_webhooks(context: Annotated[RequestContext, needs("webhooks:read")]) -> WebhooksAnswer:
    """List the webhooks of the programme."""
    rows = await context.goldlist.webhooks.all(context.program_id)
    return WebhooksAnswer.model_validate({"data": [_shown(row) for row in rows]})


@router.get("/v1/webhooks/{webhook}", responses=problems("not-found"))
async def get_webhook(
    webhook: WebhookPath, context: Annotated[RequestContext, needs("webhooks:read")]
) -> WebhookStateAnswer:
    """Read a webhook, with what is left to send."""
    known = existing(await context.goldlist.webhooks.one(context.program_id, webhook), "webhook")
    return _state(known)


@router.patch(
    "/v1/webhooks/{webhook}",
    responses=problems("not-found", "validation", "url-not-allowed"),
    openapi_extra=example({"status": "paused"}),
)
async def change_webhook(
    webhook: WebhookPath, body: WebhookChange, context: Annotated[RequestContext, needs("webhooks:write")]
) -> WebhookAnswer:
    """Change a webhook, pause it, or set it going again."""
    if body.types is not None:
        named_types(body.types, "/types")
    given = body.model_dump(exclude_unset=True)
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None or name == "stores"}
    for name in ("types", "stores"):
        if values.get(name) is not None:
            values[name] = json.dumps(values[name])
    changed = existing(
        accepted(await context.goldlist.webhooks.change(context.program_id, webhook, values, context.caller)), "webhook"
    )
    return WebhookAnswer.model_validate(_shown(changed))


@router.delete("/v1/webhooks/{webhook}", status_code=204, responses=problems("not-found"))
async def delete_webhook(webhook: WebhookPath, context: Annotated[RequestContext, needs("webhooks:write")]) -> Response:
    """Delete a webhook, with everything that was left to send."""
    if not await context.goldlist.webhooks.delete(context.program_id, webhook, context.caller):
        raise absent("webhook")
    return Response(status_code=204)


@router.post(
    "/v1/webhooks/{webhook}/rotate",
    responses=problems("not-found", "validation", "secrets-key-missing"),
    openapi_extra=example({"overlap_hours": 24}),
)
async def rotate_webhook(
    webhook: WebhookPath, body: RotateBody, context: Annotated[RequestContext, needs("webhooks:write")]
) -> SecretAnswer:
    """Draw a new secret. For some hours messages have two signatures, by the new and the old one."""
    made = existing(
        accepted(
            await context.goldlist.webhooks.rotate(context.program_id, webhook, body.overlap_hours, context.caller)
        ),
        "webhook",
    )
    return SecretAnswer(secret=made)


@router.post("/v1/webhooks/{webhook}/ping", responses=problems("not-found"))
async def ping_webhook(
    webhook: WebhookPath, context: Annotated[RequestContext, needs("webhooks:write")], request: Nothing | None = None
) -> PingAnswer:
    """Send a `webhook.ping` now, and see whether it is taken."""
    done = existing(await context.goldlist.webhooks.ping(context.program_id, webhook, context.caller.test), "webhook")
    sent, milliseconds = done
    return PingAnswer(ok=sent.problem is None, status=sent.status, milliseconds=milliseconds, problem=sent.problem)


@router.post(
    "/v1/webhooks/{webhook}/replay",
    status_code=202,
    responses=problems("not-found", "validation", "invalid-cursor", "cursor-expired"),
    openapi_extra=example({"from": "start"}),
)
async def replay_webhook(
    webhook: WebhookPath, body: ReplayEventsBody, context: Annotated[RequestContext, needs("webhooks:write")]
) -> ReplayAnswer:
    """Send events once more, with the same ids and the header `webhook-replay: true`.

    What happens meanwhile is sent as ever.
    """
    if body.begin == NOW or body.to == START:
        raise invalid("/from" if body.begin == NOW else "/to", "one-of", "a replay goes from the past to the present")
    bounds = await named_position(context, body.begin), await named_position(context, body.to)
    known = existing(await context.goldlist.webhooks.one(context.program_id, webhook), "webhook")
    types = body.types or json.loads(known.row.types)
    named_types(types, "/types")
    made = existing(
        await context.goldlist.webhooks.replay(context.program_id, webhook, bounds, types, context.caller), "webhook"
    )
    return ReplayAnswer(id=made)


@router.get("/v1/webhooks/{webhook}/attempts", responses=problems("not-found", "invalid-cursor"))
async def list_attempts(
    webhook: WebhookPath,
    query: Annotated[AttemptsQuery, Query()],
    context: Annotated[RequestContext, needs("webhooks:read")],
) -> AttemptsAnswer:
    """List the attempts that failed, newest first. They are kept for 30 days."""
    before = paging.last_id("attempts", context, query)
    given_up = {"failed": True, "pending": False}.get(query.status or "")
    found = existing(
        await context.goldlist.webhooks.attempts(
            context.program_id, webhook, query.limit + 1, before=before, given_up=given_up
        ),
        "webhook",
    )
    rows, next_cursor = paging.page("attempts", context, query, found, lambda last: last.attempt_id)
    shown = [{**row._asdict(), "event": row.event_id, "given_up": bool(row.given_up)} for row in rows]
    return AttemptsAnswer.model_validate({"data": shown, "next_cursor": next_cursor})


def _shown(row: WebhookRow) -> dict[str, Any]:
    return {
        **row._asdict(),
        "id": row.webhook_id,
        "types": json.loads(row.types),
        "stores": json.loads(row.stores) if row.stores is not None else None,
        "codes": bool(row.codes),
    } | {"secret": None}


def _state(known: KnownWebhook) -> WebhookStateAnswer:
    return WebhookStateAnswer.model_validate({**_shown(known.row), "pending": known.pending, "behind": known.behind})
