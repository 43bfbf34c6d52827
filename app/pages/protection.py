"""What protects the pages: headers, the check of a form's origin, own paths, and the cookie of a session."""

import gzip
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

SESSION_COOKIE: Final = "__Host-goldlist"
FROM_BYTES: Final = 1000

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types goldlist"
    ),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"
    ),
    "Cache-Control": "no-store",
}


def comes_from_us(request: Request, public_url: str | None) -> bool:
    """Whether a form was sent from one of our own pages.

    Browsers state it in `Sec-Fetch-Site`; older ones state the origin, which must be our own.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    if public_url is not None:
        ours = urlsplit(public_url)
        return (origin.scheme, origin.netloc) == (ours.scheme, ours.netloc)
    return origin.scheme in ("http", "https") and origin.netloc == request.headers.get("host")


def own_path(text: str) -> str:
    """A path of our pages, or their start for anything else."""
    parts = urlsplit(text)
    is_plain = all(" " < letter < "\x7f" and letter != "\\" for letter in text)
    if parts.scheme or parts.netloc or not is_plain or not text.startswith("/pages/") or "//" in parts.path:
        return "/pages/home"
    return text


def is_secure(request: Request, public_url: str | None) -> bool:
    """Whether a browser keeps a `Secure` cookie from here: over https, or from this machine."""
    address = urlsplit(public_url) if public_url else urlsplit(f"{request.url.scheme}://{request.headers.get('host')}")
    return address.scheme == "https" or address.hostname in ("localhost", "127.0.0.1", "::1")


def compressed(request: Request, response: Response) -> Response:
    """The answer, compressed if that is worth it. The pages have no secrets beside what a caller sends."""
    body = bytes(response.body)
    accepts = "gzip" in request.headers.get("accept-encoding", "")
    if len(body) >= FROM_BYTES and accepts and "content-encoding" not in response.headers:
        response.body = gzip.compress(body, 5, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
        response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    return response
