"""Endpoints without a key: the front page, health, metrics, and explanations of problems."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.actions.goldlist import Goldlist
from app.api.contract.problems import Problem, html_page, page
from app.api.http.metrics import MEDIA_TYPE, Metrics
from app.store.connection.errors import DatabaseUnavailable

_PAGE_HEADERS: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}

WELCOME: Final = html_page(
    "Goldlist",
    "<p>A loyalty-points service: it records purchases, computes their rewards, and reports each customer's status.</p>"
    '<ul><li><a href="/docs">API documentation</a></li><li><a href="/openapi.json">The OpenAPI document</a></li>'
    '<li><a href="/readyz">Readiness</a></li></ul>',
)


def routes(goldlist: Goldlist, metrics: Metrics | None) -> list[Route]:
    """Health, metrics if enabled, and the pages about problems."""

    async def healthz(request: Request) -> Response:
        """The process is up; does not check the database."""
        return JSONResponse({"status": "up"})

    async def readyz(request: Request) -> Response:
        """The database is reachable and has the current schema; of a cluster, with the number of its workers.

        As long as one of these answers, the process can serve.
        """
        if not await goldlist.ready():
            raise Problem("unavailable")
        try:
            workers = await goldlist.workers()
        except DatabaseUnavailable:
            raise Problem("unavailable") from None
        if workers is None:
            return JSONResponse({"status": "ready"})
        if workers.unreachable and workers.unreachable == workers.all:
            raise Problem("unavailable")
        told = {"workers": workers.all, "workers_unreachable": workers.unreachable}
        return JSONResponse({"status": "ready", **told})

    async def explain_problem(request: Request) -> Response:
        """An explanation of a problem, for people."""
        text = page(request.path_params["name"])
        if text is None:
            raise Problem("not-found")
        return HTMLResponse(text, headers=_PAGE_HEADERS)

    async def welcome(request: Request) -> Response:
        """A front page with links."""
        return HTMLResponse(WELCOME, headers=_PAGE_HEADERS)

    def metrics_text(request: Request) -> Response:
        """The Prometheus metrics; on a thread, because other processes' figures are in files."""
        assert metrics
        return Response(metrics.text(), media_type=MEDIA_TYPE)

    return [
        *([Route("/metrics", metrics_text)] if metrics else []),
        Route("/", welcome),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/problems/{name}", explain_problem),
    ]
