"""Stores with a time zone of their own."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.engine.program.fields import Name
from app.engine.program.parts.part import Part
from app.engine.program.parts.zones import known_zone


class StorePart(Part):
    """A store with a time zone of its own."""

    id: Annotated[Name, Field(description="The store, as purchases name it.")]
    time_zone: Annotated[
        str,
        AfterValidator(known_zone),
        Field(description="The IANA time zone that decides the business dates and hours of its purchases."),
    ]
