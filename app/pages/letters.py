"""The pages behind links in mails, for people without a key: leaving a purpose, and confirming a consent.

Programs open links in mails before people do, so GET only shows a button, and POST acts. A link that nobody made shows
the same as a good one.
"""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.actions.goldlist import Goldlist
from app.pages import languages, rendering
from app.pages.forms import form_of
from app.pages.marked import _
from app.pages.protection import SECURITY_HEADERS

ALL: Final = "all"
MARKETING: Final = "marketing"
_PURPOSE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LEAVE: Final = (_("Unsubscribe"), _("You will get no more e-mails of this kind."), _("Unsubscribe from everything"))
_LEFT: Final = (_("Unsubscribed"), _("You get no more e-mails of this kind. You may close this page."))
_CONFIRM: Final = (_("Confirm"), _("Please confirm that we may write to you. You can withdraw this at any time."))
_CONFIRMED: Final = (_("Thank you"), _("If the link is not older than 7 days, your consent is recorded."))


class LetterPages:
    """These pages of one service."""

    def __init__(self, goldlist: Goldlist) -> None:
        self._links = goldlist.mail_links

    async def answer(self, request: Request) -> Response:
        """The answer to a request for one of them."""
        if request.url.path.startswith("/u/"):
            return await self.leave(request)
        return await self.confirm(request)

    async def leave(self, request: Request) -> Response:
        """Leave a purpose, or all, by e-mail; at once if a mail program asks (RFC 8058)."""
        asked = request.query_params.get("purpose", MARKETING)
        purpose = asked if _PURPOSE.fullmatch(asked) else MARKETING
        if request.method != "POST":
            title, told, everything = _LEAVE
            return _page(request, title, told, button=title, more=everything)
        form = await _form(request)
        everything_too = form.get("leave") == ALL
        await self._links.leave(request.path_params["token"], None if everything_too else [purpose])
        return _page(request, *_LEFT)

    async def confirm(self, request: Request) -> Response:
        """Confirm a consent (double opt-in)."""
        if request.method != "POST":
            title, told = _CONFIRM
            return _page(request, title, told, button=title)
        await self._links.confirm(request.path_params["token"])
        return _page(request, *_CONFIRMED)


async def _form(request: Request) -> dict[str, str]:
    # Mail programs also send the one click as multipart, which says nothing that matters here.
    if "urlencoded" in request.headers.get("content-type", ""):
        return await form_of(request)
    return {}


def _page(request: Request, title: str, told: str, button: str | None = None, more: str | None = None) -> Response:
    language = languages.chosen(request)
    text = language.texts.gettext
    values = {
        "lang": str(language.locale).replace("_", "-"),
        "dir": language.locale.text_direction,
        "title": text(title),
        "told": text(told),
        "button": button and text(button),
        "more": more and text(more),
        "all": ALL,
    }
    shown = rendering.rendered(language, "letter.html", values)
    return HTMLResponse(shown, headers={**SECURITY_HEADERS, "Referrer-Policy": "no-referrer"})
