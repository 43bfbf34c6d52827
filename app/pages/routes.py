"""The routes of the pages; the pages themselves are imported when the first of them is asked for."""

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.actions.goldlist import Goldlist
from app.pages.page_settings import AS_IT_IS, PageSettings

if TYPE_CHECKING:
    from app.pages.letters import LetterPages
    from app.pages.pictures import PicturePages
    from app.pages.site import Site


class Pages:
    """The pages over one service, made when the first is asked for: a service that only tills call never makes them."""

    def __init__(self, goldlist: Goldlist, settings: PageSettings = AS_IT_IS) -> None:
        self._goldlist = goldlist
        self._settings = settings
        self._site: Site | None = None

    async def page(self, request: Request) -> Response:
        """One of the pages."""
        if self._site is None:
            self._site = await asyncio.to_thread(self._make)
        return await self._site.answer(request)

    async def front_door(self, request: Request) -> Response:
        """Leads a browser to the pages."""
        return RedirectResponse("/pages/", 303)

    def _make(self) -> "Site":
        site: Site = import_module("app.pages.site").Site(self._goldlist, self._settings)
        return site

    def routes(self) -> list[Route]:
        """All routes."""
        methods = ["GET", "POST"]
        return [
            Route("/", self.front_door),
            Route("/pages", self.front_door),
            Route("/pages/{path:path}", self.page, methods=methods),
            Route("/c/{path:path}", self.page, methods=methods),
        ]


class Letters:
    """What the links in mails show, without signing in; made when the first is opened.

    A picture waits `wait_seconds` at most to be drawn.
    """

    def __init__(self, goldlist: Goldlist, wait_seconds: float = 0.2) -> None:
        self._goldlist = goldlist
        self._wait_seconds = wait_seconds
        self._pages: LetterPages | None = None
        self._pictures: PicturePages | None = None

    async def page(self, request: Request) -> Response:
        """One of the pages."""
        if self._pages is None:
            self._pages = await asyncio.to_thread(self._make)
        return await self._pages.answer(request)

    async def picture(self, request: Request) -> Response:
        """One of the pictures."""
        if self._pictures is None:
            self._pictures = await asyncio.to_thread(self._make_pictures)
        return await self._pictures.answer(request)

    def _make_pictures(self) -> "PicturePages":
        pictures: PicturePages = import_module("app.pages.pictures").PicturePages(self._goldlist, self._wait_seconds)
        return pictures

    def _make(self) -> "LetterPages":
        pages: LetterPages = import_module("app.pages.letters").LetterPages(self._goldlist)
        return pages

    def routes(self) -> list[Route]:
        """All routes."""
        pages = [Route(f"/{name}/{{token}}", self.page, methods=["GET", "POST"]) for name in ("u", "confirm")]
        return [*pages, Route("/i/{token}/{file}", self.picture)]
