"""The pages before somebody has signed in: signing in and out, and the use of an invitation."""

import ipaddress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.actions.access.passwords import LONGEST, SHORTEST
from app.actions.access.sign_ins import OPEN, Session
from app.actions.goldlist import Goldlist
from app.pages import languages, rendering
from app.pages.calls import Refused
from app.pages.forms import form_of
from app.pages.marked import _
from app.pages.page_settings import PageSettings
from app.pages.protection import SESSION_COOKIE, is_secure, own_path

if TYPE_CHECKING:
    from app.pages.words import Words

_A_YEAR: Final = 365 * 24 * 3600
SEARCHING: Final = frozenset({"admin", "manager", "representative"})


class SignInPages:
    """These pages of one site."""

    def __init__(self, goldlist: Goldlist, settings: PageSettings) -> None:
        self._goldlist = goldlist
        self._settings = settings

    @property
    def _sign_ins(self) -> Any:
        return self._goldlist.sign_ins

    async def answer(self, request: Request, path: str, language: rendering.Language) -> Response | None:
        """The answer, if the path is one of these pages."""
        if path == "/pages/sign-in":
            return await self._sign_in(request, language)
        if path == "/pages/language" and request.method == "POST":
            return await self._choose_language(request)
        if path == "/pages/sign-out" and request.method == "POST":
            return await self._sign_out(request)
        if path.startswith("/pages/invitation/"):
            return await self._invitation(request, path.rpartition("/")[2], language)
        return None

    def wanted(self, here: str) -> Response:
        """To the page where one signs in, and then on to `here`."""
        return RedirectResponse(f"/pages/sign-in?next={quote(here, safe='/')}", 303)

    async def _sign_in(self, request: Request, language: rendering.Language) -> Response:
        several = await self._sign_ins.programs() > 1
        form = await form_of(request) if request.method == "POST" else dict(request.query_params)
        shown = {"next": own_path(form.get("next", "")), "program": form.get("program", ""), "several": several}
        if not is_secure(request, self._settings.public_url):
            text = language.texts.gettext(
                "Signing in needs https: a password sent over plain http can be read on its way. Ask your operator to "
                "put the service behind https, or open it on the machine itself as http://127.0.0.1."
            )
            return self._form(language, shown, fault=text, status=400, closed=True)
        if request.method != "POST":
            return self._form(language, shown)
        name, password = form.get("name", ""), form.get("password", "")
        address = request.client.host if request.client else ""
        found = await self._sign_ins.sign_in(form.get("program") or None, name, password, address)
        if isinstance(found, Session):
            return self._enter(found, shown["next"])
        if found == "too-many":
            text = language.texts.gettext("Too many attempts. Wait a quarter of an hour, and try again.")
            return self._form(language, {**shown, "name": name}, fault=text, status=429)
        text = language.texts.gettext("The name or the password is wrong.")
        return self._form(language, {**shown, "name": name}, fault=text, status=401)

    async def _sign_out(self, request: Request) -> Response:
        if token := request.cookies.get(SESSION_COOKIE):
            await self._sign_ins.end(token)
        response = RedirectResponse("/pages/sign-in", 303)
        response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    async def _choose_language(self, request: Request) -> Response:
        form = await form_of(request)
        response = RedirectResponse(own_path(form.get("next", "")), 303)
        if (name := form.get("language", "")) in languages.LANGUAGES:
            response.set_cookie(
                languages.LANGUAGE_COOKIE, name, _A_YEAR, path="/pages", secure=True, httponly=True, samesite="lax"
            )
        return response

    async def _invitation(self, request: Request, token: str, language: rendering.Language) -> Response:
        invited = await self._sign_ins.invited(token)
        if invited is None:
            text = language.texts.gettext
            title, told_ = (
                text("This link has ended"),
                text("It works once, and for an hour. Ask for a new one, or sign in."),
            )
            return self._page(language, title, told_, status=404)
        fault = None
        if request.method == "POST":
            form = await form_of(request)
            found = await self._sign_ins.accept(token, form.get("password", ""))
            if isinstance(found, Session):
                return self._enter(found, "/pages/home")
            if found is None:
                return RedirectResponse(request.url.path, 303)
            fault = _fault(language, found)
        return self._invited(language, request.url.path, invited.name, fault)

    def _invited(self, language: rendering.Language, path: str, name: str, fault: str | None) -> Response:
        text = language.texts.gettext
        hint = text("At least %(n)s characters; a few words are easy to keep in mind.") % {"n": SHORTEST}
        extra = {"autocomplete": "new-password", "minlength": str(SHORTEST), "maxlength": "128", "required": ""}
        fields = [_field("password", text("A password of your choice"), "password", extra, hint=hint, fault=fault)]
        title = text("Welcome, %(name)s") % {"name": name}
        if path.rpartition("/")[2].startswith(OPEN):
            return self._page(language, title, fields=[], action=path, here=path, button=text("Open the pages"))
        values: dict[str, Any] = {
            "fields": fields,
            "action": path,
            "here": path,
            "button": text("Set the password and begin"),
        }
        return self._page(language, title, status=422 if fault else 200, **values)

    def _enter(self, session: Session, path: str) -> Response:
        response = RedirectResponse(path, 303)
        response.set_cookie(SESSION_COOKIE, session.token, path="/", secure=True, httponly=True, samesite="lax")
        return response

    def _form(
        self,
        language: rendering.Language,
        shown: dict[str, Any],
        fault: str = "",
        status: int = 200,
        closed: bool = False,
    ) -> Response:
        text = language.texts.gettext
        fields = []
        if shown["several"]:
            fields.append(_field("program", text("Programme"), "text", {"required": ""}, value=shown["program"]))
        named = {"autocomplete": "username", "required": ""}
        fields.append(_field("name", text("Name or e-mail address"), "text", named, value=shown.get("name", "")))
        secret = {"autocomplete": "current-password", "maxlength": "128", "required": ""}
        fields.append(_field("password", text("Password"), "password", secret))
        values = {"fields": fields, "next": shown["next"], "fault": fault, "button": text("Sign in")}
        values["here"] = f"/pages/sign-in?next={quote(shown['next'], safe='/')}"
        action = None if closed else "/pages/sign-in"
        return self._page(language, text("Sign in"), status=status, **values, action=action)

    def problem(self, language: rendering.Language, refused: Refused) -> Response:
        """A problem without the frame of a signed-in person."""
        title, detail = told_alone(language, refused)
        return self._page(language, title, detail, status=refused.status)

    def _page(
        self,
        language: rendering.Language,
        title: str,
        told_: str = "",
        status: int = 200,
        here: str = "/pages/sign-in",
        **more: Any,
    ) -> Response:
        values = {
            "title": title,
            "told": told_,
            "fault": "",
            "action": None,
            "next": "",
            "fields": [],
            "button": "",
            "words": rendering.Direction(language),
            "languages": languages.own_names(),
            "here": own_path(here),
            **more,
        }
        return Response(rendering.rendered(language, "sign_in.html", values), status, media_type="text/html")


def _fault(language: rendering.Language, fault: str) -> str:
    """What is wrong with a new password, in the person's language."""
    bounds = {"least": SHORTEST, "most": LONGEST}
    known = next((one for one in _PASSWORD_FAULTS if one % bounds == fault), fault)
    return language.texts.gettext(known) % bounds


def _field(name: str, label: str, type_: str, extra: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "type": type_, "extra": extra, "value": "", "fault": None, "hint": "", **more}


_PASSWORD_FAULTS: Final = (
    _("must have %(least)s to %(most)s characters"),
    _("is one of the passwords that are tried first; choose another"),
    _("must not be a name"),
)
_TOLD: Final = {
    "not-found": (_("Not found"), _("There is no such page, or nobody of this name.")),
    "insufficient-scope": (_("Not for your role"), _("Your role does not include this page. Ask the shop's owner.")),
    "method-not-allowed": (_("Nothing to send here"), _("This page takes no form.")),
    "cross-site": (_("Sent from elsewhere"), _("This form was not sent from a page of ours, so nothing was done.")),
    "unavailable": (_("Not now"), _("The database does not answer. Nothing was lost; try again in a moment.")),
    "internal-error": (_("Something broke"), _("It has been logged with the number below.")),
    "body-too-large": (_("Too much"), _("This form is larger than any of ours.")),
    "malformed-request": (_("Not understood"), _("The form could not be read.")),
}


def told(words: "Words", refused: Refused) -> tuple[str, str]:
    """The title and the sentence for a problem."""
    if refused.name in _TOLD:
        title, detail = _TOLD[refused.name]
        return words.text(title), words.text(detail)
    return str(refused.document.get("title", refused.name)), str(refused.document.get("detail", ""))


def told_alone(language: rendering.Language, refused: Refused) -> tuple[str, str]:
    """The same before anybody has signed in."""
    title, detail = _TOLD.get(refused.name, _TOLD["internal-error"])
    return language.texts.gettext(title), language.texts.gettext(detail)


def is_trusted(request: Request, settings: PageSettings) -> bool:
    """Whether the request comes from a proxy that may state who has signed in."""
    if request.client is None:
        return False
    try:
        address = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in settings.trusted_networks)
