"""What the live pictures in mails show of a member's status: no name, and nothing that says whose it is."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from app.engine.views.merge_fields import Texts

SUMMARY: Final = "summary"
MOST_STAMPS: Final = 24


class Picture(NamedTuple):
    """The texts of a picture, and its stamps or bar: `done` of `of`, none if `of` is 0."""

    title: str
    headline: str
    line: str
    foot: str
    done: int = 0
    of: int = 0
    stamps: bool = False

    @property
    def alt(self) -> str:
        """All that the picture says, as a text."""
        return ". ".join(one for one in (self.title, self.headline, self.line, self.foot) if one)


NEUTRAL: Final = Picture("", "Thank you for your loyalty", "", "")


def names_of(status: Mapping[str, Any]) -> list[str]:
    """The pictures that a programme has."""
    found = ["points", *(["tier"] if status["tier"] else []), SUMMARY]
    found += [f"punch-{card['id']}" for card in status["punch_cards"]]
    return found + [f"rebate-{rebate['id']}" for rebate in status["rebates"]]


def picture(status: Mapping[str, Any], name: str, program: str, as_of: str, texts: Texts) -> Picture | None:
    """The picture of this name; None if the programme has none such. `as_of` is a day in words."""
    kind, _, part = name.partition("-")
    foot = f"As of {as_of}"
    points = f"{texts.number(status['points']['balance'])} points"
    if name == "points":
        ends = next(iter(status["points"]["expiring"]), None)
        line = f"{texts.number(ends['points'])} of them until {texts.day(ends['on'])}" if ends else ""
        return Picture(program, points, line, foot)
    if name == "tier" and status["tier"]:
        return _tier(status, program, foot, texts)
    if name == SUMMARY:
        return Picture(program, points, status["tier"]["name"] if status["tier"] else "", foot)
    if kind == "punch":
        for card in status["punch_cards"]:
            if card["id"] == part:
                count = f"{card['punches']} of {card['of']}"
                return Picture(
                    program,
                    card["name"],
                    count,
                    foot,
                    done=card["punches"],
                    of=card["of"],
                    stamps=card["of"] <= MOST_STAMPS,
                )
    if kind == "rebate":
        for rebate in status["rebates"]:
            if rebate["id"] == part:
                return _rebate(rebate, program, foot, texts)
    return None


def _tier(status: Mapping[str, Any], program: str, foot: str, texts: Texts) -> Picture:
    following, tier = status["next_tier"], status["tier"]
    if following is None:
        return Picture(program, tier["name"], "", foot)
    amount = status["qualifying"]["amount"]
    write = texts.money if following["measure"] == "spend" else texts.number
    line = f"{write(following['needs'])} more to {following['name']}"
    return Picture(program, tier["name"], line, foot, done=max(0, amount), of=max(1, amount + following["needs"]))


def _rebate(rebate: Mapping[str, Any], program: str, foot: str, texts: Texts) -> Picture:
    band, spend = rebate["next_band"], rebate["spend"]
    headline = f"{texts.money(rebate['due'])} back"
    if band is None:
        return Picture(program, headline, rebate["name"], foot)
    line = f"{texts.money(band['needs'])} more for {texts.money(band['due_then'])}"
    return Picture(program, headline, line, foot, done=max(0, spend), of=max(1, spend + band["needs"]))
