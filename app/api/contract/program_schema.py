"""The JSON Schema of a programme's document, for editors and for those who check documents elsewhere."""

from typing import Any, Final

from pydantic.json_schema import models_json_schema

from app.api.contract.openapi import tell_defaults, without_titles
from app.engine.program.document import ProgramDocument

_TITLE: Final = "A programme of Goldlist"


def program_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12). It tells the form; what parts say of each other only a check finds."""
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
