"""The inboxes of connectors: shop systems call them without a key, because their signature is one."""

from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.actions.goldlist import Goldlist
from app.actions.shops.inbox import BadSignature
from app.api.contract.body import CallerGone
from app.api.contract.problems import Problem

LARGEST_MESSAGE: Final = 1_000_000


def routes(goldlist: Goldlist) -> list[Route]:
    """The route of all inboxes."""

    async def take(request: Request) -> Response:
        """Store a message of a shop system."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await _body(request)
        try:
            delivery = await goldlist.inbox.receive(request.path_params["connector"], headers, body)
        except BadSignature:
            raise Problem("bad-signature") from None
        return JSONResponse({"delivery": delivery})

    return [Route("/in/{connector}", take, methods=["POST"])]


async def _body(request: Request) -> bytes:
    """The body of any type. Raises Problem and CallerGone."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LARGEST_MESSAGE:
                raise Problem("body-too-large", f"a message has at most {LARGEST_MESSAGE} bytes")
    except ClientDisconnect:
        raise CallerGone from None
    return body
