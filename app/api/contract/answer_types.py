"""Types of answer fields: instants and days are texts with a format of their own in the OpenAPI document."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from app.api.contract.hidden_fields import SCOPE
from app.engine.model.instants import shown_instant

ShownInstant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
ShownDay = Annotated[str, Field(json_schema_extra={"format": "date"})]
# From a record, in the stored form of instants.
RecordedInstant = Annotated[ShownInstant, BeforeValidator(shown_instant)]

# Fields of many answers.
ShownId = Annotated[str, Field(description="Goldlist's id. Treat it as opaque text.")]
NextCursor = Annotated[str | None, Field(description="Send it as `cursor` to get the next page; null on the last one.")]
ShownRecordedAt = Annotated[ShownInstant, Field(description="The time of recording, by the programme's clock.")]
ShownVersion = Annotated[int, Field(description="The version of the programme that decided it.")]
ShownOwnName = Annotated[
    str | None, Field(description="Your own name for it; null if the request was named by an Idempotency-Key instead.")
]
ShownName = Annotated[str, Field(description="The display name.")]
ShownCurrency = Annotated[
    str, Field(description="The programme's currency (ISO 4217). All amounts are in its minor units, such as pence.")
]
ShownMember = Annotated[str, Field(description="The member's id, `mem_…`.")]
ShownHolder = Annotated[str, Field(description="The member's id, `mem_…`; null for a guest.")]
ShownMemberOrGuest = Annotated[str | None, Field(description="The member's id, `mem_…`; null for a guest.")]
ShownMemberExternalId = Annotated[str | None, Field(description="Your own name for the member, or null.")]
ShownReward = Annotated[str, Field(description="The id of the reward, or of the rebate that pays by vouchers.")]
ShownCampaign = Annotated[str | None, Field(description="The campaign's id.")]
ShownTier = Annotated[str | None, Field(description="The tier's id.")]
ShownReview = Annotated[str, Field(description="The id of the review.")]
ShownGrade = Annotated[str, Field(description="The id of the grade.")]
ShownAsOf = Annotated[ShownDay, Field(description="The business day whose end it describes.")]
ShownLastDay = Annotated[ShownDay, Field(description="The last business day.")]
ShownExpiresOn = Annotated[ShownDay | None, Field(description="The last valid day; null without one.")]
ShownCreatedAt = Annotated[ShownInstant, Field(description="The time of creation.")]
ShownSoldAt = Annotated[ShownInstant, Field(description="The time of the sale at the till.")]
ShownMetadata = Annotated[
    dict[str, str],
    Field(description="Your own notes: up to 20 texts by name. They are stored and returned, without any effect."),
]

# Personal data needs a scope of its own on lists of other things.
PERSONAL: Final[dict[str, Any]] = {SCOPE: "members:read"}
# Knowing a voucher's code is enough to use it, so reading codes needs a scope of its own.
CODES: Final[dict[str, Any]] = {SCOPE: "vouchers:read"}
ShownCode = Annotated[
    str | None,
    Field(
        description=(
            "The code that the customer shows and the till sends; capitals, dashes and blanks do not "
            "matter. Null for a key without the scope `vouchers:read`."
        ),
        json_schema_extra=CODES,
    ),
]
ShownVoucher = Annotated[
    str | None,
    Field(
        description="The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`.",
        json_schema_extra=CODES,
    ),
]
