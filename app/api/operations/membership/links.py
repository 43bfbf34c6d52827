"""The links of a member to customers of shop systems."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from app.actions.shops.links import Link
from app.api.contract.operation import Request, RequestContext, require_all_members
from app.api.contract.problems import Problem, absent, refused
from app.api.contract.routing import REPEATED, MemberPath, OperationRoute, example, needs, problems, repeated
from app.engine.model.book import Refusal
from app.engine.program.fields import ConnectorName, Customer

router = APIRouter(route_class=OperationRoute, tags=["Connectors"])

ConnectorNamePath = Annotated[str, Path(alias="connector_name")]
CustomerPath = Annotated[str, Path(alias="customer")]


class LinkRequest(Request):
    """A customer of a shop system."""

    connector: Annotated[ConnectorName, Field(description="The name of the connector.")]
    customer: Annotated[Customer, Field(description="The shop's id of the customer, as its orders have it.")]


class LinkAnswer(BaseModel):
    """A link of a member to a customer of a shop system."""

    connector: Annotated[str, Field(description="The name of the connector.")]
    customer: Annotated[str, Field(description="The shop's id of the customer.")]


class MadeLinkAnswer(LinkAnswer):
    """A link, and the customer's recent purchases."""

    purchases: Annotated[
        list[str],
        Field(
            description="The `external_id` of each purchase of this customer in the last 90 days that is the member's "
            "now, oldest first."
        ),
    ]


class LinksAnswer(BaseModel):
    """The links of a member, by connector and customer."""

    data: Annotated[list[LinkAnswer], Field(description="The links.")]


@router.post(
    "/v1/members/{member}/links",
    status_code=201,
    responses=REPEATED | problems("not-found", "member-exists", "member-erased"),
    openapi_extra=example({"connector": "shop", "customer": "7340012345678"}),
)
async def add_link(
    member: MemberPath,
    request: LinkRequest,
    response: Response,
    context: Annotated[RequestContext, needs("members:enrol")],
) -> MadeLinkAnswer:
    """Link a member to a customer of a shop system: the customer's orders become the member's purchases.

    Purchases that the customer made as a guest in the last 90 days become the member's. A customer is linked to one
    member. Repeating the request claims what has come in since, and changes nothing else.
    """
    _require_whole_programme(context)
    made = await context.goldlist.links.add(
        context.program_id, member, Link(request.connector, request.customer), context.caller
    )
    if isinstance(made, Refusal):
        raise refused(made)
    if made.replayed:
        repeated(response)
    return MadeLinkAnswer(connector=request.connector, customer=request.customer, purchases=made.purchases)


@router.get("/v1/members/{member}/links", responses=problems("not-found"))
async def list_links(member: MemberPath, context: Annotated[RequestContext, needs("members:read")]) -> LinksAnswer:
    """List the links of a member to customers of shop systems."""
    require_all_members(context.caller)
    found = await context.goldlist.links.all(context.program_id, member)
    if found is None:
        raise absent("member")
    return LinksAnswer(data=[LinkAnswer(connector=one.connector, customer=one.customer) for one in found])


@router.delete(
    "/v1/members/{member}/links/{connector_name}/{customer}",
    status_code=204,
    responses=problems("not-found", "member-erased"),
)
async def remove_link(
    member: MemberPath,
    connector_name: ConnectorNamePath,
    customer: CustomerPath,
    context: Annotated[RequestContext, needs("members:enrol")],
) -> None:
    """Remove a link. The member keeps the purchases; later orders of the customer are a guest's."""
    _require_whole_programme(context)
    removed = await context.goldlist.links.remove(
        context.program_id, member, Link(connector_name, customer), context.caller
    )
    if isinstance(removed, Refusal):
        raise refused(removed)


def _require_whole_programme(context: RequestContext) -> None:
    require_all_members(context.caller)
    if context.caller.store is not None:
        raise Problem("insufficient-scope", "a key limited to a store cannot link customers of shop systems")
