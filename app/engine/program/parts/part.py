"""What the parts of a programme document have in common, and the types of their fields."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
EarnedPoints = Annotated[int, Field(ge=1, le=10**6)]
PositiveAmount = Annotated[int, Field(ge=1, le=10**12)]
Months = Annotated[int, Field(ge=1, le=120)]
Month = Annotated[int, Field(ge=1, le=12)]
Rate = Annotated[str, StringConstraints(pattern=r"^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$")]
Growth = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,6})?$")]
Multiplier = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]?(\.[0-9]{1,4})?|0\.[0-9]{0,3}[1-9])$")]
# A multiple of 1 or more.
Multiple = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}(\.[0-9]{1,4})?$")]
HorizonDays = Annotated[int, Field(ge=1, le=730)]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Part(BaseModel):
    """A part of a programme document: strict, without unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def minute(time: str) -> int:
    """The minute of the day of a time such as `10:30`."""
    return int(time[:2]) * 60 + int(time[3:])
