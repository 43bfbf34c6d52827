"""Describes validation errors with words and stable codes; never shows the value itself."""

from typing import Final

from pydantic_core import ErrorDetails

from app.engine.program.texts import EXPLAINED

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
    "extra_forbidden": "unknown field",
    "int_type": "must be a whole number, written without quotes, fraction or exponent",
    "string_type": "must be a text",
    "string_unicode": "must be text that can be written in UTF-8",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "too_short": "has too few items: at least {min_length}",
    "too_long": "has too many items: at most {max_length}",
}
_WITH_LIMITS: Final = {"too_short", "too_long"}
# How pydantic marks an error in a key rather than in its value.
_NAME: Final = "[key]"


def place_of(error: ErrorDetails) -> tuple[str | int, ...]:
    """The place of an error; for an invalid key, the object that contains it."""
    place = error["loc"]
    return place[:-2] if place[-1:] == (_NAME,) and error["type"] != "extra_forbidden" else place


def in_words(error: ErrorDetails) -> tuple[str, str]:
    """The code and words for one validation error."""
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        detail = "must be " + EXPLAINED.get(error["ctx"]["pattern"], "of the form that the documentation shows")
    else:
        detail = _DETAILS.get(kind) or error["msg"].replace("Input should", "must").replace("String should", "must")
        detail = detail.format(**error.get("ctx", {})) if kind in _WITH_LIMITS else detail
    if place_of(error) != error["loc"]:
        detail = "a name in it " + detail
    return _CODES.get(kind, kind.replace("_", "-")), detail
