"""The terms of bonuses, compiled: points for joining, for birthdays, and for complete details."""

from typing import Final, Literal, NamedTuple

BonusOccasion = Literal["joined", "birthday", "profile_complete"]
ProfileField = Literal["name", "email", "phone", "birth_date"]
BIRTHDAYS: Final = "birthday"


class Bonus(NamedTuple):
    """Points that a member gets on an occasion `on`. `fields`: those that must be known (`profile_complete`)."""

    id: str
    name: str
    on: BonusOccasion
    points: int
    fields: tuple[ProfileField, ...] = ()
