"""The pages with the API documentation, where people can try it with their key, and the documents they show.

Beside them is the JSON Schema of a programme's document. The pages are Swagger UI, served from here only.

Its files come with the package fastapi-swagger, which copies each release; the package's code is not used.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.api.contract.event_documents import served_schema
from app.api.contract.problems import Problem
from app.api.http.files import answer, read
from app.engine.events.types import TYPES

_APP: Final = Path(__file__).parents[2]
# A wheel has it inside the package, a checkout beside it.
_WRITTEN: Final = next(path for path in (_APP / "openapi", _APP.parent / "openapi") if path.is_dir())
# Slow to generate; a test compares the files with the generated documents.
DOCUMENT: Final = _WRITTEN / "openapi.json"
SCHEMA: Final = _WRITTEN / "program.schema.json"
ASYNCAPI: Final = _WRITTEN / "asyncapi.json"

# The page sees keys, so it may run no foreign code and connect only to this service. Swagger UI uses inline styles.
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_FOR_AN_HOUR: Final = "public, max-age=3600"
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Goldlist</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
"""
# No validator: it would be an external service.
_START: Final = """\
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""
_KINDS: Final = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}


def served_document() -> bytes:
    """The OpenAPI document without blanks between its parts: half as long as the committed one."""
    text = json.dumps(json.loads(DOCUMENT.read_bytes()), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def routes() -> list[Route]:
    """The page, its files, and the document."""
    folder = files("fastapi_swagger") / "resources"
    contents = {name: (folder / name).read_bytes for name in _KINDS}

    async def manual(request: Request) -> Response:
        """The documentation page."""
        return HTMLResponse(_PAGE, headers=_HEADERS)

    async def manual_start(request: Request) -> Response:
        """The page's start script."""
        return Response(_START, media_type="text/javascript", headers={"Cache-Control": _FOR_AN_HOUR})

    def manual_file(request: Request) -> Response:
        """A file of Swagger UI; read on a thread."""
        name = request.path_params["name"]
        if name not in _KINDS:
            raise Problem("not-found")
        return answer(request, read(contents[name]), _KINDS[name], _FOR_AN_HOUR)

    def document(request: Request) -> Response:
        """The OpenAPI document; read on a thread."""
        return answer(request, read(served_document), "application/json", "no-cache")

    def schema(request: Request) -> Response:
        """The JSON Schema of a programme's document; read on a thread."""
        return answer(request, read(SCHEMA.read_bytes), "application/schema+json", "no-cache")

    def events(request: Request) -> Response:
        """The AsyncAPI document; read on a thread."""
        return answer(request, read(ASYNCAPI.read_bytes), "application/json", "no-cache")

    async def event_schema(request: Request) -> Response:
        """The JSON schema of an event's data."""
        name = request.path_params["name"]
        if name not in TYPES:
            raise Problem("not-found")
        text = json.dumps(served_schema(name), ensure_ascii=False)
        return Response(text, media_type="application/schema+json", headers={"Cache-Control": _FOR_AN_HOUR})

    return [
        Route("/openapi.json", document),
        Route("/program.schema.json", schema),
        Route("/asyncapi.json", events),
        Route("/schemas/{name}.1.json", event_schema),
        Route("/docs", manual),
        Route("/docs/start.js", manual_start),
        Route("/docs/{name}", manual_file),
    ]
