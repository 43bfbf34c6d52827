"""What needs no key: the front page, whether the service is well, its figures, and what its problems mean."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.api.contract.problems import Problem, html_page, page
from app.api.contract.service import Service
from app.api.http.metrics import MEDIA_TYPE, Metrics

_PAGE_HEADERS: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}

WELCOME: Final = html_page(
    "Goldlist",
    "<p>A loyalty-points service: it records purchases, works out what they earn, and tells where a customer stands."
    '</p><ul><li><a href="/docs">The manual</a></li><li><a href="/openapi.json">The OpenAPI document</a></li>'
    '<li><a href="/readyz">Whether it is ready</a></li></ul>',
)


def routes(service: Service, metrics: Metrics | None) -> list[Route]:
    """Health, figures if there are any, and the pages about problems."""

    async def healthz(request: Request) -> Response:
        """The process is up; says nothing of the database."""
        return JSONResponse({"status": "up"})

    async def readyz(request: Request) -> Response:
        """The database can be reached and has the current schema."""
        if not await service.ready():
            raise Problem("unavailable")
        return JSONResponse({"status": "ready"})

    async def explain_problem(request: Request) -> Response:
        """What a problem means, for a person."""
        text = page(request.path_params["name"])
        if text is None:
            raise Problem("not-found")
        return HTMLResponse(text, headers=_PAGE_HEADERS)

    async def welcome(request: Request) -> Response:
        """Where to go on from the address alone."""
        return HTMLResponse(WELCOME, headers=_PAGE_HEADERS)

    def metrics_text(request: Request) -> Response:
        """The figures for Prometheus; on a thread, since those of other processes lie in files."""
        assert metrics
        return Response(metrics.text(), media_type=MEDIA_TYPE)

    return [
        *([Route("/metrics", metrics_text)] if metrics else []),
        Route("/", welcome),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/problems/{name}", explain_problem),
    ]
