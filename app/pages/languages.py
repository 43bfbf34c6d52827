"""The languages of the pages, and which one a person gets."""

import gettext
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale
from starlette.requests import Request

from app.pages.marked import _
from app.pages.rendering import Language
from app.pages.words import Words

# Each language with the locale of its numbers and days. Arabic takes the digits that cards and codes have.
LANGUAGES: Final = {"en": "en_GB", "de": "de_DE", "ar": "ar_AE"}
LANGUAGE_COOKIE: Final = "goldlist-language"
CATALOGUES: Final = Path(__file__).parent / "catalogues"
_MOST_WANTED: Final = 10

_ROLES: Final = {
    "admin": _("owner"),
    "manager": _("loyalty manager"),
    "representative": _("customer service"),
    "auditor": _("accountant"),
    "operator": _("operator"),
}


def role_name(words: Words, role: str) -> str:
    """The name of a role."""
    return words.text(_ROLES[role])


def chosen(request: Request) -> Language:
    """The language of a request: that of the person's choice, else the browser's first that we have, else English."""
    kept = request.cookies.get(LANGUAGE_COOKIE, "")
    return language(kept) if kept in LANGUAGES else accepted_by(request)


def accepted_by(request: Request) -> Language:
    """The browser's first language that we have, else English."""
    wanted = accepted(request.headers.get("accept-language", ""))
    return language(next((one for one in wanted if one in LANGUAGES), "en"))


@cache
def language(name: str) -> Language:
    """One of our languages."""
    texts = gettext.translation("pages", CATALOGUES, [name], fallback=True)
    return Language(Locale.parse(LANGUAGES[name]), texts)


def own_names() -> dict[str, str]:
    """What each language is called by those who speak it."""
    return {name: Locale(name).get_language_name(name) or name for name in LANGUAGES}


def accepted(header: str) -> list[str]:
    """The languages of an `Accept-Language`, without their regions, the most welcome first."""
    found = []
    for place, part in enumerate(header.split(",")[:_MOST_WANTED]):
        name, _, parameters = part.strip().partition(";")
        quality = parameters.strip().removeprefix("q=") or "1"
        if quality.strip("0."):
            found.append((quality, -place, name.partition("-")[0].lower()))
    return [name for *_, name in sorted(found, reverse=True)]
