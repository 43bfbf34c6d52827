"""Answers requests for pages: static files, signing in, and every page behind it."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.actions.access.sign_ins import Person
from app.actions.goldlist import Goldlist
from app.api.contract.operation import answer_to
from app.pages import languages, rendering, sign_in
from app.pages.calls import Calls, Refused
from app.pages.customer_pages import PREFIX, CustomerPages
from app.pages.forms import form_of, query_of
from app.pages.navigation import navigation
from app.pages.page_settings import PageSettings
from app.pages.protection import (
    SECURITY_HEADERS,
    SESSION_COOKIE,
    comes_from_us,
    compressed,
    own_path,
)
from app.pages.sitemap import PLACES
from app.pages.visit import Moved, Page, Shop, Shown, Text, Visit
from app.pages.words import Words, now_of

FOR_GOOD: Final = "public, max-age=31536000, immutable"

logger = logging.getLogger(__name__)


class Site:
    """All pages over one service."""

    def __init__(self, goldlist: Goldlist, settings: PageSettings) -> None:
        self.goldlist = goldlist
        self.settings = settings
        self.sign_in = sign_in.SignInPages(goldlist, settings)
        self.customers = CustomerPages(goldlist, self.visit)

    async def answer(self, request: Request) -> Response:
        """The answer to any request for a page."""
        path = str(request.scope["path"])
        if path.startswith("/pages/static/"):
            return _static(request, path.removeprefix("/pages/static/"))
        language = languages.chosen(request)
        try:
            if request.method == "POST" and not comes_from_us(request, self.settings.public_url):
                response = await self._problem(request, language, 403, _cross_site())
            elif path.startswith(PREFIX):
                response = await self.customers.answer(request, path)
            else:
                response = await self._page(request, path, language)
        except Exception as error:
            answer = answer_to(error, request.state.request_id)
            response = await self._problem(request, language, answer.status, {"type": f"/{answer.problem}"})
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return compressed(request, response)

    async def _page(self, request: Request, path: str, language: rendering.Language) -> Response:
        if found := await self.sign_in.answer(request, path, language):
            return found
        person = await self._person(request)
        if person is None:
            here = path + (f"?{request.url.query}" if request.url.query else "")
            return self.sign_in.wanted(own_path(here) if request.method == "GET" else "/pages/")
        if path == "/pages/home":
            return RedirectResponse(home(person.caller.role), 303)
        for place in PLACES:
            names = place.matches(path)
            if names is None:
                continue
            visit = await self.visit(request, person, language, names)
            try:
                if person.caller.role not in place.roles:
                    raise Refused(403, {"type": "/insufficient-scope"})
                if request.method == "POST":
                    if place.post is None:
                        raise Refused(405, {"type": "/method-not-allowed"})
                    visit.form = await form_of(request)
                    visit.once = visit.form.get("once") or visit.once
                    shown = await place.post(visit)
                else:
                    shown = await place.get(visit)
            except Refused as refused:
                return self._refused(visit, language, refused)
            return self._shown(visit, language, shown)
        visit = await self.visit(request, person, language, {})
        return self._refused(visit, language, Refused(404, {"type": "/not-found"}))

    async def _person(self, request: Request) -> Person | None:
        if self.settings.trusted_header and sign_in.is_trusted(request, self.settings):
            email = request.headers.get(self.settings.trusted_header, "")
            return await self.goldlist.sign_ins.trusted(None, email) if email else None
        token = request.cookies.get(SESSION_COOKIE)
        return await self.goldlist.sign_ins.person(token) if token else None

    async def visit(
        self, request: Request, person: Person, language: rendering.Language, names: Mapping[str, str]
    ) -> Visit:
        """A request of a person or customer, with the programme as it is."""
        calls = Calls(
            request.app, self.goldlist, person.caller, request.state.request_id, request.headers.get("host", "")
        )
        program = await self.goldlist.programs.known(person.caller.program_id)
        document = await calls.get("/v1/program")
        calls.made.clear()
        shop = Shop(document["name"], document["version"], person.caller.test, document)
        now = now_of(program.now(self.goldlist.clock()))
        words = Words(language.locale, language.texts, program.currency, program.zone, now)
        return Visit(
            person=person,
            calls=calls,
            words=words,
            shop=shop,
            path=request.url.path,
            names=names,
            query=query_of(request),
            once=secrets.token_urlsafe(16),
        )

    def _shown(self, visit: Visit, language: rendering.Language, shown: Shown) -> Response:
        if isinstance(shown, Moved):
            return RedirectResponse(shown.path, 303)
        if isinstance(shown, Text):
            saved = {"Content-Disposition": f'attachment; filename="{shown.name}"'}
            return Response(shown.content, media_type=shown.media_type, headers=saved)
        values = {**_frame(visit), "title": shown.title, **shown.values}
        return Response(rendering.rendered(language, shown.template, values), shown.status, media_type="text/html")

    def _refused(self, visit: Visit, language: rendering.Language, refused: Refused) -> Response:
        title, detail = sign_in.told(visit.words, refused)
        later = refused.document.get("retry") == "later"
        values = {
            "detail": detail,
            "again": visit.path if later else None,
            "request_id": visit.calls.request_id,
        }
        visit.calls.made.clear()
        return self._shown(visit, language, Page("problem.html", title, values, refused.status))

    async def _problem(
        self, request: Request, language: rendering.Language, status: int, document: dict[str, Any]
    ) -> Response:
        """A problem of somebody who may not have signed in."""
        return self.sign_in.problem(language, Refused(status, document))


def is_within(path: str, entry: str) -> bool:
    """Whether a page belongs to an entry of the navigation."""
    return path == entry or (not entry.endswith("/") and path.startswith(entry + "/"))


def home(role: str) -> str:
    """The first page of a role."""
    return navigation(role)[0].path


def _frame(visit: Visit) -> dict[str, Any]:
    role = visit.person.caller.role
    entries = [entry._replace(name=visit.text(entry.name)) for entry in navigation(role)]
    here = max((entry.path for entry in entries if is_within(visit.path, entry.path)), key=len, default="")
    return {
        "words": visit.words,
        "shop": visit.shop,
        "me": {"name": visit.person.name, "role": role},
        "navigation": entries,
        "here": here,
        "home": home(role),
        "can_search": role in sign_in.SEARCHING,
        "may": visit.may,
        "role_name": lambda name: languages.role_name(visit.words, name),
        "languages": languages.own_names(),
        "requests": list(visit.calls.made),
        "once": visit.once,
    }


def _cross_site() -> dict[str, Any]:
    return {"type": "/cross-site"}


def _static(request: Request, rest: str) -> Response:
    version, _, name = rest.partition("/")
    asset = rendering.assets().get(name) if version == rendering.assets_hash() else None
    if asset is None:
        return Response(status_code=404)
    headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.plain, media_type=asset.media_type, headers=headers)
