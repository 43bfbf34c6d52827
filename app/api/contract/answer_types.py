"""Instants and days as answers show them: texts, which the document tells apart so that clients can too."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from app.engine.model.instants import shown_instant

ShownInstant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
ShownDay = Annotated[str, Field(json_schema_extra={"format": "date"})]
# Of a record, which keeps it in the form in which instants sort.
RecordedInstant = Annotated[ShownInstant, BeforeValidator(shown_instant)]
