"""The programme document: one readable text with the whole programme."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from app.engine.program.fields import HumanText
from app.engine.program.parts.bonuses import BonusPart
from app.engine.program.parts.campaigns import CampaignPart
from app.engine.program.parts.checkout import CheckoutPart, GiftCardsPart, TaxPart
from app.engine.program.parts.contacts import ContactsPart
from app.engine.program.parts.holdouts import HoldoutPart
from app.engine.program.parts.insights import InsightsPart
from app.engine.program.parts.ladders import LadderPart
from app.engine.program.parts.notices import NoticesPart
from app.engine.program.parts.part import Part
from app.engine.program.parts.points import PointsPart
from app.engine.program.parts.punch_cards import CouponPart, PunchCardPart
from app.engine.program.parts.rebates import RebatePart
from app.engine.program.parts.rewards import RewardPart
from app.engine.program.parts.segments import SegmentPart
from app.engine.program.parts.stores import StorePart
from app.engine.program.parts.tasks import TasksPart
from app.engine.program.parts.tiers import TiersPart
from app.engine.program.parts.zones import known_country, known_currency, known_zone


class ProgramDocument(Part):
    """A whole programme."""

    name: Annotated[HumanText, Field(description="The name of the programme.")]
    currency: Annotated[
        str,
        AfterValidator(known_currency),
        Field(description="The only currency (ISO 4217). It cannot change."),
    ]
    time_zone: Annotated[
        str,
        AfterValidator(known_zone),
        Field(description="The IANA time zone of the business day, such as `Europe/London`. It cannot change."),
    ]
    day_starts: Annotated[
        str,
        # Clocks change at whole hours, so that such a day has one start.
        StringConstraints(pattern=r"^(0[0-9]|1[01]):00$"),
        Field(
            description="The hour at which a business day starts, from `00:00` to `11:00`: with `04:00`, a purchase at "
            "02:30 belongs to the day before. It cannot change."
        ),
    ] = "00:00"
    stores: Annotated[
        list[StorePart],
        Field(
            max_length=1000,
            description="The stores in another time zone. All effects of time remain at the start of the programme's "
            "day.",
        ),
    ] = []
    default_country: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(known_country)] | None,
        Field(
            description=(
                "The country (ISO 3166-1, such as `GB`) of phone numbers without a country code; null means that a "
                "number is found only in the form it was given."
            )
        ),
    ] = None
    tax: Annotated[
        TaxPart | None, Field(description="How tax is treated; null means that only prices count, as they are sent.")
    ] = None
    points: Annotated[PointsPart, Field(description="How points are earned and when they expire.")] = PointsPart()
    tiers: Annotated[TiersPart | None, Field(description="The tiers; null for a programme without tiers.")] = None
    ladders: Annotated[
        list[LadderPart], Field(description="Tiers by rank, such as for the top 10 % of all members.", max_length=20)
    ] = []
    bonuses: Annotated[
        list[BonusPart],
        Field(max_length=20, description="Points for joining, for birthdays, and for complete profiles."),
    ] = []
    punch_cards: Annotated[
        list[PunchCardPart], Field(description="Punch cards; a full card issues a voucher.", max_length=50)
    ] = []
    coupons: Annotated[
        list[CouponPart], Field(description="Vouchers that a purchase issues for later purchases.", max_length=20)
    ] = []
    rebates: Annotated[list[RebatePart], Field(description="Money back on the spend of a period.", max_length=20)] = []
    rewards: Annotated[
        list[RewardPart], Field(description="The rewards that vouchers are issued for.", max_length=200)
    ] = []
    checkout: Annotated[CheckoutPart, Field(description="How baskets are quoted, and which discounts combine.")] = (
        CheckoutPart()
    )
    campaigns: Annotated[
        list[CampaignPart],
        Field(description="Multiplied points or discounts for some purchases during some time.", max_length=100),
    ] = []
    insights: Annotated[InsightsPart, Field(description="Grades of customers, and the changes to list.")] = (
        InsightsPart()
    )
    segments: Annotated[
        list[SegmentPart],
        Field(max_length=20, description="Groups of members, decided by conditions at every review."),
    ] = []
    contacts: Annotated[ContactsPart, Field(description="For what members are contacted, and what that requires.")] = (
        ContactsPart()
    )
    notices: Annotated[NoticesPart, Field(description="Events that announce what ends or comes soon.")] = NoticesPart()
    tasks: Annotated[TasksPart, Field(description="The tasks that follow from reviews of customers.")] = TasksPart()
    gift_cards: Annotated[
        GiftCardsPart | None,
        Field(
            description="Gift cards with a balance; null means that none are issued. Those issued before can be spent."
        ),
    ] = None
    holdout: Annotated[
        HoldoutPart | None,
        Field(description="A control group, to measure the effect of campaigns and other offers; null means none."),
    ] = None
