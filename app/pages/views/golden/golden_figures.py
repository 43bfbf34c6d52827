"""What stands above the golden list: the sentence, the curve, the grades, and the filters."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.calls import MOST_ROWS
from app.pages.drawings.pareto import GradeShare, grade_ticks, pareto_points
from app.pages.people import members_of, name_of
from app.pages.views.golden.reviewed import Habits, Review
from app.pages.visit import Visit

NAMED: Final = 3


def finding(visit: Visit, review: Review, habits: Habits) -> dict[str, str]:
    """The sentence at the top."""
    words, pareto = visit.words, review.pareto
    share = words.part(review.amount, pareto["amount"])
    of = words.text("%(n)s of %(of)s customers", n=words.number(review.people), of=words.number(review.members))
    sales = {
        "spend": words.text("%(share)s of the last twelve months' sales.", share=share),
        "margin": words.text("%(share)s of the last twelve months' margin.", share=share),
    }
    slipping = words.several("%(n)s of them is slipping away.", "%(n)s of them are slipping away.", habits.slipping)
    return {
        "who": of,
        "amount": words.money(review.amount),
        "share": sales[pareto["measure"]],
        "slipping": slipping if habits.slipping else "",
        "window": words.text(
            "%(from)s to %(to)s, returns taken off",
            **{"from": words.day(pareto["from"], year=True), "to": words.day(pareto["to"], year=True)},
        ),
    }


def curve(visit: Visit, review: Review) -> dict[str, Any]:
    """The drawing of sales by customers."""
    words, pareto = visit.words, review.pareto
    tops = {top["share"]: top for top in pareto["top"]}
    told = [
        words.text(
            "the best %(share)s brought %(part)s", share=words.percent(share), part=words.percent(top["of_amount"])
        )
        for share, top in tops.items()
        if top["of_amount"] is not None
    ]
    share = words.part(review.amount, pareto["amount"])
    tenth = tops["0.10"]
    notes = [words.several("from %(n)s customer", "from %(n)s customers", review.people)]
    if tenth["of_amount"] is not None:
        part = words.percent(tenth["of_amount"])
        notes.append(words.text("%(part)s from the first %(n)s, a tenth", part=part, n=words.number(tenth["members"])))
    ranked = [GradeShare(one["grade"], one["members"], one["grade"] in review.golden) for one in review.grades]
    lines = [{"y": 86 - 20 * quarter, "text": words.part(quarter, 4)} for quarter in (1, 2, 3, 4)]
    return {
        **pareto_points(pareto["curve"], review.members, review.people, review.amount),
        "grades": grade_ticks(ranked),
        "lines": lines,
        "headline": words.text("%(share)s of sales", share=share),
        "notes": notes,
        "all": words.text("all %(n)s", n=words.number(review.members)),
        "told": words.joined(told) + ".",
    }


def grade_rows(visit: Visit, review: Review, moves: Mapping[str, tuple[int, int]] | None) -> list[dict[str, Any]]:
    """The table of grades."""
    words, rows = visit.words, []
    for one in review.grades:
        came, went = (moves or {}).get(one["grade"], (0, 0))
        rows.append(
            {
                **review.badge(one["grade"]),
                "people": words.number(one["members"]),
                "share": words.percent(one["of_amount"]) if one["of_amount"] is not None else "",
                "each": words.whole_money(one["amount"] // one["members"]) if one["members"] else "",
                "moves": " ".join(
                    [*([words.number(came, sign=True)] if came else []), *([words.number(-went)] if went else [])]
                ),
            }
        )
    return rows


async def moved(visit: Visit, review: Review) -> tuple[list[dict[str, Any]], Mapping[str, tuple[int, int]] | None]:
    """The customers that came onto or left the golden list since the last review; the number of changes by grade.

    Only for shops whose customers fit one list.
    """
    if review.members > MOST_ROWS:
        return [], None
    found = await visit.calls.get("/v1/insights/grades", limit=MOST_ROWS)
    moves = {grade: [0, 0] for grade in review.order}
    up: list[str] = []
    down: list[str] = []
    for row in found["data"]:
        now, before = row["grade"], row["before"]
        if before is None or before == now or before not in moves:
            continue
        moves[now][0] += 1
        moves[before][1] += 1
        if (now in review.golden) != (before in review.golden):
            (up if now in review.golden else down).append(row["member"])
    known = await members_of(visit, [*up[:NAMED], *down[:NAMED]]) if up or down else {}
    lines = []
    for way, ids in ((visit.text("Up"), up), (visit.text("Down"), down)):
        if ids:
            people = [{"id": one, "name": name_of(visit, known.get(one), one)} for one in ids[:NAMED]]
            more = len(ids) - NAMED
            rest = visit.words.several(" and %(n)s more", " and %(n)s more", more) if more > 0 else ""
            lines.append({"way": way, "people": people, "more": rest})
    return lines, {grade: (came, went) for grade, (came, went) in moves.items()}


def chips(visit: Visit, shown: str, review: Review, habits: Habits) -> list[dict[str, Any]]:
    """The filters, with the numbers known."""
    words = visit.words
    counts = {
        "golden": review.people,
        "slipping": habits.slipping,
        "quiet": len(habits.lapsed),
        "everybody": review.members,
    }
    names = {
        "golden": words.text("Golden list"),
        "slipping": words.text("Slipping"),
        "quiet": words.text("Gone quiet"),
        "lift": words.text("Nearest to be lifted"),
        "once": words.text("Bought once"),
        "due": words.text("Due to buy again"),
        "everybody": words.text("Everybody"),
    }
    return [
        {
            "path": f"?show={key}",
            "name": name,
            "now": key == shown,
            "count": words.number(counts[key]) if counts.get(key) else "",
        }
        for key, name in names.items()
    ]
