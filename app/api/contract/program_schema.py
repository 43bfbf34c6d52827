"""The JSON Schema of a programme's document, for editors and other validators."""

from typing import Any, Final

from pydantic.json_schema import models_json_schema

from app.api.contract.openapi_schemas import tell_defaults, without_titles
from app.engine.program.document import ProgramDocument

_TITLE: Final = "Goldlist programme"


def program_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12). It covers the form of each part; only a check finds conflicts between parts."""
    found, document = models_json_schema([(ProgramDocument, "validation")])
    definitions = document["$defs"]
    without_titles(definitions)
    tell_defaults(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLE,
        **found[ProgramDocument, "validation"],
        "$defs": dict(sorted(definitions.items())),
    }
