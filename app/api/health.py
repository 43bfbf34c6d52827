"""What needs no key: whether the service is well, and what its problems mean."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.api.problems import Problem, page
from app.api.service import Service

_PAGE_HEADERS: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


def routes(service: Service) -> list[Route]:
    """Health and the pages about problems."""

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

    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/problems/{name}", explain_problem),
    ]
