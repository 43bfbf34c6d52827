"""Names in addresses: a slash that a caller escaped belongs to the name, and parts nothing."""

from collections.abc import Mapping
from urllib.parse import unquote

from app.engine.program.fields import composed


def path_to_route(raw: bytes) -> str:
    """The path of a request with everything decoded but `/` and `%` within its segments, which stay as they came."""
    segments = raw.decode("latin-1").split("/")
    return "/".join(unquote(one).replace("%", "%25").replace("/", "%2F") for one in segments)


def read_names(values: Mapping[str, str]) -> dict[str, str]:
    """The names in such a path, by what they are called in its template: decoded, and as names are kept."""
    return {name: composed(value.replace("%2F", "/").replace("%25", "%")) for name, value in values.items()}
