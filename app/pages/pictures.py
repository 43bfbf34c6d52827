"""Live pictures in mails: always a picture, with status 200, because mail programs keep errors for weeks."""

import asyncio
import hashlib
import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.actions.goldlist import Goldlist
from app.pages.drawings import painted
from app.pages.drawings.painted import Look

AT_ONCE: Final = 2
HEADERS: Final = {
    # Mail programs that fetch pictures themselves then ask at every opening.
    "Cache-Control": "no-cache, max-age=0",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
}
_DRAWN_AS: Final = {"png": (painted.png, "image/png"), "svg": (painted.svg, "image/svg+xml")}

logger = logging.getLogger(__name__)


class PicturePages:
    """The pictures of one service. A picture waits `wait_seconds` at most to be drawn, else a neutral one is sent."""

    def __init__(self, goldlist: Goldlist, wait_seconds: float) -> None:
        self._pictures = goldlist.pictures
        self._wait_seconds = wait_seconds
        self._free = asyncio.Semaphore(AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """The picture that a link shows."""
        name, _, kind = request.path_params["file"].rpartition(".")
        draw, media_type = _DRAWN_AS.get(kind, _DRAWN_AS["png"])
        query = request.query_params
        look = Look(
            width=_within(query.get("w"), *painted.WIDTHS, painted.USUAL_WIDTH),
            scale=_within(query.get("x"), 1, max(painted.SCALES), 1),
            dark=query.get("dark") == "true",
        )
        shown = self._pictures.neutral
        try:
            shown = await self._pictures.of(request.path_params["token"], name, query.get("lang", "en-GB")) or shown
        except Exception:
            logger.exception("a picture cannot be read")
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._free.acquire()
        except TimeoutError:
            content = draw(self._pictures.neutral, look)
        else:
            try:
                content = await asyncio.to_thread(draw, shown, look)
            finally:
                self._free.release()
        tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
        headers = {**HEADERS, "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=media_type)


def _within(text: str | None, least: int, most: int, usual: int) -> int:
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= 4):
        return usual
    return max(least, min(most, int(text)))
