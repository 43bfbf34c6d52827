"""Instants and days as answers show them: texts, which the document tells apart so that clients can too."""

from typing import Annotated

from pydantic import Field

ShownInstant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
ShownDay = Annotated[str, Field(json_schema_extra={"format": "date"})]
