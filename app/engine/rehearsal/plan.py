"""The plan of a rehearsal: a document as a programme of one version, the days, and the spending of points."""

from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from app.engine.model import calendar
from app.engine.model.calendar import MONTHS_IN, add_months, day_after
from app.engine.model.instants import instant
from app.engine.program.compile import compile_version
from app.engine.program.document import ProgramDocument
from app.engine.program.parts.campaigns import CampaignPart, ManyCodesPart, OneCodePart
from app.engine.program.parts.rewards import RewardPart
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rehearsal.history import code_for

SpendPoints = Literal["none", "as_recorded", "when_enough"]
MOST_WARM_UP_MONTHS: Final = 12
# Before any event of a rehearsal.
_PUBLISHED_AT: Final = "1900-01-01T00:00:00.000000Z"
_OF_ALL: Final = "depends on all members together"


class NotCounted(NamedTuple):
    """A part of a document that a rehearsal leaves out, with the reason."""

    pointer: str
    why: str


class Plan(NamedTuple):
    """The business dates from `first_on` through `last_on`, after a warm-up from `warm_up_on`."""

    first_on: str
    last_on: str
    warm_up_on: str
    spend_points: SpendPoints = "as_recorded"

    def span(self, program: Program) -> tuple[str, str]:
        """The instants (text) of the start of the warm-up (inclusive) and of the end (exclusive)."""
        return program.midnight(self.warm_up_on), program.midnight(day_after(self.last_on))

    def end(self, program: Program) -> datetime:
        """The last moment of the last day."""
        return instant(self.span(program)[1]) - timedelta.resolution


def plan(first_on: str, last_on: str, warm_up_months: int, spend_points: SpendPoints = "as_recorded") -> Plan:
    """The plan of a rehearsal with a warm-up of this many months."""
    warm_up_on = add_months(date.fromisoformat(first_on), -warm_up_months).isoformat()
    return Plan(first_on, last_on, warm_up_on, spend_points)


def alone(document: ProgramDocument) -> tuple[ProgramDocument, list[NotCounted]]:
    """A document without parts that depend on all members, and those parts."""
    left_out = []
    for index, reward in enumerate(document.rewards):
        left_out += [f"/rewards/{index}/{name}" for name in ("stock", "budget") if getattr(reward, name) is not None]
        left_out += [f"/rewards/{index}/codes"] if reward.codes == "imported" else []
    for index, campaign in enumerate(document.campaigns):
        limits = [name for name in ("limit_total", "budget") if getattr(campaign, name) is not None]
        left_out += [f"/campaigns/{index}/{name}" for name in limits]
    left_out += [f"/ladders/{index}" for index in range(len(document.ladders))]
    limitless = document.model_copy(
        update={
            "rewards": [_unlimited(reward) for reward in document.rewards],
            "campaigns": [_without_limits(one) for one in document.campaigns],
            "ladders": [],
        }
    )
    return limitless, [NotCounted(place, _OF_ALL) for place in left_out]


def program_of(document: ProgramDocument, program_id: str) -> Program:
    """A document without shared limits as the only version of a programme."""
    rules = compile_version(document, 1, _PUBLISHED_AT)
    return Program(program_id, "", document.currency, ZoneInfo(document.time_zone), (rules,))


def usual_warm_up(rules: Rules) -> int:
    """The months of the longest tier window or rebate period, at most 12."""
    window = rules.tiers.window if rules.tiers else None
    spans = [window.span_months or MOST_WARM_UP_MONTHS] if window else []
    for rebate in rules.rebates:
        spans.append(MOST_WARM_UP_MONTHS if rebate.method == "growth" else MONTHS_IN[rebate.period])
    return min(max(spans, default=0), MOST_WARM_UP_MONTHS)


def usual_first_on(last_on: str) -> str:
    """The first of the twelve months that end with a day."""
    return calendar.day_after(add_months(date.fromisoformat(last_on), -12).isoformat())


def _without_limits(campaign: CampaignPart) -> CampaignPart:
    """A campaign without limits that all share; a use of one of its single codes is as recorded."""
    codes = campaign.codes
    if isinstance(codes, ManyCodesPart):
        codes = OneCodePart.model_construct(kind="one", code=code_for(campaign.id))
    return campaign.model_copy(update={"limit_total": None, "budget": None, "codes": codes})


def _unlimited(reward: RewardPart) -> RewardPart:
    return reward.model_copy(update={"stock": None, "budget": None, "codes": "drawn"})
