"""Contacts: their purposes, their needs and their limits."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.program.parts.part import Part, RuleId
from app.engine.program.terms.contacts import Cap, ContactTerms


class CapPart(Part):
    """How often a member is contacted at most."""

    max: Annotated[int, Field(ge=1, le=1000, description="The most contacts.")]
    days: Annotated[
        int, Field(ge=1, le=366, description="On so many business days in a row, the present one included.")
    ]


class PurposeCapPart(CapPart):
    """How often a member is contacted over a channel at most."""

    channel: Annotated[Literal["email", "sms", "phone", "post", "push"], Field(description="The channel.")]


class PurposePart(Part):
    """A purpose of contacts."""

    id: Annotated[RuleId, Field(description="Its id. `honours` and `share` are taken.")]
    needs: Annotated[
        list[Literal["consent", "soft_opt_in", "contract"]],
        Field(
            max_length=3,
            description="The bases of consents, of which a member's must have one. Empty: members may be contacted "
            "until they object.",
        ),
    ] = ["consent"]
    caps: Annotated[
        list[PurposeCapPart],
        Field(max_length=10, description="How often a member is contacted for this purpose at most, by channel."),
    ] = []


class PremiumPart(Part):
    """Which members the group `premium` has."""

    levels: Annotated[list[RuleId], Field(min_length=1, max_length=20, description="The ids of tiers.")]


class ContactsPart(Part):
    """For what members are contacted, and how often at most."""

    premium: Annotated[PremiumPart | None, Field(description="The members of the group `premium`; left out: none.")] = (
        None
    )
    all_: Annotated[
        CapPart | None,
        Field(alias="all", description="How often a member is contacted at most, for all purposes over all channels."),
    ] = None
    purposes: Annotated[
        list[PurposePart],
        Field(
            max_length=20,
            description="The purposes, besides `marketing` (which needs `consent` or `soft_opt_in` unless it is listed "
            "with other needs), `honours` and `share`.",
        ),
    ] = []


def contact_terms(part: ContactsPart) -> ContactTerms:
    """For what members are contacted, and how often."""
    caps = [Cap(purpose.id, cap.channel, cap.max, cap.days) for purpose in part.purposes for cap in purpose.caps]
    if part.all_:
        caps.append(Cap(None, None, part.all_.max, part.all_.days))
    return ContactTerms(
        purposes={one.id: frozenset(one.needs) for one in part.purposes},
        caps=tuple(caps),
        premium=frozenset(part.premium.levels if part.premium else ()),
    )
