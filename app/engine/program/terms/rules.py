"""One version of a programme, ready for decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from app.engine.program.limit_names import budget, uses
from app.engine.program.segments import Segment
from app.engine.program.terms.bonuses import BIRTHDAYS, Bonus
from app.engine.program.terms.contacts import NO_CONTACTS, ContactTerms
from app.engine.program.terms.earning import NEVER, EarnRule, Expiry
from app.engine.program.terms.holdouts import Covered, Holdout
from app.engine.program.terms.insights import Insights
from app.engine.program.terms.notices import NO_NOTICES, NoticeTerms
from app.engine.program.terms.offers import AS_USUAL, Campaign, Checkout, GiftCards, Reward, Worth
from app.engine.program.terms.punch_cards import PunchCard
from app.engine.program.terms.rebates import Rebate
from app.engine.program.terms.tasks import BY_DEFAULT, TaskTerms
from app.engine.program.terms.tiers import RankLadder, TierLadder


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a programme, ready for decisions.

    `fewest_transferred`: the minimum points of a transfer; None where transfers are not allowed. Business days start
    `day_starts` minutes after midnight. `stores` are those with a time zone of their own. `prices_with_tax` is None
    where the document does not say. Rules count the price less its tax (`tax_counts` -1), plus its tax (1), or alone.
    """

    version: int
    published_at: str
    name: str
    insights: Insights
    earn: tuple[EarnRule, ...] = ()
    pending_days: int = 0
    expiry: Expiry = NEVER
    writes_off_debt: bool = False
    worth: Worth | None = None
    earns_on_rewards: bool = False
    fewest_transferred: int | None = None
    tiers: TierLadder | None = None
    ladders: tuple[RankLadder, ...] = ()
    cards: tuple[PunchCard, ...] = ()
    rebates: tuple[Rebate, ...] = ()
    rewards: dict[str, Reward] = field(default_factory=dict)
    checkout: Checkout = AS_USUAL
    gift_cards: GiftCards | None = None
    limited: tuple[str, ...] = ()
    limited_uses: tuple[str, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    segments: tuple[Segment, ...] = ()
    tasks: TaskTerms = BY_DEFAULT
    contacts: ContactTerms = NO_CONTACTS
    notices: NoticeTerms = NO_NOTICES
    holdout: Holdout | None = None
    currency: str = ""
    default_country: str | None = None
    day_starts: int = 0
    stores: Mapping[str, ZoneInfo] = field(default_factory=dict)
    prices_with_tax: bool | None = None
    tax_counts: int = 0
    bonuses: tuple[Bonus, ...] = ()

    def holds_out(self, program_id: str, member_id: str, covered: Covered, day: str) -> bool:
        """Whether a member is in the control group and gets nothing of this on a day."""
        return self.holdout is not None and self.holdout.keeps_out(program_id, member_id, covered, day)

    @property
    def gives_at_birthdays(self) -> bool:
        """Whether birthdays bring a bonus."""
        return any(one.on == BIRTHDAYS for one in self.bonuses)

    @property
    def for_guests(self) -> bool:
        """Whether guests are quoted any campaign."""
        return any(one.for_guests for one in self.campaigns)

    @property
    def limitable(self) -> set[str]:
        """The names of everything that this version gives away and another version may limit."""
        ids = [("campaign", one.id) for one in self.campaigns] + [("reward", one) for one in self.rewards]
        return {uses(one.id) for one in self.campaigns} | {budget(kind, id_) for kind, id_ in ids}

    def ladder(self, ladder_id: str) -> RankLadder | None:
        """The rank ladder with this id, if this version has it."""
        return next((ladder for ladder in self.ladders if ladder.id == ladder_id), None)

    @property
    def shown_cards(self) -> tuple[PunchCard, ...]:
        """The cards that customers see."""
        return tuple(card for card in self.cards if not card.is_coupon)

    def card(self, card_id: str) -> PunchCard | None:
        """The punch card with this id, if this version has it."""
        return next((card for card in self.cards if card.id == card_id), None)

    def rebate(self, rebate_id: str) -> Rebate | None:
        """The rebate with this id, if this version has it."""
        return next((rebate for rebate in self.rebates if rebate.id == rebate_id), None)

    def campaign(self, campaign_id: str) -> Campaign | None:
        """The campaign with this id, if this version has it."""
        return next((campaign for campaign in self.campaigns if campaign.id == campaign_id), None)
