"""Names and standings of the customers on a list, read in few calls."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.pages.visit import Visit

AT_ONCE: Final = 200


async def members_of(visit: Visit, ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Members by id, without those erased meanwhile."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Mapping[str, Any]] = {}
    for begin in range(0, len(wanted), AT_ONCE):
        part = wanted[begin : begin + AT_ONCE]
        answer = await visit.calls.send("POST", "/v1/members/batch", {"members": part})
        found |= {asked: one for asked, one in zip(part, answer["data"], strict=True) if "problem" not in one}
    return found


async def statuses_of(visit: Visit, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Statuses by member."""
    if not ids or not visit.may("status:read"):
        return {}
    answer = await visit.calls.send("POST", "/v1/status/batch", {"members": list(ids)})
    return {one["member"]: one for one in answer["data"] if "problem" not in one}


def name_of(visit: Visit, member: Mapping[str, Any] | None, member_id: str = "") -> str:
    """What to call a customer: the name, else the shop's own name, else the card, else the id."""
    if member is None:
        return visit.text("erased") if member_id else visit.text("a guest")
    card = member.get("card_number")
    shown_card = visit.text("card …%(last)s", last=card[-4:]) if card else None
    return str(member["name"] or member["external_id"] or shown_card or member["id"])


class Near(NamedTuple):
    """A reward within reach; what is missing of it, in thousandths."""

    missing: int
    text: str


def nearest(visit: Visit, status: Mapping[str, Any]) -> str:
    """The nearest reward in a status, in a few words; "" if none is near."""
    words, found = visit.words, []
    tier = status["next_tier"]
    if tier and status["qualifying"]:
        done = max(status["qualifying"]["amount"], 0)
        text = words.text("%(amount)s to %(level)s", amount=measured(visit, tier), level=tier["name"])
        found.append(Near(tier["needs"] * 1000 // max(tier["needs"] + done, 1), text))
    for card in status["punch_cards"]:
        missing = card["of"] - card["punches"]
        if 0 < missing < card["of"]:
            text = words.several(
                "%(n)s more fills the %(card)s", "%(n)s more fill the %(card)s", missing, card=card["name"]
            )
            found.append(Near(missing * 1000 // card["of"], text))
    for rebate in status["rebates"]:
        band = rebate["next_band"]
        if band and rebate["spend"] > 0:
            back = words.percent(band["rate"], 1) if band["rate"] else words.money(band["due_then"])
            text = words.text("%(amount)s to %(back)s back", amount=words.money(band["needs"]), back=back)
            found.append(Near(band["needs"] * 1000 // max(band["from"], 1), text))
    best = min(found, default=None)
    return best.text if best and best.missing < 600 else ""


def measured(visit: Visit, tier: Mapping[str, Any]) -> str:
    """What is missing to a level, in its measure."""
    words, needs = visit.words, tier["needs"]
    if tier["measure"] == "spend":
        return words.money(needs)
    if tier["measure"] == "visits":
        return words.several("%(n)s visit", "%(n)s visits", needs)
    return words.several("%(n)s point", "%(n)s points", needs)
