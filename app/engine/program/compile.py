"""Compiles programme documents to rules."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.engine.model.calendar import Window
from app.engine.model.ratio import ONE, Ratio, added, ratio
from app.engine.program import document as parts
from app.engine.program import insights_terms, offers, terms
from app.engine.program.bonus_terms import Bonus
from app.engine.program.condition_parts import compiled, facts_of
from app.engine.program.conditions import BIRTHDAY, FIRST_PURCHASE, WEEKDAYS
from app.engine.program.contact_terms import Cap, ContactTerms
from app.engine.program.document import ProgramDocument
from app.engine.program.fields import composed
from app.engine.program.holdouts import Holdout
from app.engine.program.limit_names import budget, uses
from app.engine.program.match import EVERYTHING, Match
from app.engine.program.notice_terms import NoticeTerms
from app.engine.program.segments import Segment
from app.engine.program.task_terms import KINDS, TaskRule, TaskTerms


def compile_version(document: ProgramDocument, version: int, published_at: str) -> terms.Rules:
    """The rules of one version."""
    points = document.points
    return terms.Rules(
        version=version,
        published_at=published_at,
        name=document.name,
        insights=compile_insights(document.insights),
        earn=tuple(map(_earn_rule, points.earn)),
        pending_days=points.pending_days,
        expiry=_expiry(points.expiry),
        writes_off_debt=points.on_debt == "write_off",
        worth=_worth(points.worth) if points.worth else None,
        earns_on_rewards=points.earn_on_rewards,
        fewest_transferred=points.transfer.min if points.transfer.allowed else None,
        tiers=_tiers(document.tiers, days_ahead=bool(document.stores)) if document.tiers else None,
        ladders=tuple(_ladder(part) for part in document.ladders),
        cards=(*(_card(part) for part in document.punch_cards), *(_coupon(part) for part in document.coupons)),
        rebates=tuple(_rebate(part, document.points.worth) for part in document.rebates),
        rewards={part.id: _reward(part) for part in document.rewards},
        checkout=_checkout(document.checkout),
        gift_cards=_gift_cards(document.gift_cards),
        campaigns=tuple(_campaign(part) for part in document.campaigns),
        segments=tuple(_segment(part) for part in document.segments),
        tasks=_tasks(document.tasks),
        contacts=_contacts(document.contacts),
        notices=_notices(document.notices),
        holdout=_holdout(document.holdout) if document.holdout else None,
        currency=document.currency,
        default_country=document.default_country,
        day_starts=_minute(document.day_starts),
        stores={part.id: ZoneInfo(part.time_zone) for part in document.stores},
        prices_with_tax=document.tax.prices == "with_tax" if document.tax else None,
        tax_counts=_tax_counts(document.tax) if document.tax else 0,
        bonuses=tuple(map(_bonus, document.bonuses)),
        limited=_limited(document),
        limited_uses=tuple(uses(part.id) for part in document.campaigns if part.limit_total and not _takes_off(part)),
    )


def _tax_counts(part: parts.TaxPart) -> int:
    if part.prices == part.counts:
        return 0
    return 1 if part.counts == "with_tax" else -1


def compile_insights(part: parts.InsightsPart) -> insights_terms.Insights:
    """The terms of reviews of one version."""
    return insights_terms.Insights(
        measure=part.measure,
        months=part.months,
        unit=part.review.unit,
        starts_month=part.review.starts_month,
        grades=tuple(_grades(part.grades)),
        stay=ratio(part.stay),
        golden=frozenset(part.golden),
        margins=tuple(insights_terms.Margin(_match(margin.match), ratio(margin.rate)) for margin in part.margins),
        deviation=_deviation(part.deviation),
        rhythm=_rhythm(part.rhythm),
        reorder=_reorder(part.reorder),
        task_control=ratio(part.task_control),
    )


def _grades(grades: Sequence[parts.GradePart]) -> Iterator[insights_terms.Grade]:
    shares: list[Ratio] = []
    for part in grades:
        shares += [ratio(part.share)] if part.share is not None else []
        yield insights_terms.Grade(part.id, added(*shares) if part.share is not None else None)


def _deviation(part: parts.DeviationPart) -> insights_terms.Deviation:
    return insights_terms.Deviation(
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


def _rhythm(part: parts.RhythmPart) -> insights_terms.Rhythm:
    return insights_terms.Rhythm(
        min_purchases=part.min_purchases,
        at_risk=ratio(part.at_risk),
        lapsed=ratio(part.lapsed),
        horizon_days=part.horizon_days,
        win_back_days=part.win_back_days,
        tell_grades=frozenset(part.tell_grades),
    )


def _reorder(part: parts.ReorderPart) -> insights_terms.Reorder:
    depth = part.depth if part.by == "category" else 0
    return insights_terms.Reorder(depth, part.min_purchases, ratio(part.within), _match(part.match))


def _limited(document: ProgramDocument) -> tuple[str, ...]:
    limits = [uses(part.id) for part in document.campaigns if part.limit_total]
    budgets = [budget("campaign", part.id) for part in document.campaigns if part.budget]
    return (*limits, *budgets, *(budget("reward", part.id) for part in document.rewards if part.budget is not None))


def _expiry(part: parts.ExpiryPart) -> terms.Expiry:
    months = part.min_age_months if part.kind == "yearly" else part.months
    return terms.Expiry(
        part.kind, months or 0, part.round_up_to, part.month or 0, part.day or 0, max_months=part.max_age_months or 0
    )


def _earn_rule(part: parts.EarnPart) -> terms.EarnRule:
    amounts = {"spend": part.points, "items": part.per_item, "purchase": part.per_purchase}
    counts, points = next((name, amount) for name, amount in amounts.items() if amount)
    return terms.EarnRule(
        id=part.id,
        points=points,
        per=part.per or 1,
        counts=counts,
        min_spend=part.min_spend,
        not_with_discount=part.not_with_discount,
        rounding=part.rounding,
        match=_match(part.match),
        steps=part.steps,
        carry=part.carry,
    )


def _bonus(part: parts.BonusPart) -> Bonus:
    return Bonus(part.id, part.name, part.on, part.points, tuple(part.fields or ()))


def _worth(part: parts.WorthPart) -> offers.Worth:
    share = ratio(part.max_share) if part.max_share else ONE
    return offers.Worth(part.points, part.amount, share, part.min_points, _match(part.match))


def _match(part: parts.MatchPart | None) -> Match:
    if part is None or part == parts.MatchPart():
        return EVERYTHING
    return Match(
        categories=frozenset(part.categories or ()),
        skus=frozenset(part.skus or ()),
        exclude_categories=frozenset(part.exclude_categories or ()),
        exclude_skus=frozenset(part.exclude_skus or ()),
        stores=frozenset(part.stores or ()),
        channels=frozenset(part.channels or ()),
    )


def _tiers(part: parts.TiersPart, *, days_ahead: bool) -> terms.TierLadder:
    levels = tuple(
        terms.Tier(
            id=level.id,
            name=level.name,
            reached_at=level.from_,
            multiplier=ratio(level.points_multiplier),
            multiplier_text=level.points_multiplier,
            discount=level.discount,
            privileges=tuple(level.privileges),
        )
        for level in part.levels
    )
    window = Window(part.window.kind, part.window.months or 0, part.window.unit or "year", part.window.starts_month)
    kept = part.keep.kind != "while_qualified" or part.downgrade == "one_down" or part.grace_days > 0
    return terms.TierLadder(
        window=window,
        levels=levels,
        measure=part.qualify_by,
        keeps_on_return=part.on_return == "keep",
        keep=part.keep.kind,
        keep_months=part.keep.n or 0,
        one_down=part.downgrade == "one_down",
        grace_days=part.grace_days,
        # Over a lifetime, only returns can reduce the measure.
        looks_back=kept and window.kind != "lifetime",
        days_ahead=days_ahead,
        notice_delay_minutes=part.notice_delay_minutes,
        match=_match(part.match),
    )


def _ladder(part: parts.LadderPart) -> terms.RankLadder:
    levels = [
        terms.RankLevel(
            level.id, level.name, ratio(level.share), ratio(level.stay_share or level.share), tuple(level.privileges)
        )
        for level in sorted(part.levels, key=lambda level: Decimal(level.share), reverse=True)
    ]
    return terms.RankLadder(
        id=part.id,
        name=part.name,
        months=part.months,
        unit=part.review.unit,
        levels=tuple(levels),
        match=_match(part.match),
        starts_month=part.review.starts_month,
    )


def _card(part: parts.PunchCardPart) -> terms.PunchCard:
    return terms.PunchCard(
        id=part.id,
        name=part.name,
        counts=part.counts,
        match=_match(part.match),
        punches=part.punches,
        reward=part.reward,
        head_start=part.head_start,
        per=part.per or 0,
        min_spend=part.min_spend,
        max_per_purchase=part.max_per_purchase,
        max_per_day=part.max_per_day,
        expires_after_months=part.expires_after_months,
    )


def _checkout(part: parts.CheckoutPart) -> offers.Checkout:
    most = part.max_discount
    return offers.Checkout(part.quote_minutes, part.max_vouchers, ratio(most) if most else None)


def _gift_cards(part: parts.GiftCardsPart | None) -> offers.GiftCards | None:
    return offers.GiftCards(part.valid_months, part.max_balance) if part else None


def _reward(part: parts.RewardPart) -> offers.Reward:
    rate = part.percent or part.extra
    return offers.Reward(
        id=part.id,
        name=part.name,
        kind=part.kind,
        valid_days=part.valid_days,
        match=_match(part.match),
        amount=part.amount,
        rate=ratio(rate) if rate else None,
        max_amount=part.max_amount,
        min_spend=part.min_spend,
        points_price=part.points_price,
        valid_until=part.valid_until,
        limit_per_member=part.limit_per_member,
        stock=part.stock,
        budget=part.budget,
        stacking=offers.Stacking(part.exclusive, part.group, part.order),
        told=part.cause or part.text,
        has_partner_codes=part.codes == "imported",
        buy_get=_buy_get(part.buy, part.get, part.times),
    )


def _buy_get(buy: parts.BuyPart | None, get: parts.GetPart | None, times: int | None) -> offers.BuyGet | None:
    if buy is None or get is None:
        return None
    return offers.BuyGet(
        buy=_match(buy.match),
        quantity=buy.quantity or 0,
        amount=buy.amount or 0,
        get=_match(get.match or buy.match),
        units=get.quantity,
        rate=ratio(get.percent_off),
        dearest=get.choose == "dearest",
        times=times,
    )


def _coupon(part: parts.CouponPart) -> terms.PunchCard:
    return terms.PunchCard(
        id=part.id,
        name=part.name,
        counts="visits",
        match=_match(part.match),
        punches=1,
        reward=part.reward,
        min_spend=part.min_spend,
        is_coupon=True,
    )


def _rebate(part: parts.RebatePart, worth: parts.WorthPart | None) -> terms.Rebate:
    return terms.Rebate(
        id=part.id,
        name=part.name,
        period=part.period,
        method=part.method,
        match=_match(part.match),
        bands=tuple(_band(band) for band in part.bands),
        per=part.per or 0,
        amount=part.amount or 0,
        pays_at_once=part.pay == "at_once",
        pays_as=part.as_,
        on_growth=part.on == "growth",
        grace_days=part.grace_days,
        worth=Ratio(worth.points, worth.amount) if worth else None,
        starts_month=part.starts_month,
        by_quantity=part.measure == "quantity",
        cap=part.cap,
        expected_rate=ratio(part.expected_rate) if part.expected_rate else None,
    )


def _band(band: parts.BandPart) -> terms.Band:
    rate = ratio(band.rate or "0")
    if isinstance(band.from_, str):
        return terms.Band(0, rate, band.rate, growth=ratio(band.from_))
    return terms.Band(band.from_, rate, band.rate, band.amount or 0)


def _takes_off(part: parts.CampaignPart) -> bool:
    return part.points_multiplier is None and part.bonus_points is None


def _campaign(part: parts.CampaignPart) -> offers.Campaign:
    asks = facts_of(part.when) | ({FIRST_PURCHASE} if part.first_purchase else set())
    return offers.Campaign(
        id=part.id,
        name=part.name,
        first_day=part.from_,
        last_day=part.to,
        weekdays=frozenset(WEEKDAYS.index(day) for day in part.weekdays or ()),
        hours=tuple((_minute(hours.from_), _minute(hours.to)) for hours in part.hours or ()),
        channels=frozenset(part.channels or ()),
        stores=frozenset(part.stores or ()),
        match=_match(part.match),
        first_purchase=part.first_purchase,
        birthday=part.birthday,
        min_spend=part.min_spend,
        limit_per_member=part.limit_per_member,
        limit_total=part.limit_total,
        budget=part.budget,
        condition=compiled(part.when) if part.when else None,
        multiplier=part.points_multiplier,
        bonus_points=part.bonus_points or 0,
        percent_off=ratio(part.percent_off) if part.percent_off else None,
        max_amount=part.max_amount,
        amount_off=part.amount_off,
        stacking=offers.Stacking(part.exclusive, part.group, part.order),
        asks=asks | ({BIRTHDAY} if part.birthday else set()),
        for_everybody=not part.holdout,
        buy_get=_buy_get(part.buy, part.get, part.times),
        code=offers.typed_form(part.codes.code) if isinstance(part.codes, parts.OneCodePart) else None,
        single_codes=part.codes.count if isinstance(part.codes, parts.ManyCodesPart) else 0,
        for_guests=part.for_guests,
    )


def _contacts(part: parts.ContactsPart) -> ContactTerms:
    caps = [Cap(purpose.id, cap.channel, cap.max, cap.days) for purpose in part.purposes for cap in purpose.caps]
    if part.all_:
        caps.append(Cap(None, None, part.all_.max, part.all_.days))
    return ContactTerms(
        purposes={one.id: frozenset(one.needs) for one in part.purposes},
        caps=tuple(caps),
        premium=frozenset(part.premium.levels if part.premium else ()),
    )


def _notices(part: parts.NoticesPart) -> NoticeTerms:
    return NoticeTerms(
        points_expiring_days=tuple(sorted(part.points_expiring_days)),
        voucher_expiring_days=tuple(sorted(part.voucher_expiring_days)),
        tier_ending_days=part.tier_ending_days,
        birthday_days=part.birthday_days,
        reorder_days=part.reorder_days,
    )


def _tasks(part: parts.TasksPart) -> TaskTerms:
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


def _segment(part: parts.SegmentPart) -> Segment:
    return Segment(part.id, part.name, compiled(part.when), facts_of(part.when))


def _holdout(part: parts.HoldoutPart) -> Holdout:
    return Holdout(part.id, ratio(part.share), part.from_, frozenset(part.covers))


def _minute(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])
