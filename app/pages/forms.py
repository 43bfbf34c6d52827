"""Forms as browsers send them."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from app.pages.calls import Refused

LARGEST_FORM: Final = 256 * 1024
MOST_FIELDS: Final = 100


def query_of(request: Request) -> dict[str, str]:
    """The fields of an address; none of one that has more than any page of ours."""
    try:
        return dict(parse_qsl(request.url.query, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form; repeated ones keep the last. Raises Refused for one that cannot be read."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            raise Refused(413, {"type": "/body-too-large"})
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=500))
    except ValueError:
        raise Refused(400, {"type": "/malformed-request"}) from None
