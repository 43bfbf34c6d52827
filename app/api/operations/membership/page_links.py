"""Links to customers' own pages."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownInstant
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import accepted
from app.api.contract.routing import MemberPath, OperationRoute, example, needs, problems
from app.engine.model.instants import shown_instant

router = APIRouter(route_class=OperationRoute, tags=["Members"])

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class PageLinkRequest(Request):
    """How long the link lasts, and whether earlier ones still open the page."""

    days: Annotated[int, Field(ge=1, le=400, description="The days until the link expires.")] = 90
    keep_others: Annotated[
        bool, Field(description="Whether earlier links of the member still open the page until they expire.")
    ] = False


class PageLinkAnswer(BaseModel):
    """A link to a customer's own page."""

    url: Annotated[
        str,
        Field(
            description="The address of the page, shown only once. Anybody who has it sees the page. It begins with "
            "`GOLDLIST_PUBLIC_URL`, or else with the host of the request."
        ),
    ]
    expires_at: Annotated[ShownInstant, Field(description="When the link expires, by the real clock.")]


@router.post(
    "/v1/members/{member}/page-link",
    status_code=201,
    responses=problems("not-found"),
    openapi_extra=example({"days": 90}),
)
async def make_page_link(
    member: MemberPath,
    context: Annotated[RequestContext, needs("members:link")],
    request: PageLinkRequest | None = None,
) -> PageLinkAnswer:
    """Make a link to the customer's own page: standing, vouchers, cards and latest entries, without signing in.

    Earlier links of the member end, unless they are kept. All end when the member is erased or merged into another.
    """
    goldlist, wish = context.goldlist, request or PageLinkRequest()
    made = accepted(await goldlist.page_links.make(context.caller, member, wish.days, keep_others=wish.keep_others))
    address = goldlist.public_url or _asked_at(context)
    return PageLinkAnswer(url=f"{address}/c/{made.token}", expires_at=shown_instant(made.expires_at))


def _asked_at(context: RequestContext) -> str:
    host = context.headers.get(b"host", b"127.0.0.1:8000").decode("ascii", "replace")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return f"{'http' if name in _LOOPBACK else 'https'}://{host}"
