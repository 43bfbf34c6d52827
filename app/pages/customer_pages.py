"""The customer's own page, behind a link: nobody signs in, no cookie is set, and nothing can be changed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from app.actions.access.page_links import Customer
from app.actions.access.sign_ins import Person
from app.actions.goldlist import Goldlist
from app.pages import languages, rendering
from app.pages.calls import Refused
from app.pages.forms import query_of
from app.pages.sign_in import told_alone
from app.pages.views.customer.own import own_entries_page, own_page
from app.pages.visit import Page, Visit

PREFIX: Final = "/c/"
HEADERS: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_VIEWS: Final = {"": own_page, "entries": own_entries_page}

# Makes the visit from a request, who asks, the language, and the names in the path.
Visiting = Callable[[Request, Person, rendering.Language, Mapping[str, str]], Awaitable[Visit]]


class CustomerPages:
    """These pages of one site."""

    def __init__(self, goldlist: Goldlist, visit: Visiting) -> None:
        self._goldlist = goldlist
        self._visit = visit

    async def answer(self, request: Request, path: str) -> Response:
        """The page of a link, or a page that says why there is none."""
        language = self._language(request, query_of(request))
        token, _, what = path.removeprefix(PREFIX).partition("/")
        address = request.client.host if request.client else ""
        customer = await self._goldlist.page_links.customer(token, address)
        if not isinstance(customer, Customer):
            return self._closed(language, customer)
        try:
            if what not in _VIEWS:
                raise Refused(404, {"type": "/not-found"})
            if request.method not in ("GET", "HEAD"):
                raise Refused(405, {"type": "/method-not-allowed"})
            person = Person("", "", customer.caller)
            names = {"member": customer.member_id, "token": token, "expires_at": customer.expires_at}
            visit = await self._visit(request, person, language, names)
            return self._shown(visit, language, await _VIEWS[what](visit))
        except Refused as refused:
            if refused.name == "invalid-cursor":
                refused = Refused(404, {"type": "/not-found"})
            title, detail = told_alone(language, refused)
            return self._alone(language, title, detail, refused.status)

    def _language(self, request: Request, query: dict[str, str]) -> rendering.Language:
        """By the address, because no cookie keeps it; else by the browser."""
        asked = query.get("lang", "")
        return languages.language(asked) if asked in languages.LANGUAGES else languages.accepted_by(request)

    def _shown(self, visit: Visit, language: rendering.Language, page: Page) -> Response:
        values = {"words": visit.words, "shop": visit.shop, "title": page.title, **page.values}
        return self._response(rendering.rendered(language, page.template, values), page.status)

    def _closed(self, language: rendering.Language, why: str) -> Response:
        text = language.texts.gettext
        if why == "too-many":
            return self._alone(language, text("Not now"), text("Too many attempts. Wait a minute, and try again."), 429)
        detail = text("The link has ended, or is not whole. Ask in the shop for a new one.")
        return self._alone(language, text("No page here"), detail, 404)

    def _alone(self, language: rendering.Language, title: str, detail: str, status: int) -> Response:
        values: dict[str, Any] = {"words": rendering.Direction(language), "title": title, "detail": detail}
        return self._response(rendering.rendered(language, "own_closed.html", values), status)

    def _response(self, content: str, status: int) -> Response:
        return Response(content, status, HEADERS, media_type="text/html")
