"""The pages on which people read the API and try it with their key, and the document that they show.

Beside them is the JSON Schema of a programme's document. The pages are Swagger UI, from this service alone.

Its files come with the package fastapi-swagger, which copies each release of them; its code is not used.
"""

from importlib.resources import files
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.api.contract.problems import Problem
from app.api.http.files import answer, read

_APP: Final = Path(__file__).parents[2]
# In a wheel it lies within the package, in a checkout beside it.
_WRITTEN: Final = next(path for path in (_APP / "openapi", _APP.parent / "openapi") if path.is_dir())
# Making them anew takes long; a test holds them equal to what is made.
DOCUMENT: Final = _WRITTEN / "openapi.json"
SCHEMA: Final = _WRITTEN / "program.schema.json"

# A page that sees keys runs nothing and asks nobody but this service. Swagger UI styles as it goes.
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
# No validator: it would be somebody else's.
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


def routes() -> list[Route]:
    """The page, what it is made of, and the document."""
    folder = files("fastapi_swagger") / "resources"
    contents = {name: (folder / name).read_bytes for name in _KINDS}

    async def manual(request: Request) -> Response:
        """The page."""
        return HTMLResponse(_PAGE, headers=_HEADERS)

    async def manual_start(request: Request) -> Response:
        """What the page begins with."""
        return Response(_START, media_type="text/javascript", headers={"Cache-Control": _FOR_AN_HOUR})

    def manual_file(request: Request) -> Response:
        """A file of Swagger UI; read on a thread."""
        name = request.path_params["name"]
        if name not in _KINDS:
            raise Problem("not-found")
        return answer(request, read(contents[name]), _KINDS[name], _FOR_AN_HOUR)

    def document(request: Request) -> Response:
        """The OpenAPI document; read on a thread."""
        return answer(request, read(DOCUMENT.read_bytes), "application/json", "no-cache")

    def schema(request: Request) -> Response:
        """The JSON Schema of a programme's document; read on a thread."""
        return answer(request, read(SCHEMA.read_bytes), "application/schema+json", "no-cache")

    return [
        Route("/openapi.json", document),
        Route("/program.schema.json", schema),
        Route("/docs", manual),
        Route("/docs/start.js", manual_start),
        Route("/docs/{name}", manual_file),
    ]
