"""Puts the API together: every operation behind FastAPI, and the door in front of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from inspect import getdoc
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Match, Route

from app import __version__
from app.api.contract import openapi
from app.api.contract.operation import WITHOUT_BODY, Answer, Operation, answer_to, attempt
from app.api.contract.path_names import read_names
from app.api.contract.problems import Problem
from app.api.contract.routing import NotModified, invalid_request
from app.api.contract.service import Service
from app.api.http import docs, health
from app.api.http.access_log import AccessLog
from app.api.http.gateway import Gateway
from app.api.http.metrics import Metrics
from app.api.operations import (
    activation,
    adjustments,
    audit,
    balance,
    batches,
    campaigns,
    cards,
    checkout_lists,
    claims,
    clock,
    donations,
    entries,
    holds,
    keys,
    members,
    merging,
    profiles,
    program,
    purchase_pages,
    purchases,
    quotes,
    rebates,
    reports,
    returns,
    rewards,
    status,
    tier_changes,
    tier_grants,
    transfers,
    unmatched,
    voucher_batches,
    voucher_grants,
)

logger = logging.getLogger(__name__)

OPERATIONS: Final = (
    *program.OPERATIONS,
    *campaigns.OPERATIONS,
    *clock.OPERATIONS,
    *keys.OPERATIONS,
    *audit.OPERATIONS,
    *members.OPERATIONS,
    *profiles.OPERATIONS,
    *cards.OPERATIONS,
    *merging.OPERATIONS,
    *purchases.OPERATIONS,
    *purchase_pages.OPERATIONS,
    *claims.OPERATIONS,
    *activation.OPERATIONS,
    *batches.OPERATIONS,
    *returns.OPERATIONS,
    *quotes.OPERATIONS,
    *holds.OPERATIONS,
    *rewards.OPERATIONS,
    *checkout_lists.OPERATIONS,
    *voucher_grants.OPERATIONS,
    *voucher_batches.OPERATIONS,
    *transfers.OPERATIONS,
    *status.OPERATIONS,
    *entries.OPERATIONS,
    *balance.OPERATIONS,
    *adjustments.OPERATIONS,
    *tier_grants.OPERATIONS,
    *tier_changes.OPERATIONS,
    *rebates.OPERATIONS,
    *reports.OPERATIONS,
    *donations.OPERATIONS,
    *unmatched.OPERATIONS,
)
Job = Callable[[], Coroutine[Any, Any, None]]

DESCRIPTION: Final = """\
Records purchases, works out what they earn, and tells everybody where a customer stands.

Amounts are integers in minor units. Answers to a key with a limit bear `RateLimit-Limit`, `RateLimit-Remaining` and
`RateLimit-Reset`. Everything is safe to repeat: an `external_id` means one thing for ever, and
the same request again gets the same answer. Errors are problems (RFC 9457); go by their `retry`.
"""


def create_application(
    service: Service,
    direct: bool = True,
    metrics: Metrics | None = None,
    access_log: AccessLog | None = None,
    requests_per_second: int | None = None,
    jobs: Sequence[Job] = (),
    show_metrics: bool = False,
) -> Gateway:
    """The whole API as an ASGI application, which starts and closes the service and the log with itself.

    `direct` False sends hot operations through FastAPI as all others. `requests_per_second`: of a key that has no limit
    of its own; None is no limit. `jobs` are done beside it as long as it serves. `show_metrics`: whether `/metrics`
    shows what `metrics` has counted.
    """
    application = _fastapi(service, metrics if show_metrics else None, access_log, jobs)
    told = [one.answered for one in (metrics, access_log) if one]
    hot = [one for one in OPERATIONS if one.hot and direct]
    return Gateway(application, service, hot, told, requests_per_second)


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document."""
    return _fastapi(None).openapi()


def _fastapi(
    service: Service | None,
    metrics: Metrics | None = None,
    access_log: AccessLog | None = None,
    jobs: Sequence[Job] = (),
) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        assert service
        service.start()
        logger.info("started", extra={"version": __version__})
        at_work = [asyncio.create_task(job()) for job in jobs]
        yield
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)
        await service.close()
        if access_log:
            access_log.close()
        logger.info("stopped")

    application = FastAPI(
        title="Goldlist",
        version=__version__,
        description=DESCRIPTION,
        license_info={"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    # Added one by one: an included router would cost every request a search of its own.
    application.router.routes += [one.route or _route(one) for one in OPERATIONS]
    if service:
        application.router.routes += [*health.routes(service, metrics), *docs.routes()]
    application.add_exception_handler(HTTPException, _http_problem)
    application.add_exception_handler(Exception, _problem)
    application.add_exception_handler(Problem, _problem)
    application.add_exception_handler(RequestValidationError, _invalid)
    application.add_exception_handler(NotModified, _not_modified)
    _describe(application)
    return application


def _route(operation: Operation) -> APIRoute:
    async def endpoint(request: Request) -> Response:
        arrival = request.scope["state"]["arrival"]
        return _response(request, await attempt(operation, arrival, read_names(request.path_params), request.receive))

    name = endpoint.__name__ = operation.function.__name__
    purpose, _, more = (getdoc(operation.function) or "").partition("\n\n")
    return APIRoute(
        operation.path,
        endpoint,
        methods=[operation.method],
        name=name,
        operation_id=name,
        summary=purpose.rstrip("."),
        description=more or purpose,
        tags=[operation.tag],
        status_code=operation.statuses[0],
        response_class=Response,
        response_model=None,
    )


def _describe(application: FastAPI) -> None:
    make_document = application.openapi

    def document() -> dict[str, Any]:
        if application.openapi_schema is None:
            openapi.complete(make_document(), OPERATIONS)
        return make_document()

    application.openapi = document  # type: ignore[method-assign]


def _response(request: Request, answer: Answer) -> Response:
    request.scope["state"]["problem"] = answer.problem
    response = StreamingResponse(_whole(answer), answer.status) if answer.more else Response(answer.body, answer.status)
    if answer.status not in WITHOUT_BODY:
        response.headers["content-type"] = answer.media_type.decode()
    for name, value in answer.headers:
        response.headers[name.decode()] = value.decode()
    return response


async def _whole(answer: Answer) -> AsyncIterator[bytes]:
    yield answer.body
    if answer.more:
        async for part in answer.more:
            yield part


async def _problem(request: Request, error: Exception) -> Response:
    return _response(request, answer_to(error, request.scope["state"]["request_id"]))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await _problem(request, invalid_request(error))


async def _not_modified(_: Request, error: Exception) -> Response:
    assert isinstance(error, NotModified)
    return Response(status_code=304, headers={"ETag": error.tag})


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = _methods(request.app.router.routes, request)
        return await _problem(request, Problem("method-not-allowed", headers={"Allow": ", ".join(sorted(allowed))}))
    known = {404: "not-found", 413: "body-too-large"}
    return await _problem(request, Problem(known.get(error.status_code, "malformed-request")))


def _methods(routes: list[BaseRoute], request: Request) -> set[str]:
    matching = [one for one in routes if isinstance(one, Route) and one.matches(request.scope)[0] is not Match.NONE]
    # An address that a route names in so many words is not an address of `{purchase}` as well.
    literal = [one for one in matching if one.path == request.scope["path"]]
    return {method for route in literal or matching for method in route.methods or ()}
