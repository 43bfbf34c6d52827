"""Says in words, and in codes that do not change, what a model finds wrong with a value; never the value itself."""

from typing import Final

from pydantic_core import ErrorDetails

from app.engine.program.fields import EXPLAINED

_CODES: Final = {
    "missing": "required",
    "extra_forbidden": "unknown-field",
    "int_type": "wrong-type",
    "int_from_float": "wrong-type",
    "int_parsing": "wrong-type",
    "int_parsing_size": "out-of-range",
    "string_type": "wrong-type",
    "bool_type": "wrong-type",
    "list_type": "wrong-type",
    "dict_type": "wrong-type",
    "model_type": "wrong-type",
    "model_attributes_type": "wrong-type",
    "string_unicode": "wrong-form",
    "string_pattern_mismatch": "wrong-form",
    "string_too_short": "wrong-length",
    "string_too_long": "wrong-length",
    "too_short": "wrong-length",
    "too_long": "wrong-length",
    "greater_than": "out-of-range",
    "greater_than_equal": "out-of-range",
    "less_than": "out-of-range",
    "less_than_equal": "out-of-range",
    "literal_error": "not-one-of",
}
_DETAILS: Final = {
    "missing": "is required",
    "extra_forbidden": "there is no field of this name",
    "int_type": "must be a whole number, written without quotes, fraction or exponent",
    "string_type": "must be a text",
    "string_unicode": "must be text that can be written in UTF-8",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "too_short": "has too few of them: there must be at least {min_length}",
    "too_long": "has too many of them: there may be at most {max_length}",
}
_WITH_LIMITS: Final = {"too_short", "too_long"}
# How pydantic says in a place that it is the name which is wrong, not what stands under it.
_NAME: Final = "[key]"


def place_of(error: ErrorDetails) -> tuple[str | int, ...]:
    """Where an error is: for a name of the caller's own making, what it stands in."""
    place = error["loc"]
    return place[:-2] if place[-1:] == (_NAME,) and error["type"] != "extra_forbidden" else place


def in_words(error: ErrorDetails) -> tuple[str, str]:
    """The code and the words for one error of a model."""
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        detail = "must be " + EXPLAINED.get(error["ctx"]["pattern"], "of the form that the documentation shows")
    else:
        detail = _DETAILS.get(kind) or error["msg"].replace("Input should", "must").replace("String should", "must")
        detail = detail.format(**error.get("ctx", {})) if kind in _WITH_LIMITS else detail
    if place_of(error) != error["loc"]:
        detail = "a name in it " + detail
    return _CODES.get(kind, kind.replace("_", "-")), detail
