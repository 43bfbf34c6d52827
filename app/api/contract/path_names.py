"""Names in paths: an escaped slash belongs to the name and separates nothing."""

from collections.abc import Mapping
from urllib.parse import unquote

from app.engine.program.texts import composed


def path_to_route(raw: bytes) -> str:
    """A request's path, decoded except for `/` and `%` within its segments."""
    segments = raw.decode("latin-1").split("/")
    return "/".join(unquote(one).replace("%", "%25").replace("/", "%2F") for one in segments)


def read_names(values: Mapping[str, str]) -> dict[str, str]:
    """The decoded names in such a path, by template name, in stored form."""
    return {name: composed(value.replace("%2F", "/").replace("%25", "%")) for name, value in values.items()}
