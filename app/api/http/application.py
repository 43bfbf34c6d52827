"""Assembles the API: every operation behind FastAPI, and the gateway in front of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route

from app import __version__
from app.actions.goldlist import Goldlist
from app.api.contract import openapi
from app.api.contract.operation import answer_to
from app.api.contract.outcome import Report
from app.api.contract.problems import Problem
from app.api.contract.routing import NotModified, OperationRoute, invalid_request, respond
from app.api.http import docs, health, inbox
from app.api.http.access_log import AccessLog
from app.api.http.gateway import Gateway
from app.api.http.hot_operations import HOT_OPERATIONS
from app.api.http.metrics import Metrics
from app.api.operations.administration import (
    audit,
    clock,
    donations,
    drafts,
    exports,
    key_members,
    keys,
    lint,
    program,
    rehearsals,
    reports,
    staff,
    unmatched,
)
from app.api.operations.checkout import (
    campaign_codes,
    campaigns,
    checkout_lists,
    gift_cards,
    holds,
    quotes,
    rewards,
    voucher_batches,
    voucher_grants,
)
from app.api.operations.insights import (
    golden_list,
    holdout,
    honours,
    insight_grades,
    insight_lists,
    insight_reviews,
    segments,
    tasks,
)
from app.api.operations.integration import events, webhooks
from app.api.operations.membership import (
    adjustments,
    balance,
    cards,
    consents,
    contact_lists,
    contacts,
    entries,
    links,
    mail_links,
    member_lookup,
    members,
    merge_fields,
    merging,
    notes,
    owners,
    page_links,
    profiles,
    rebates,
    status,
    tier_changes,
    tier_grants,
    transfers,
)
from app.api.operations.sales import activation, batches, claims, exchanges, purchase_pages, purchases, returns
from app.api.operations.shops import backfills, connectors, deliveries

logger = logging.getLogger(__name__)

OPERATIONS: Final = tuple(
    route
    for module in (
        drafts,
        program,
        campaigns,
        campaign_codes,
        clock,
        keys,
        key_members,
        staff,
        audit,
        members,
        member_lookup,
        profiles,
        cards,
        links,
        merging,
        owners,
        consents,
        contact_lists,
        contacts,
        page_links,
        mail_links,
        merge_fields,
        notes,
        purchases,
        purchase_pages,
        claims,
        activation,
        batches,
        returns,
        exchanges,
        quotes,
        holds,
        gift_cards,
        rewards,
        checkout_lists,
        voucher_grants,
        voucher_batches,
        transfers,
        status,
        entries,
        balance,
        adjustments,
        tier_grants,
        tier_changes,
        rebates,
        reports,
        donations,
        unmatched,
        exports,
        connectors,
        backfills,
        deliveries,
        insight_reviews,
        insight_grades,
        insight_lists,
        tasks,
        golden_list,
        honours,
        segments,
        holdout,
        rehearsals,
        lint,
        events,
        webhooks,
    )
    for route in module.router.routes
    if isinstance(route, OperationRoute)
)
Job = Callable[[], Coroutine[Any, Any, None]]

DESCRIPTION: Final = """\
Records purchases, computes their rewards, and reports each customer's status.

Amounts are integers in minor units. Answers to a key with a limit have `RateLimit-Limit`, `RateLimit-Remaining` and
`RateLimit-Reset`. Every request is safe to repeat: an `external_id` belongs to one request for ever, and the same
request gets the same answer again. Errors are problems (RFC 9457); decide by their `retry`.
"""


def create_application(
    goldlist: Goldlist,
    direct: bool = True,
    metrics: Metrics | None = None,
    access_log: AccessLog | None = None,
    requests_per_second: int | None = None,
    jobs: Sequence[Job] = (),
    show_metrics: bool = False,
    pages: Sequence[BaseRoute] = (),
    reports: Sequence[Report] = (),
) -> Gateway:
    """The whole API as an ASGI application; its lifespan also starts and closes Goldlist and the log.

    `direct` False sends hot operations through FastAPI, as all others. `requests_per_second`: for keys without a limit
    of their own; None is no limit. `jobs` run while it serves. `show_metrics`: whether `/metrics` shows the figures in
    `metrics`. `pages` are further routes, which come before the API's own front page. Each of `reports` receives every
    outcome.
    """
    application = _fastapi(goldlist, metrics if show_metrics else None, access_log, jobs, pages)
    told = [*(one.answered for one in (metrics, access_log) if one), *reports]
    return Gateway(application, goldlist, HOT_OPERATIONS if direct else (), told, requests_per_second)


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document."""
    return _fastapi(None).openapi()


def _fastapi(
    goldlist: Goldlist | None,
    metrics: Metrics | None = None,
    access_log: AccessLog | None = None,
    jobs: Sequence[Job] = (),
    pages: Sequence[BaseRoute] = (),
) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        assert goldlist
        goldlist.start()
        logger.info("started", extra={"version": __version__})
        at_work = [asyncio.create_task(job()) for job in jobs]
        yield
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)
        await goldlist.close()
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
        # It would send paths, queries and invalid bodies to collectors; app/traces.py sends none.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    # Added one by one: an included router would add a search to every request.
    application.router.routes += OPERATIONS
    if goldlist:
        application.router.routes += [
            *pages,
            *health.routes(goldlist, metrics),
            *inbox.routes(goldlist),
            *docs.routes(),
        ]
    application.add_exception_handler(HTTPException, _http_problem)
    application.add_exception_handler(Exception, _problem)
    application.add_exception_handler(Problem, _problem)
    application.add_exception_handler(RequestValidationError, _invalid)
    application.add_exception_handler(NotModified, _not_modified)
    _describe(application)
    return application


def _describe(application: FastAPI) -> None:
    make_document = application.openapi

    def document() -> dict[str, Any]:
        if application.openapi_schema is None:
            openapi.complete(make_document(), OPERATIONS)
        return make_document()

    application.openapi = document  # type: ignore[method-assign]


async def _problem(request: Request, error: Exception) -> Response:
    state = request.scope["state"]
    answer = answer_to(error, state["request_id"])
    state["problem"] = answer.problem
    return respond(answer)


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
    # A path with a route of its own does not match `{purchase}` too.
    literal = [one for one in matching if one.path == request.scope["path"]]
    return {method for route in literal or matching for method in route.methods or ()}
