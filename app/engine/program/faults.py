"""Checks a programme document and says every fault at once, each with its place in the document.

What cannot change under the same id is checked against the versions before.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import ValidationError

from app.engine.program import campaign_faults
from app.engine.program.document import ProgramDocument, RebatePart, TiersPart
from app.engine.program.rank_faults import rank_faults
from app.engine.program.validation import in_words


class Fault(NamedTuple):
    """What is wrong with a document, and where."""

    pointer: str
    code: str
    detail: str


def check(document: Any, earlier: Sequence[ProgramDocument] = ()) -> ProgramDocument | list[Fault]:
    """The document, or everything that is wrong with it. `earlier` are the versions before, oldest first."""
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
    """Of the versions before the next one those by which it is checked: the newest, and what alone has some id."""
    told: set[tuple[str, str]] = set()
    telling: list[ProgramDocument] = []
    for document in reversed(earlier):
        ids = {(place, part.id) for place in ("punch_cards", "coupons", "rebates") for part in getattr(document, place)}
        if not telling or not ids <= told:
            telling.append(document)
            told |= ids
    return telling[::-1]


def _without(document: Any, places: Sequence[Sequence[str | int]]) -> Any:
    """The document without the fields at these places."""
    left = deepcopy(document)
    for *way, last in places:
        part = left
        for step in way:
            part = part[step]
        del part[last]
    return left


def pointer(place: Sequence[str | int], document: Any) -> str:
    """The JSON pointer of a validator's place, leaving out what is not in the document (branches of unions)."""
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
        "/punch_cards": document.punch_cards,
        "/coupons": document.coupons,
        "/rebates": document.rebates,
        "/rewards": document.rewards,
        "/campaigns": document.campaigns,
    }
    for place, parts in lists.items():
        seen = set()
        for index, part in enumerate(parts):
            if part.id in seen:
                yield Fault(f"{place}/{index}/id", "duplicate-id", "another part of this list has the same id")
            seen.add(part.id)


def _ladder(document: ProgramDocument) -> Iterator[Fault]:
    if document.tiers is None:
        return
    window, levels = document.tiers.window, document.tiers.levels
    if levels[0].from_ != 0:
        yield Fault("/tiers/levels/0/from", "not-zero", "the first level is everybody's: it starts from 0")
    for index in range(1, len(levels)):
        if levels[index].from_ <= levels[index - 1].from_:
            yield Fault(f"/tiers/levels/{index}/from", "not-rising", "each level starts higher than the one before")
    if window.kind == "rolling" and window.months is None:
        yield Fault("/tiers/window/months", "required", "a rolling window says how many months it looks back")
    if window.kind == "calendar" and window.unit is None:
        yield Fault("/tiers/window/unit", "required", "a calendar window says its unit: month, quarter or year")
    yield from _keeping(document.tiers)
    if document.tiers.qualify_by == "points" and document.tiers.match is not None:
        yield Fault("/tiers/match", "not-possible", "which goods earn points is said by the rules in `points.earn`")
    if document.tiers.qualify_by == "points" and window.kind != "lifetime":
        for index, rule in enumerate(document.points.earn):
            if rule.carry:
                # The day on which a carried fraction becomes a point depends on what arrives first.
                detail = "points with fractions carried over belong to no day, so only a lifetime can count them"
                yield Fault(f"/points/earn/{index}/carry", "not-possible", detail)


def _keeping(tiers: TiersPart) -> Iterator[Fault]:
    keep = tiers.keep
    if keep.kind == "months" and keep.n is None:
        yield Fault("/tiers/keep/n", "required", "say for how many months a level is kept")
    if keep.kind != "months" and keep.n is not None:
        yield Fault("/tiers/keep/n", "not-possible", "only what is kept for months has a number of them")
    if keep.kind == "until_end_of_next_window" and tiers.window.kind not in ("calendar", "anniversary"):
        yield Fault("/tiers/keep/kind", "not-possible", "only windows of the calendar and of anniversaries end")


def _ranks(document: ProgramDocument) -> Iterator[Fault]:
    return (Fault(*found) for found in rank_faults(document.ladders))


def _cards(document: ProgramDocument) -> Iterator[Fault]:
    rewards = {reward.id for reward in document.rewards}
    for index, card in enumerate(document.punch_cards):
        place = f"/punch_cards/{index}"
        if card.head_start >= card.punches:
            yield Fault(f"{place}/head_start", "too-large", "a head start is smaller than the card")
        if card.reward not in rewards:
            yield Fault(f"{place}/reward", "unknown-reward", "no reward of this document has this id")
        if card.counts == "spend" and card.per is None:
            yield Fault(f"{place}/per", "required", "a card that counts spend says how much a punch takes")


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
                yield Fault(f"{place}/{name}", "required", "an amount for every full `per` needs both")
            if rebate.method != "per_multiple" and given:
                yield Fault(f"{place}/{name}", "not-possible", "this method pays by its bands")
        if rebate.method == "per_multiple":
            if rebate.bands:
                yield Fault(f"{place}/bands", "not-possible", "an amount for every full `per` has no bands")
            continue
        if not rebate.bands:
            yield Fault(f"{place}/bands", "required", "this method needs at least one band")
        yield from _bands(rebate, place)


def _paying(document: ProgramDocument, rebate: RebatePart, place: str) -> Iterator[Fault]:
    if rebate.as_ == "points" and document.points.worth is None:
        yield Fault("/points/worth", "required", "a rebate that pays points needs to know what points are worth")
    at_once = rebate.pay == "at_once"
    if rebate.as_ == "voucher" and at_once and rebate.method not in ("lump_sum", "per_multiple"):
        yield Fault(f"{place}/as", "not-possible", "vouchers at once are for lump sums and multiples")
    if rebate.as_ == "statement" and at_once:
        yield Fault(f"{place}/as", "not-possible", "a statement is made when a period is settled")
    if rebate.on == "growth" and rebate.method != "growth":
        yield Fault(f"{place}/on", "not-possible", "only a growth rebate is paid on growth")


def _bands(rebate: RebatePart, place: str) -> Iterator[Fault]:
    needed = "amount" if rebate.method == "lump_sum" else "rate"
    before: Decimal | int = -1
    most = 0
    for number, band in enumerate(rebate.bands):
        other = "rate" if needed == "amount" else "amount"
        if getattr(band, needed) is None:
            yield Fault(f"{place}/bands/{number}/{needed}", "required", f"a band of this method has a {needed}")
        if getattr(band, other) is not None:
            yield Fault(
                f"{place}/bands/{number}/{other}", "not-possible", f"a band of this method has a {needed} alone"
            )
        if band.amount is not None and needed == "amount":
            if band.amount <= most:
                yield Fault(f"{place}/bands/{number}/amount", "not-rising", "a higher band is worth more")
            most = band.amount
        grows = rebate.method == "growth"
        if isinstance(band.from_, str) != grows:
            wanted = 'a growth as text, such as "0.10"' if grows else "an amount in minor units"
            yield Fault(f"{place}/bands/{number}/from", "wrong-type", f"must be {wanted}")
            continue
        start = Decimal(band.from_) if isinstance(band.from_, str) else band.from_
        if start <= before:
            yield Fault(f"{place}/bands/{number}/from", "not-rising", "each band starts higher than the one before")
        before = start


NEEDED_BY_KIND = {
    "amount_off": ("amount",),
    "percent_off": ("percent",),
    "bonus_quantity": ("extra",),
    "store_credit": ("amount",),
    "donation": ("cause",),
}
OF_ONE_KIND = ("amount", "percent", "extra", "cause", "text")
ALLOWED_BY_KIND = {"gift": ("text",), "donation": ("cause", "amount"), "free_item": ()}


def _partner_codes(document: ProgramDocument) -> Iterator[Fault]:
    """A pool may be empty, so its codes are for what can be refused: not for what a purchase brings."""
    pools = {reward.id for reward in document.rewards if reward.codes == "imported"}
    for index, reward in enumerate(document.rewards):
        if reward.id in pools and reward.kind in ("store_credit", "donation"):
            detail = f"a reward of kind {reward.kind} is had at once, without a code"
            yield Fault(f"/rewards/{index}/codes", "not-possible", detail)
    brought = {"punch_cards": [card.reward for card in document.punch_cards]}
    brought["coupons"] = [coupon.reward for coupon in document.coupons]
    for place, rewards in brought.items():
        for index, reward_id in enumerate(rewards):
            if reward_id in pools:
                detail = "what a purchase brings cannot depend on whether a partner's code is left"
                yield Fault(f"/{place}/{index}/reward", "not-possible", detail)


def _rewards(document: ProgramDocument) -> Iterator[Fault]:
    for index, reward in enumerate(document.rewards):
        needed = NEEDED_BY_KIND.get(reward.kind, ())
        allowed = ALLOWED_BY_KIND.get(reward.kind, needed)
        for name in OF_ONE_KIND:
            given = getattr(reward, name) is not None
            if name in needed and not given:
                yield Fault(f"/rewards/{index}/{name}", "required", f"a reward of kind {reward.kind} has a {name}")
            if given and name not in allowed:
                yield Fault(f"/rewards/{index}/{name}", "not-possible", f"a reward of kind {reward.kind} has no {name}")


EXPIRY_NEEDS = {"after": ("months",), "inactivity": ("months",), "yearly": ("month", "day")}
EXPIRY_ALLOWS = {"after": ("round_up_to",), "yearly": ("min_age_months",)}


def _expiry(document: ProgramDocument) -> Iterator[Fault]:
    expiry = document.points.expiry
    needed = EXPIRY_NEEDS.get(expiry.kind, ())
    allowed = (*needed, *EXPIRY_ALLOWS.get(expiry.kind, ()))
    for name, field in type(expiry).model_fields.items():
        if name in needed and getattr(expiry, name) is None:
            yield Fault(f"/points/expiry/{name}", "required", f"points that end by {expiry.kind} need this")
        if name not in ("kind", *allowed) and getattr(expiry, name) != field.default:
            yield Fault(f"/points/expiry/{name}", "not-possible", f"points that end by {expiry.kind} have no such rule")


def _campaigns(document: ProgramDocument) -> Iterator[Fault]:
    return (Fault(*one) for one in campaign_faults.found(document))


CHECKERS: tuple[Callable[[ProgramDocument], Iterator[Fault]], ...] = (
    _unique_ids,
    _ladder,
    _ranks,
    _cards,
    _coupons,
    _rebates,
    _rewards,
    _partner_codes,
    _expiry,
    _campaigns,
)


def _changed_fields(document: ProgramDocument, before: ProgramDocument) -> Iterator[Fault]:
    for name in ("currency", "time_zone"):
        if getattr(document, name) != getattr(before, name):
            yield Fault(f"/{name}", "cannot-change", "a programme keeps this for its whole life")


def _changed_terms(document: ProgramDocument, before: ProgramDocument) -> Iterator[Fault]:
    fixed = {
        "punch_cards": ("counts", "punches", "head_start"),
        "rebates": ("period", "method", "pay", "as_"),
    }
    for place, names in fixed.items():
        known = {part.id: part for part in getattr(before, place)}
        for index, part in enumerate(getattr(document, place)):
            for name in names if part.id in known else ():
                if getattr(part, name) != getattr(known[part.id], name):
                    shown = name.rstrip("_")
                    yield Fault(f"/{place}/{index}/{shown}", "cannot-change", "give a new id to change this")
    for place, other in (("punch_cards", "coupons"), ("coupons", "punch_cards")):
        others = {part.id for part in getattr(before, other)}
        for index, part in enumerate(getattr(document, place)):
            if part.id in others:
                yield Fault(f"/{place}/{index}/id", "cannot-change", f"it was one of the {other} in an earlier version")
