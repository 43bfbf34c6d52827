"""The effect of offers: the spend of treated members compared with that of a control group.

The spend before is taken into account (a covariate adjustment): members who spent more than the mean before are
expected to do so again, and only the rest is compared. Large values are capped, so that a few large customers do not
decide. All arithmetic uses sums of whole numbers and a few exact fractions, for a million members as for ten.
"""

from collections.abc import Sequence
from fractions import Fraction
from heapq import nlargest
from math import ceil, floor, isqrt
from operator import mul
from typing import Final, Literal, NamedTuple

from app.engine.insights.words import amount_text, counted, number_text
from app.engine.model.ratio import Ratio, rounded

Verdict = Literal["too_small", "no_difference_shown", "more", "less"]

FEWEST_DAYS: Final = 28
FEWEST_MEMBERS: Final = 100
CAP: Final = Ratio(99, 100)
# The number of standard deviations that contain 95 % of a normal distribution.
DEVIATIONS: Final = Fraction(196, 100)
# A root is too large by at most this part of a minor unit.
ROOT_PARTS: Final = 10**9


class Group(NamedTuple):
    """One number per member, in minor units: `during` the period, and in an equal number of days `before`."""

    before: Sequence[int]
    during: Sequence[int]


class Sums(NamedTuple):
    """The sums needed of a group: the number of members, and sums of x (before), y (during) and their products."""

    members: int
    x: int
    y: int
    xx: int
    xy: int
    yy: int


class Difference(NamedTuple):
    """Treated less control, per member, and the half-width of the interval.

    None where a group is empty, or `half_width` where one has a single member.
    """

    difference: Fraction | None
    half_width: Fraction | None


class Interval(NamedTuple):
    """A difference in whole minor units, and an interval around it, rounded outwards."""

    difference: int | None
    low: int | None
    high: int | None


class Effect(NamedTuple):
    """The additional spend of treated members. `cap` is for spend during, `cap_before` for before."""

    treated: int
    control: int
    cap: int | None
    cap_before: int | None
    mean_before: int | None
    per_member: Interval
    total: Interval | None
    verdict: Verdict


def sums(group: Group) -> Sums:
    """The sums of a group."""
    x, y = group
    return Sums(
        members=len(y), x=sum(x), y=sum(y), xx=sum(map(mul, x, x)), xy=sum(map(mul, x, y)), yy=sum(map(mul, y, y))
    )


def difference(treated: Sums, control: Sums) -> Difference:
    """The adjusted difference of the means of two groups, exactly, and its interval of 95 %."""
    if not treated.members or not control.members:
        return Difference(None, None)
    slope = _slope(Sums(*map(sum, zip(treated, control, strict=True))))
    means = [Fraction(one.y, one.members) - slope * Fraction(one.x, one.members) for one in (treated, control)]
    found = means[0] - means[1]
    if treated.members == 1 or control.members == 1:
        return Difference(found, None)
    variance = sum(_variance(one, slope) / one.members for one in (treated, control))
    return Difference(found, _root_up(DEVIATIONS**2 * variance))


def _slope(every: Sums) -> Fraction:
    """The increase in spend during per unit of spend before, over both groups; 0 if all spent the same before."""
    spread = every.members * every.xx - every.x**2
    return Fraction(every.members * every.xy - every.x * every.y, spread) if spread else Fraction(0)


def _variance(group: Sums, slope: Fraction) -> Fraction:
    """The variance of the residual of y after x, within a group of two members or more."""
    members, x, y, xx, xy, yy = group
    # Each is the sum of products of differences from the means, times the number of members.
    spread_y, spread_xy, spread_x = members * yy - y * y, members * xy - x * y, members * xx - x * x
    return (spread_y - 2 * slope * spread_xy + slope**2 * spread_x) / (members * (members - 1))


def _root_up(square: Fraction) -> Fraction:
    """The square root: exact if it is a ratio of whole numbers, else slightly too large."""
    per = square.denominator * ROOT_PARTS
    # The root of a / b is that of a b, by b.
    product = square.numerator * square.denominator * ROOT_PARTS**2
    root = isqrt(product)
    return Fraction(root if root * root == product else root + 1, per)


def effect(treated: Group, control: Group) -> Effect:
    """The additional spend of treated members, with large values capped, and the conclusion."""
    cap, cap_before = _cap([*treated.during, *control.during]), _cap([*treated.before, *control.before])
    first, second = sums(_capped(treated, cap_before, cap)), sums(_capped(control, cap_before, cap))
    members = first.members + second.members
    found = difference(first, second)
    per_member = _outwards(found)
    verdict = _verdict(first.members, second.members, per_member)
    return Effect(
        treated=first.members,
        control=second.members,
        cap=cap,
        cap_before=cap_before,
        mean_before=rounded(first.x + second.x, members, "half_up") if members else None,
        per_member=per_member,
        total=None if verdict == "too_small" else _of_all(found, per_member, first.members),
        verdict=verdict,
    )


def _cap(values: list[int]) -> int | None:
    """The 99 % quantile by nearest rank; None of no values."""
    largest = len(values) - rounded(CAP.amount * len(values), CAP.per, "ceil") + 1
    return nlargest(largest, values)[-1] if values else None


def _capped(group: Group, cap_before: int | None, cap: int | None) -> Group:
    if cap is None or cap_before is None:
        return group
    return Group(
        [min(cap_before, value) for value in group.before],
        [min(cap, value) for value in group.during],
    )


def _outwards(found: Difference) -> Interval:
    exact, half_width = found
    if exact is None:
        return Interval(None, None, None)
    shown = rounded(exact.numerator, exact.denominator, "half_up")
    if half_width is None:
        return Interval(shown, None, None)
    return Interval(shown, floor(exact - half_width), ceil(exact + half_width))


def _of_all(found: Difference, per_member: Interval, members: int) -> Interval | None:
    """The same for all treated members; its ends are multiples of those per member, so that both agree."""
    exact, (_, low, high) = found.difference, per_member
    if exact is None or low is None or high is None:
        return None
    return Interval(rounded(exact.numerator * members, exact.denominator, "half_up"), low * members, high * members)


def _verdict(treated: int, control: int, per_member: Interval) -> Verdict:
    _, low, high = per_member
    if min(treated, control) < FEWEST_MEMBERS or low is None or high is None:
        return "too_small"
    if low <= 0 <= high:
        return "no_difference_shown"
    return "more" if low > 0 else "less"


def verdict_text(found: Effect, currency: str) -> str:
    """The verdict, with its figures."""
    members = (
        f"{counted(found.treated, 'member', 'members')} treated, {number_text(found.control)} in the control group"
    )
    if found.verdict == "too_small":
        return f"{members}: with fewer than {FEWEST_MEMBERS} in a group nothing can be said"
    shown, low, high = (amount_text(value or 0, currency) for value in found.per_member)
    said = {
        "no_difference_shown": "no difference is shown",
        "more": "the treated spent more",
        "less": "the treated spent less",
    }[found.verdict]
    return f"{members}: a difference of {shown} a member, from {low} to {high} with 95 % confidence: {said}"
