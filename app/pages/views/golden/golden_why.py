"""The sums behind the figures of the golden list."""

from app.pages.views.explained import explanation
from app.pages.views.golden.reviewed import read_review
from app.pages.visit import Moved, Shown, Visit


async def golden_why_page(visit: Visit) -> Shown:
    """The sums behind the figures of this page."""
    review = await read_review(visit)
    words = visit.words
    if review is None:
        return Moved("/pages/golden-list")
    of = {"back": "/pages/golden-list", "back_to": visit.text("To the golden list")}
    if visit.names["what"] == "sales":
        rows = [
            [one["grade"], words.number(one["members"]), words.money(one["amount"])]
            for one in review.grades
            if one["grade"] in review.golden
        ]
        total = [words.text("Together"), words.number(review.people), words.money(review.amount)]
        table = {
            "heads": [words.text("Grade"), words.text("People"), words.text("Sum")],
            "ends": [1, 2],
            "rows": [*rows, total],
        }
        line = words.text(
            "The sum of the golden grades, as of %(day)s.", day=words.day(review.pareto["as_of"], year=True)
        )
        return explanation(visit, words.text("What the golden list brought"), [line], of, table=table)
    lines = [
        words.text(
            "All customers are ordered by what they brought in the last twelve months, returns taken off. The first "
            "share of them is grade %(grade)s, the next share the following grade, and so on.",
            grade=review.order[0],
        ),
        words.text("A place is kept with a margin: a customer falls only when clearly below the line."),
    ]
    rows = [
        [
            one["grade"],
            words.number(one["members"]),
            words.money(one["from"]) if one["from"] is not None else "",
            words.money(one["amount"]),
        ]
        for one in review.grades
    ]
    heads = [words.text("Grade"), words.text("People"), words.text("From"), words.text("Sum")]
    return explanation(
        visit, words.text("How grades are drawn"), lines, of, table={"heads": heads, "ends": [1, 2, 3], "rows": rows}
    )
