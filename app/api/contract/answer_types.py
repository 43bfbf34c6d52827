"""Instants and days as answers show them: texts, which the document tells apart so that clients can too."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from app.engine.model.instants import shown_instant

ShownInstant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
ShownDay = Annotated[str, Field(json_schema_extra={"format": "date"})]
# Of a record, which keeps it in the form in which instants sort.
RecordedInstant = Annotated[ShownInstant, BeforeValidator(shown_instant)]

# Fields that many answers have.
ShownId = Annotated[str, Field(description="Our name for it. Take it as it is: its form has no meaning.")]
NextCursor = Annotated[str | None, Field(description="Send it as `cursor` to get the next page; null on the last one.")]
ShownRecordedAt = Annotated[ShownInstant, Field(description="When it was recorded here, by the programme's clock.")]
ShownVersion = Annotated[int, Field(description="The version of the programme that decided it.")]
ShownOwnName = Annotated[
    str | None, Field(description="Your own name for it; null when an Idempotency-Key named the request instead.")
]
ShownName = Annotated[str, Field(description="What it is called, as people read it.")]
ShownCurrency = Annotated[
    str, Field(description="The programme's currency (ISO 4217). All amounts are in its minor units, such as pence.")
]
