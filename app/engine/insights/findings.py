"""The results of a review for all members together, from the counts of its parts."""

from typing import Any, NamedTuple

from app.engine.insights import deviation, rhythm
from app.engine.insights.pareto import pareto, share_text
from app.engine.insights.readings import AWAY, BACK, FOLLOWED, HITS, STAGES, STATES, Counts, Grades, Reviewed
from app.engine.insights.stages import STAGES as ALL_STAGES
from app.engine.model.ratio import decimal_text

OUTCOMES = ("within", "early", "late", "none")


class Whole(NamedTuple):
    """Totals of the window: guests' spend, members' spend, and the part of the latter with a known margin."""

    guest_amount: int
    spend: int
    covered: int


def grades_found(review: Reviewed, grades: Grades, whole: Whole) -> dict[str, Any]:
    """The grades of a review, and the share of the total by share of members."""
    found = pareto(review.now.ranking.falling())
    below = grades.get("-", (0, 0, 0))
    nobody = 0, 0, None
    told = []
    for grade in review.terms.grades:
        members, amount, least = grades.get(grade.id, nobody)
        of_amount = share_text(amount, found["amount"])
        told.append({"grade": grade.id, "members": members, "amount": amount, "of_amount": of_amount, "from": least})
    return {
        "grades": told,
        "pareto": {
            **found,
            "negative": {"members": below[0], "amount": below[1]},
            "guest_amount": whole.guest_amount,
            "covered": decimal_text(whole.covered, whole.spend) if whole.spend > 0 else None,
        },
    }


def changes_found(review: Reviewed, counts: Counts) -> dict[str, Any]:
    """The states, the season, and the accuracy of lists, of a review that compares periods."""
    back, away = counts.get(BACK, {}), counts.get(AWAY, {})
    now = counts.get(STATES, {})
    first, last = deviation.period_days(review.dates.listed, review.terms.deviation.unit)
    followed = counts.get(FOLLOWED, {})
    return {
        "states": [
            {
                "state": state,
                "members": now.get(state, 0),
                "then": back.get(state, 0) + away.get(state, 0),
                "back": back.get(state, 0),
            }
            for state in rhythm.STATES
        ],
        "season": {
            "from": first,
            "to": last,
            "bases": [
                {
                    "periods": length,
                    "regular": regular.members,
                    "season": decimal_text(deviation.season(regular, length), 1000, 3),
                }
                for length, regular in sorted(review.summed.regular.items())
            ],
        },
        "followed": {name: followed.get(name, 0) for name in deviation.Followed._fields} if review.follows else None,
        "following_seasons": deviation.seasons(review.summed.followed) if review.follows else None,
        "hit_rate": {name: counts.get(HITS, {}).get(name, 0) for name in OUTCOMES} if review.has_items else None,
    }


def newest_found(review: Reviewed, counts: Counts) -> dict[str, Any]:
    """The results of every review: the mean gap, stages, the second purchase, and the golden limit."""
    gap, second = review.summed.gaps[review.dates.as_of], review.summed.second_purchase
    return {
        "mean_gap": {"days": gap.days, "gaps": gap.gaps},
        "spreads": [list(one) for one in review.summed.spreads],
        "has_items": review.has_items,
        "review_on": review.review_on,
        "floor": review.floor,
        "stages": {stage: counts.get(STAGES, {}).get(stage, 0) for stage in ALL_STAGES},
        "second_purchase": {
            "within": [one._asdict() for one in second.within],
            "median_days": second.median_days,
        },
    }
