"""The operations that every sale waits for, and their answers without FastAPI (decision 0012).

Each also has a FastAPI route with the same answers, which the OpenAPI document and the tests use.
"""

from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from fastapi import APIRouter

from app.api.contract.display_names import DisplayNames
from app.api.contract.operation import Answer, RequestContext
from app.api.contract.routing import OperationRoute
from app.api.operations.checkout import quotes
from app.api.operations.membership import status
from app.api.operations.sales import purchases
from app.engine.model.book import Decision
from app.engine.model.commands.command import Command


class HotCommand(NamedTuple):
    """An operation that is one command: how to read its body, and how to answer when it is decided."""

    route: OperationRoute
    parse: Callable[[RequestContext, bytes], Command]
    render: Callable[[Decision, DisplayNames], Answer]


class HotRead(NamedTuple):
    """An operation that reads."""

    route: OperationRoute
    read: Callable[[RequestContext], Awaitable[Answer]]


HotOperation = HotCommand | HotRead


def _route(router: APIRouter, endpoint: Callable[..., object]) -> OperationRoute:
    (found,) = [one for one in router.routes if isinstance(one, OperationRoute) and one.endpoint is endpoint]
    return found


HOT_OPERATIONS: Final[tuple[HotOperation, ...]] = (
    HotCommand(
        _route(purchases.router, purchases.record_purchase), purchases.parse_purchase, purchases.render_purchase
    ),
    HotCommand(_route(quotes.router, quotes.ask_quote), quotes.parse_quote, quotes.render_quote),
    HotRead(_route(status.router, status.get_status), status.read_status),
)
