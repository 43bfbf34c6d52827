"""Compiles what is known and done about customers: reviews, segments, contacts, notices, tasks, the control group."""

from collections.abc import Iterator, Sequence

from app.engine.model.ratio import Ratio, added, ratio
from app.engine.program.compiling.match import compiled_match
from app.engine.program.condition_parts import compiled, facts_of
from app.engine.program.fields import composed
from app.engine.program.parts.contacts import ContactsPart
from app.engine.program.parts.holdouts import HoldoutPart
from app.engine.program.parts.insights import DeviationPart, GradePart, InsightsPart, ReorderPart, RhythmPart
from app.engine.program.parts.notices import NoticesPart
from app.engine.program.parts.segments import SegmentPart
from app.engine.program.parts.tasks import TasksPart
from app.engine.program.segments import Segment
from app.engine.program.terms.contacts import Cap, ContactTerms
from app.engine.program.terms.holdouts import Holdout
from app.engine.program.terms.insights import Deviation, Grade, Insights, Margin, Reorder, Rhythm
from app.engine.program.terms.notices import NoticeTerms
from app.engine.program.terms.tasks import KINDS, TaskRule, TaskTerms


def compile_insights(part: InsightsPart) -> Insights:
    """The terms of reviews of one version."""
    return Insights(
        measure=part.measure,
        months=part.months,
        unit=part.review.unit,
        starts_month=part.review.starts_month,
        grades=tuple(_grades(part.grades)),
        stay=ratio(part.stay),
        golden=frozenset(part.golden),
        margins=tuple(Margin(compiled_match(margin.match), ratio(margin.rate)) for margin in part.margins),
        deviation=_deviation(part.deviation),
        rhythm=_rhythm(part.rhythm),
        reorder=_reorder(part.reorder),
        task_control=ratio(part.task_control),
    )


def _grades(grades: Sequence[GradePart]) -> Iterator[Grade]:
    shares: list[Ratio] = []
    for part in grades:
        shares += [ratio(part.share)] if part.share is not None else []
        yield Grade(part.id, added(*shares) if part.share is not None else None)


def _deviation(part: DeviationPart) -> Deviation:
    return Deviation(
        unit=part.unit,
        base_periods=part.base_periods,
        min_periods=part.min_periods,
        grades=frozenset(part.grades),
        below=ratio(part.below),
        above=ratio(part.above),
        list_chance=ratio(part.list_chance),
        tell_chance=ratio(part.tell_chance),
        min_amount=part.min_amount,
    )


def _rhythm(part: RhythmPart) -> Rhythm:
    return Rhythm(
        min_purchases=part.min_purchases,
        at_risk=ratio(part.at_risk),
        lapsed=ratio(part.lapsed),
        horizon_days=part.horizon_days,
        win_back_days=part.win_back_days,
        tell_grades=frozenset(part.tell_grades),
    )


def _reorder(part: ReorderPart) -> Reorder:
    depth = part.depth if part.by == "category" else 0
    return Reorder(depth, part.min_purchases, ratio(part.within), compiled_match(part.match))


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


def notice_terms(part: NoticesPart) -> NoticeTerms:
    """What is announced how many days before."""
    return NoticeTerms(
        points_expiring_days=tuple(sorted(part.points_expiring_days)),
        voucher_expiring_days=tuple(sorted(part.voucher_expiring_days)),
        tier_ending_days=part.tier_ending_days,
        birthday_days=part.birthday_days,
        reorder_days=part.reorder_days,
    )


def task_terms(part: TasksPart) -> TaskTerms:
    """The tasks that follow from reviews."""
    rules = (
        TaskRule(
            id=one.id,
            kind=KINDS[one.on],
            levels=frozenset(one.levels),
            owner=composed(one.owner),
            due_days=one.due_days,
            max_open=one.max_open,
        )
        for one in part.rules
    )
    return TaskTerms(part.escalate_days, tuple(part.reasons), tuple(rules))


def segment(part: SegmentPart) -> Segment:
    """A segment."""
    return Segment(part.id, part.name, compiled(part.when), facts_of(part.when))


def holdout(part: HoldoutPart) -> Holdout:
    """The control group."""
    return Holdout(part.id, ratio(part.share), part.from_, frozenset(part.covers))
