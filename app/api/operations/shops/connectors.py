"""Connectors: the links to shop systems."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.requests import Request as HttpRequest

from app.actions.shops.connectors import ConnectorChange, ConnectorFigures, ConnectorRequest, shown
from app.actions.shops.taking_in import Fault, Taken
from app.api.contract.answer_types import RecordedInstant, ShownId, ShownInstant
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.problems import Problem, accepted, existing, invalid
from app.api.contract.routing import OperationRoute, example, needs, problems
from app.engine.model.instants import instant_text, shown_instant
from app.engine.orders.refunding import GoodsBack
from app.engine.orders.settling import Outcome
from app.sources.kinds import KINDS
from app.sources.reading import NotUsed, Unreadable, parsed
from app.sources.settings import Kind, ShopSettings, read_settings

router = APIRouter(route_class=OperationRoute, tags=["Connectors"])

ConnectorPath = Annotated[str, Path(alias="connector")]
Secret = Annotated[str, Field(min_length=8, max_length=4000)]


class SecretsBody(Request):
    """The shop's secrets. They lie sealed, and no answer has them."""

    signing: Annotated[
        Secret,
        Field(description="The secret with which the shop system signs its messages; Saleor: or its JWKS document."),
    ]
    api: Annotated[
        Secret | None,
        Field(description="The key of the shop's interface. WooCommerce: `ck_…:cs_…`; Shopify: the access token."),
    ] = None


class ConnectorBody(Request):
    """A connector."""

    name: Annotated[
        str,
        Field(pattern=r"^[a-z0-9-]{1,12}$", description="Its name, with which the names of its purchases begin."),
    ]
    kind: Annotated[Kind, Field(description="The shop system.")]
    settings: Annotated[ShopSettings, Field(description="What differs between shops.")] = ShopSettings()
    secrets: Annotated[SecretsBody, Field(description="The shop's secrets.")]


class SecretsChange(Request):
    """New secrets; those left out stay."""

    signing: Annotated[Secret | None, Field(description="The secret of signatures.")] = None
    api: Annotated[Secret | None, Field(description="The key of the shop's interface.")] = None


class ConnectorChangeBody(Request):
    """What changes; the rest stays."""

    settings: Annotated[ShopSettings | None, Field(description="All settings; those left out get their defaults.")] = (
        None
    )
    secrets: Annotated[SecretsChange | None, Field(description="New secrets.")] = None
    status: Annotated[
        Literal["active", "paused"] | None,
        Field(description="`paused`: messages are stored, and processed once it is active again."),
    ] = None


class ConnectorAnswer(BaseModel):
    """A connector."""

    id: ShownId
    name: Annotated[str, Field(description="Its name.")]
    kind: Annotated[Kind, Field(description="The shop system.")]
    settings: Annotated[ShopSettings, Field(description="Its settings, complete.")]
    has_secrets: Annotated[list[Literal["signing", "api"]], Field(description="The secrets that it has.")]
    status: Annotated[Literal["active", "paused"], Field(description="Whether its messages are processed.")]
    inbox: Annotated[str, Field(description="The address to which the shop system sends its messages.")]
    deliveries: Annotated[dict[str, int], Field(description="The number of its deliveries by status.")]
    created_at: Annotated[RecordedInstant, Field(description="The time of its creation.")]


class ConnectorsAnswer(BaseModel):
    """The connectors, oldest first."""

    data: Annotated[list[ConnectorAnswer], Field(description="The connectors; at most 20.")]


class RetryBody(Request):
    """The deliveries to process again."""

    status: Annotated[Literal["failed", "waiting", "ignored"], Field(description="Those of this status.")] = "failed"
    code: Annotated[str | None, Field(max_length=100, description="Only those with this code.")] = None


class RetryAnswer(BaseModel):
    """The number of deliveries that are processed again."""

    deliveries: Annotated[int, Field(description="Their number.")]


class MapBody(Request):
    """A message, to be tried."""

    topic: Annotated[str, Field(max_length=100, description="The topic of the message, as the shop system sends it.")]
    payload: Annotated[dict[str, Any], Field(description="The message.")]
    fetched: Annotated[
        dict[str, Any] | list[Any] | None,
        Field(description="The shop's answer to the question that the message needs, such as an order's refunds."),
    ] = None


class TriedLine(BaseModel):
    """A line of a purchase that would be recorded."""

    sku: Annotated[str | None, Field(description="The article, or null.")]
    category: Annotated[str | None, Field(description="The category by the connector's rules, or null.")]
    quantity: Annotated[int, Field(description="The units; 1 where the shop sold parts of a unit.")]
    unit_price: Annotated[int, Field(description="The price of a unit before discounts, in minor units.")]
    discount: Annotated[int, Field(description="The discount on the line, in minor units.")]


class TriedPurchase(BaseModel):
    """A purchase that would be recorded."""

    external_id: Annotated[str, Field(description="Its name.")]
    occurred_at: Annotated[ShownInstant, Field(description="The time of the sale, or of the edit.")]
    currency: Annotated[str, Field(description="Its currency.")]
    customer: Annotated[bool, Field(description="Whether the message names a customer.")]
    codes: Annotated[list[str], Field(description="The codes that the customer used in the shop.")]
    lines: Annotated[list[TriedLine], Field(description="The lines that count.")]
    discount: Annotated[int, Field(description="The discount on the basket, in minor units.")]
    net: Annotated[int, Field(description="Its value after all discounts, in minor units.")]


class TriedPart(BaseModel):
    """A part of a line that would come back: units, or an amount."""

    line: Annotated[int, Field(description="The line of the purchase, from 1.")]
    quantity: Annotated[int | None, Field(description="Units, or null.")]
    amount: Annotated[int | None, Field(description="Minor units of money without a unit, or null.")]


class TriedReturn(BaseModel):
    """A return that would be recorded."""

    external_id: Annotated[str | None, Field(description="Its name; null if the purchase would be voided.")]
    purchase: Annotated[str, Field(description="The name of the purchase.")]
    lines: Annotated[list[TriedPart] | None, Field(description="The parts; null for everything that is left.")]
    returned_net: Annotated[int | None, Field(description="The value, in minor units; null for a void.")]


class TriedAnswer(BaseModel):
    """The result that a message would have; nothing was kept."""

    outcome: Annotated[
        Literal["recorded", "ignored", "waiting", "failed"], Field(description="Whether something would be recorded.")
    ]
    code: Annotated[str | None, Field(description="The reason, if nothing would be recorded.")]
    detail: Annotated[str | None, Field(description="The fault in words, or null.")]
    pointer: Annotated[str | None, Field(description="The place of the fault in the payload: a JSON pointer, or null.")]
    purchases: Annotated[list[TriedPurchase], Field(description="The purchases that would be recorded.")]
    returns: Annotated[list[TriedReturn], Field(description="The returns and voids that would be recorded.")]


EXAMPLE: dict[str, Any] = {
    "name": "shop",
    "kind": "shopify",
    "settings": {
        "shop": "corner-coffee.myshopify.com",
        "base_url": "https://corner-coffee.myshopify.com",
        "enrol": "customers",
        "categories": [{"match": {"skus": ["LATTE-*"], "titles": ["*latte*"]}, "category": "coffee/latte"}],
    },
    "secrets": {"signing": "a secret from the shop", "api": "an access token of the shop"},
}


@router.post(
    "/v1/connectors",
    status_code=201,
    responses=problems("name-taken", "secrets-key-missing", "connector-not-ready"),
    openapi_extra=example(EXAMPLE),
)
async def create_connector(
    request: ConnectorBody, context: Annotated[RequestContext, needs("connectors:write")]
) -> ConnectorAnswer:
    """Connect a shop system: its orders become purchases and returns.

    Point the shop's webhooks to `inbox`. The name is for ever: the purchases are named after it.
    """
    require_all_members(context.caller)
    _require_complete(request.kind, request.settings, has_api=request.secrets.api is not None)
    wish = ConnectorRequest(
        name=request.name,
        kind=request.kind,
        settings=request.settings.model_dump_json(),
        signing=request.secrets.signing,
        api=request.secrets.api,
    )
    made = accepted(await context.goldlist.connectors.create(context.program_id, wish, context.caller))
    return _with_figures(context, ConnectorFigures(made, {}))


@router.get("/v1/connectors")
async def list_connectors(context: Annotated[RequestContext, needs("connectors:read")]) -> ConnectorsAnswer:
    """List the connectors, with the number of their deliveries."""
    require_all_members(context.caller)
    found = await context.goldlist.connectors.all(context.program_id)
    return ConnectorsAnswer(data=[_with_figures(context, one) for one in found])


@router.get("/v1/connectors/{connector}", responses=problems("not-found"))
async def get_connector(
    connector: ConnectorPath, context: Annotated[RequestContext, needs("connectors:read")]
) -> ConnectorAnswer:
    """Read a connector."""
    require_all_members(context.caller)
    return _with_figures(context, await _one(context, connector))


@router.patch(
    "/v1/connectors/{connector}",
    responses=problems("not-found", "secrets-key-missing"),
    openapi_extra=example({"settings": {"enrol": "everyone"}}),
)
async def change_connector(
    connector: ConnectorPath,
    request: ConnectorChangeBody,
    context: Annotated[RequestContext, needs("connectors:write")],
) -> ConnectorAnswer:
    """Change a connector's settings, secrets or status. Purchases recorded before stay as they are."""
    require_all_members(context.caller)
    if request.settings:
        _require_complete((await _one(context, connector)).row.kind, request.settings, has_api=True)
    change = ConnectorChange(
        settings=request.settings.model_dump_json() if request.settings else None,
        signing=request.secrets.signing if request.secrets else None,
        api=request.secrets.api if request.secrets else None,
        status=request.status,
    )
    accepted(await context.goldlist.connectors.change(context.program_id, connector, change, context.caller))
    return _with_figures(context, await _one(context, connector))


@router.delete("/v1/connectors/{connector}", status_code=204, responses=problems("not-found"))
async def delete_connector(
    connector: ConnectorPath, context: Annotated[RequestContext, needs("connectors:write")]
) -> None:
    """Remove a connector. Its inbox is closed; its deliveries and everything recorded stay."""
    require_all_members(context.caller)
    change = ConnectorChange(status="deleted")
    accepted(await context.goldlist.connectors.change(context.program_id, connector, change, context.caller))


@router.post("/v1/connectors/{connector}/retry", responses=problems("not-found"), openapi_extra=example({}))
async def retry_deliveries(
    connector: ConnectorPath, request: RetryBody, context: Annotated[RequestContext, needs("connectors:write")]
) -> RetryAnswer:
    """Process deliveries again, such as failed ones after the settings were mended."""
    require_all_members(context.caller)
    number = accepted(
        await context.goldlist.delivery_desk.retry(
            context.program_id, connector, request.status, request.code, caller=context.caller
        )
    )
    return RetryAnswer(deliveries=number)


@router.post(
    "/v1/connectors/{connector}/map",
    responses=problems("not-found"),
    openapi_extra=example({"topic": "orders/paid", "payload": {"id": 1001, "financial_status": "pending"}}),
)
async def map_message(
    connector: ConnectorPath,
    request: MapBody,
    http: HttpRequest,
    context: Annotated[RequestContext, needs("connectors:read")],
) -> TriedAnswer:
    """Try a message of the shop system: the result that it would have now. Nothing is kept."""
    require_all_members(context.caller)
    row = (await _one(context, connector)).row
    try:
        body = parsed(await http.body())
    except Unreadable as fault:
        raise invalid(fault.pointer, "wrong-type", fault.detail) from None
    payload = KINDS[row.kind].stored(body["payload"], read_settings(json.loads(row.settings)))
    found = await context.goldlist.take_in.look(row, request.topic, payload, body.get("fetched"))
    if isinstance(found, NotUsed):
        return _nothing("ignored", found.code)
    if isinstance(found, Fault):
        return _nothing("failed", found.code, found.detail, found.pointer)
    return _tried(found)


def _require_complete(kind: str, settings: ShopSettings, *, has_api: bool) -> None:
    if (kind == "mapped") != (settings.map is not None):
        raise invalid("/settings/map", "missing" if kind == "mapped" else "one-of", "belongs to the kind mapped")
    if kind == "square" and not has_api:
        raise Problem(
            "connector-not-ready", "Square's messages only name orders, so secrets.api is needed to ask for them"
        )


def _tried(found: Taken) -> TriedAnswer:
    settlement, order = found.settlement, found.order
    purchases = [
        TriedPurchase(
            external_id=sale.name,
            occurred_at=shown_instant(instant_text(sale.occurred_at)),
            currency=order.currency,
            customer=bool(order.customer or order.email),
            codes=list(order.codes),
            lines=[TriedLine.model_validate(line._asdict()) for line in sale.lines],
            discount=sale.discount,
            net=sale.net,
        )
        for sale in settlement.sales
    ]
    returns = [_tried_return(back.name, back.goods) for back in settlement.returns]
    returns += [
        TriedReturn(external_id=None, purchase=name, lines=None, returned_net=None) for name in settlement.voids
    ]
    nothing = _nothing(settlement.outcome, settlement.code)
    return nothing.model_copy(update={"purchases": purchases, "returns": returns})


def _nothing(outcome: Outcome, code: str | None, detail: str | None = None, pointer: str | None = None) -> TriedAnswer:
    return TriedAnswer(outcome=outcome, code=code, detail=detail, pointer=pointer, purchases=[], returns=[])


def _tried_return(name: str, goods: GoodsBack) -> TriedReturn:
    lines = None if goods.parts is None else [TriedPart.model_validate(part._asdict()) for part in goods.parts]
    return TriedReturn(external_id=name, purchase=goods.purchase, lines=lines, returned_net=goods.net)


async def _one(context: RequestContext, connector: str) -> ConnectorFigures:
    return existing(await context.goldlist.connectors.one(context.program_id, connector), "connector")


def _with_figures(context: RequestContext, one: ConnectorFigures) -> ConnectorAnswer:
    return ConnectorAnswer.model_validate(
        {**shown(one.row, context.goldlist.public_url or ""), "deliveries": one.deliveries}
    )
