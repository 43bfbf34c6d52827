"""Checks a programme document and reports all faults at once, each with its place in the document.

Fields that cannot change under the same id are checked against earlier versions.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import ValidationError

from app.engine.model.consents import HONOURS, SHARE
from app.engine.program import bonus_faults, campaign_faults, segment_faults
from app.engine.program.document import ProgramDocument
from app.engine.program.insights_faults import insights_faults
from app.engine.program.parts.rebates import RebatePart
from app.engine.program.parts.tiers import TiersPart
from app.engine.program.rank_faults import rank_faults
from app.engine.program.reward_kinds import KINDS, OF_SOME_KINDS
from app.engine.program.validation import in_words


class Fault(NamedTuple):
    """A fault of a document, and its place."""

    pointer: str
    code: str
    detail: str


def check(document: Any, earlier: Sequence[ProgramDocument] = ()) -> ProgramDocument | list[Fault]:
    """The document, or all its faults. `earlier` are the versions before, oldest first."""
    try:
        parsed = ProgramDocument.model_validate(document)
    except ValidationError as error:
        found = error.errors()
        faults = [Fault(pointer(one["loc"], document), *in_words(one)) for one in found]
        if any(one["type"] != "extra_forbidden" for one in found):
            return faults
        rest = check(_without(document, [one["loc"] for one in found]), earlier)
        return faults + (rest if isinstance(rest, list) else [])
    faults = [fault for checker in CHECKERS for fault in checker(parsed)]
    faults += [fault for before in earlier[-1:] for fault in _changed_fields(parsed, before)]
    faults += [fault for before in earlier for fault in _changed_terms(parsed, before)]
    return sorted(set(faults)) or parsed


def that_still_tell(earlier: Sequence[ProgramDocument]) -> list[ProgramDocument]:
    """The earlier versions to check the next one against: the newest, and any that is alone in having some id."""
    told: set[tuple[str, str]] = set()
    telling: list[ProgramDocument] = []
    for document in reversed(earlier):
        ids = {
            (place, part.id)
            for place in ("punch_cards", "coupons", "rebates", "bonuses")
            for part in getattr(document, place)
        }
        ids |= {("holdout", document.holdout.id)} if document.holdout else set()
        if not telling or not ids <= told:
            telling.append(document)
            told |= ids
    return telling[::-1]


def _without(document: Any, places: Sequence[Sequence[str | int]]) -> Any:
    """A copy of the document without the fields at these places."""
    left = deepcopy(document)
    for *way, last in places:
        part: Any = left
        for step in way:
            # Branches of unions are no steps of the document.
            part = part if isinstance(part, dict) and step not in part else part[step]
        del part[last]
    return left


def pointer(place: Sequence[str | int], document: Any) -> str:
    """The JSON pointer of a validation error, without steps that are not in the document (branches of unions)."""
    parts = []
    for step in place:
        inside = isinstance(document, list) and isinstance(step, int) and step < len(document)
        if inside or (isinstance(document, dict) and step in document):
            document = document[step]
        elif step != place[-1] or not isinstance(document, dict):
            continue
        parts.append(str(step).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def _unique_ids(document: ProgramDocument) -> Iterator[Fault]:
    lists: dict[str, Sequence[Any]] = {
        "/points/earn": document.points.earn,
        "/tiers/levels": document.tiers.levels if document.tiers else [],
        "/ladders": document.ladders,
        "/bonuses": document.bonuses,
        "/punch_cards": document.punch_cards,
        "/coupons": document.coupons,
        "/rebates": document.rebates,
        "/rewards": document.rewards,
        "/campaigns": document.campaigns,
        "/segments": document.segments,
        "/stores": document.stores,
        "/tasks/rules": document.tasks.rules,
        "/contacts/purposes": document.contacts.purposes,
    }
    for place, parts in lists.items():
        seen = set()
        for index, part in enumerate(parts):
            if part.id in seen:
                yield Fault(f"{place}/{index}/id", "duplicate-id", "another item of this list has the same id")
            seen.add(part.id)


def _ladder(document: ProgramDocument) -> Iterator[Fault]:
    if document.tiers is None:
        return
    window, levels = document.tiers.window, document.tiers.levels
    if levels[0].from_ != 0:
        yield Fault("/tiers/levels/0/from", "not-zero", "the first tier must start from 0: every member has it")
    for index in range(1, len(levels)):
        if levels[index].from_ <= levels[index - 1].from_:
            yield Fault(f"/tiers/levels/{index}/from", "not-rising", "each tier must start higher than the one before")
    if window.kind == "rolling" and window.months is None:
        yield Fault("/tiers/window/months", "required", "a rolling window needs a number of months")
    if window.kind == "calendar" and window.unit is None:
        yield Fault("/tiers/window/unit", "required", "a calendar window needs a unit: month, quarter or year")
    if window.kind != "calendar" and window.starts_month != 1:
        yield Fault("/tiers/window/starts_month", "not-possible", "only a calendar window has years that begin")
    yield from _keeping(document.tiers)
    if document.tiers.qualify_by == "points" and document.tiers.match is not None:
        yield Fault("/tiers/match", "not-possible", "the rules in `points.earn` decide which goods earn points")
    if document.tiers.qualify_by == "points" and window.kind != "lifetime":
        for index, rule in enumerate(document.points.earn):
            if rule.carry:
                # The business date of a carried fraction would depend on the order of arrival.
                detail = "points with carried fractions have no business date, so they need a lifetime window"
                yield Fault(f"/points/earn/{index}/carry", "not-possible", detail)


def _keeping(tiers: TiersPart) -> Iterator[Fault]:
    keep = tiers.keep
    if keep.kind == "months" and keep.n is None:
        yield Fault("/tiers/keep/n", "required", "keeping a tier for months needs their number")
    if keep.kind != "months" and keep.n is not None:
        yield Fault("/tiers/keep/n", "not-possible", "only `months` can have a number of months")
    if keep.kind == "until_end_of_next_window" and tiers.window.kind not in ("calendar", "anniversary"):
        yield Fault("/tiers/keep/kind", "not-possible", "only calendar and anniversary windows have an end")


def _ranks(document: ProgramDocument) -> Iterator[Fault]:
    return (Fault(*found) for found in rank_faults(document.ladders))


def _cards(document: ProgramDocument) -> Iterator[Fault]:
    rewards = {reward.id for reward in document.rewards}
    for index, card in enumerate(document.punch_cards):
        place = f"/punch_cards/{index}"
        if card.head_start >= card.punches:
            yield Fault(f"{place}/head_start", "too-large", "the head start must be smaller than the card")
        if card.reward not in rewards:
            yield Fault(f"{place}/reward", "unknown-reward", "no reward of this document has this id")
        if card.counts == "spend" and card.per is None:
            yield Fault(f"{place}/per", "required", "a card that counts spend needs the spend per punch")


def _earning(document: ProgramDocument) -> Iterator[Fault]:
    for index, rule in enumerate(document.points.earn):
        place = f"/points/earn/{index}"
        by_spend = rule.points is not None or rule.per is not None
        if sum((by_spend, rule.per_item is not None, rule.per_purchase is not None)) > 1:
            detail = "a rule has either `points` and `per`, or `per_item`, or `per_purchase`"
            yield Fault(place, "not-possible", detail)
        elif rule.per_item is None and rule.per_purchase is None:
            for name in ("points", "per"):
                if getattr(rule, name) is None:
                    yield Fault(f"{place}/{name}", "required", "a rule that counts spend needs `points` and `per`")
        elif rule.steps:
            yield Fault(f"{place}/steps", "not-possible", "only a rule that counts spend has steps")


def _coupons(document: ProgramDocument) -> Iterator[Fault]:
    rewards = {reward.id for reward in document.rewards}
    cards = {card.id for card in document.punch_cards}
    for index, coupon in enumerate(document.coupons):
        if coupon.reward not in rewards:
            yield Fault(f"/coupons/{index}/reward", "unknown-reward", "no reward of this document has this id")
        if coupon.id in cards:
            yield Fault(f"/coupons/{index}/id", "duplicate-id", "a punch card has the same id")


def _rebates(document: ProgramDocument) -> Iterator[Fault]:
    for index, rebate in enumerate(document.rebates):
        place = f"/rebates/{index}"
        yield from _paying(document, rebate, place)
        for name in ("per", "amount"):
            given = getattr(rebate, name) is not None
            if rebate.method == "per_multiple" and not given:
                yield Fault(f"{place}/{name}", "required", "`per_multiple` needs `per` and `amount`")
            if rebate.method != "per_multiple" and given:
                yield Fault(f"{place}/{name}", "not-possible", "this method uses bands instead")
        if rebate.method == "per_multiple":
            if rebate.bands:
                yield Fault(f"{place}/bands", "not-possible", "`per_multiple` cannot have bands")
            continue
        if not rebate.bands:
            yield Fault(f"{place}/bands", "required", "this method needs at least one band")
        yield from _bands(rebate, place)


def _paying(document: ProgramDocument, rebate: RebatePart, place: str) -> Iterator[Fault]:
    if rebate.as_ == "points" and document.points.worth is None:
        yield Fault("/points/worth", "required", "a rebate paid as points needs the worth of points")
    at_once = rebate.pay == "at_once"
    if rebate.as_ == "voucher" and at_once and rebate.method not in ("lump_sum", "per_multiple"):
        yield Fault(f"{place}/as", "not-possible", "vouchers at once are only for lump sums and multiples")
    if rebate.as_ == "statement" and at_once:
        yield Fault(f"{place}/as", "not-possible", "a statement is only possible at settlement")
    if rebate.measure == "quantity" and rebate.method == "growth":
        yield Fault(f"{place}/measure", "not-possible", "a growth rebate is by spend")
    if rebate.on == "growth" and rebate.method != "growth":
        yield Fault(f"{place}/on", "not-possible", "only a growth rebate can be paid on growth")


def _bands(rebate: RebatePart, place: str) -> Iterator[Fault]:
    each_unit = rebate.measure == "quantity" and rebate.method in ("retroactive", "marginal")
    by_rate = each_unit and rebate.method == "retroactive" and all(band.amount is None for band in rebate.bands)
    needed = "amount" if rebate.method == "lump_sum" or (each_unit and not by_rate) else "rate"
    before: Decimal | int = -1
    most = 0
    for number, band in enumerate(rebate.bands):
        other = "rate" if needed == "amount" else "amount"
        if getattr(band, needed) is None:
            yield Fault(
                f"{place}/bands/{number}/{needed}",
                "required",
                f"a band of this method needs {'an' if needed == 'amount' else 'a'} {needed}",
            )
        if getattr(band, other) is not None:
            yield Fault(
                f"{place}/bands/{number}/{other}",
                "not-possible",
                f"a band of this method can have only {'an' if needed == 'amount' else 'a'} {needed}",
            )
        if band.amount is not None and rebate.method == "lump_sum":
            if band.amount <= most:
                yield Fault(f"{place}/bands/{number}/amount", "not-rising", "a higher band must have a higher amount")
            most = band.amount
        grows = rebate.method == "growth"
        if isinstance(band.from_, str) != grows:
            wanted = 'a growth as text, such as "0.10"' if grows else "an amount in minor units"
            yield Fault(f"{place}/bands/{number}/from", "wrong-type", f"must be {wanted}")
            continue
        start = Decimal(band.from_) if isinstance(band.from_, str) else band.from_
        if start <= before:
            yield Fault(f"{place}/bands/{number}/from", "not-rising", "each band must start higher than the one before")
        before = start


def _partner_codes(document: ProgramDocument) -> Iterator[Fault]:
    """A pool of codes can be empty, so only refusable requests may use one: purchases cannot."""
    pools = {reward.id for reward in document.rewards if reward.codes == "imported"}
    for index, reward in enumerate(document.rewards):
        if reward.id in pools and KINDS[reward.kind].immediate:
            detail = f"a reward of kind {reward.kind} is granted immediately, without a code"
            yield Fault(f"/rewards/{index}/codes", "not-possible", detail)
    brought = {"punch_cards": [card.reward for card in document.punch_cards]}
    brought["coupons"] = [coupon.reward for coupon in document.coupons]
    for place, rewards in brought.items():
        for index, reward_id in enumerate(rewards):
            if reward_id in pools:
                detail = "a purchase cannot issue vouchers that need a partner's code"
                yield Fault(f"/{place}/{index}/reward", "not-possible", detail)


def _rewards(document: ProgramDocument) -> Iterator[Fault]:
    for index, reward in enumerate(document.rewards):
        kind = KINDS[reward.kind]
        for name in OF_SOME_KINDS:
            given = getattr(reward, name) is not None
            if name in kind.needs and not given:
                yield Fault(f"/rewards/{index}/{name}", "required", f"a reward of kind {reward.kind} needs `{name}`")
            if given and name not in kind.needs + kind.allows:
                yield Fault(
                    f"/rewards/{index}/{name}", "not-possible", f"a reward of kind {reward.kind} cannot have `{name}`"
                )
        if reward.kind == "buy_get":
            yield from (Fault(*one) for one in campaign_faults.of_buy_get(reward, f"/rewards/{index}"))


EXPIRY_NEEDS = {"after": ("months",), "inactivity": ("months",), "yearly": ("month", "day")}
EXPIRY_ALLOWS = {
    "after": ("round_up_to",),
    "inactivity": ("max_age_months", "round_up_to"),
    "yearly": ("min_age_months",),
}


def _expiry(document: ProgramDocument) -> Iterator[Fault]:
    expiry = document.points.expiry
    needed = EXPIRY_NEEDS.get(expiry.kind, ())
    allowed = (*needed, *EXPIRY_ALLOWS.get(expiry.kind, ()))
    for name, field in type(expiry).model_fields.items():
        if name in needed and getattr(expiry, name) is None:
            yield Fault(f"/points/expiry/{name}", "required", f"expiry of kind {expiry.kind} needs this field")
        if name not in ("kind", *allowed) and getattr(expiry, name) != field.default:
            yield Fault(
                f"/points/expiry/{name}", "not-possible", f"expiry of kind {expiry.kind} cannot have this field"
            )
    if expiry.kind == "inactivity" and expiry.max_age_months is None and expiry.round_up_to != "day":
        detail = "only the end of `max_age_months` can be rounded up"
        yield Fault("/points/expiry/round_up_to", "not-possible", detail)


def _bonuses(document: ProgramDocument) -> Iterator[Fault]:
    return (Fault(*one) for one in bonus_faults.found(document))


def _campaigns(document: ProgramDocument) -> Iterator[Fault]:
    return (Fault(*one) for one in campaign_faults.found(document))


def _segments(document: ProgramDocument) -> Iterator[Fault]:
    return (Fault(*one) for one in segment_faults.found(document))


def _insights(document: ProgramDocument) -> Iterator[Fault]:
    return (Fault(*one) for one in insights_faults(document.insights))


def _tasks(document: ProgramDocument) -> Iterator[Fault]:
    levels = {level.id for level in document.tiers.levels} if document.tiers else set()
    for index, rule in enumerate(document.tasks.rules):
        for place, level in enumerate(rule.levels):
            if level not in levels:
                pointer = f"/tasks/rules/{index}/levels/{place}"
                yield Fault(pointer, "unknown-level", "no tier of this document has this id")


def _contacts(document: ProgramDocument) -> Iterator[Fault]:
    for index, purpose in enumerate(document.contacts.purposes):
        if purpose.id in (HONOURS, SHARE):
            yield Fault(f"/contacts/purposes/{index}/id", "reserved", "this purpose is always there")
    levels = {level.id for level in document.tiers.levels} if document.tiers else set()
    for place, level in enumerate(document.contacts.premium.levels if document.contacts.premium else ()):
        if level not in levels:
            yield Fault(f"/contacts/premium/levels/{place}", "unknown-level", "no tier of this document has this id")


MOST_HELD_OUT = Decimal("0.5")


def _holdout(document: ProgramDocument) -> Iterator[Fault]:
    holdout = document.holdout
    if holdout is None:
        return
    if Decimal(holdout.share) > MOST_HELD_OUT:
        yield Fault("/holdout/share", "too-large", "a control group is at most half of the members")
    for index, covered in enumerate(holdout.covers):
        if covered in holdout.covers[:index]:
            yield Fault(f"/holdout/covers/{index}", "duplicate", "it is covered already")


CHECKERS: tuple[Callable[[ProgramDocument], Iterator[Fault]], ...] = (
    _unique_ids,
    _ladder,
    _ranks,
    _cards,
    _coupons,
    _earning,
    _rebates,
    _rewards,
    _partner_codes,
    _expiry,
    _bonuses,
    _campaigns,
    _segments,
    _insights,
    _holdout,
    _tasks,
    _contacts,
)


def _changed_fields(document: ProgramDocument, before: ProgramDocument) -> Iterator[Fault]:
    for name in ("currency", "time_zone", "day_starts"):
        if getattr(document, name) != getattr(before, name):
            yield Fault(f"/{name}", "cannot-change", "cannot change during the life of a programme")


def _changed_terms(document: ProgramDocument, before: ProgramDocument) -> Iterator[Fault]:
    fixed = {
        "bonuses": ("on",),
        "punch_cards": ("counts", "punches", "head_start"),
        "rebates": ("period", "starts_month", "method", "measure", "pay", "as_"),
    }
    for place, names in fixed.items():
        known = {part.id: part for part in getattr(before, place)}
        for index, part in enumerate(getattr(document, place)):
            for name in names if part.id in known else ():
                if getattr(part, name) != getattr(known[part.id], name):
                    shown = name.rstrip("_")
                    yield Fault(f"/{place}/{index}/{shown}", "cannot-change", "cannot change; use a new id")
    group, known_group = document.holdout, before.holdout
    if group and known_group and group.id == known_group.id and Decimal(group.share) != Decimal(known_group.share):
        yield Fault("/holdout/share", "cannot-change", "a control group keeps its share: give a new id to change it")
    for place, other in (("punch_cards", "coupons"), ("coupons", "punch_cards")):
        others = {part.id for part in getattr(before, other)}
        for index, part in enumerate(getattr(document, place)):
            if part.id in others:
                yield Fault(
                    f"/{place}/{index}/id", "cannot-change", f"this id belonged to {other} in an earlier version"
                )
