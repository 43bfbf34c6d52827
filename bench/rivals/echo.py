"""A rival that does nothing: an ASGI application that sends back what it was sent.

What uvicorn makes of this is the ceiling for any Python service in one process on the machine. Frozen, as the others.
"""

from typing import Any

HEADERS = [(b"content-type", b"application/json")]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer 200 with the request's own body."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [*HEADERS, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
