"""Rehearses what happened in a `Shop`, and says where its customers stand then."""

from collections.abc import Iterable
from typing import Any

from app.engine.model.birthdays import birthday_of
from app.engine.program.document import ProgramDocument
from app.engine.program.versions import Program
from app.engine.proof.state_hash import standing_text
from app.engine.rehearsal.figures import Figures, Result, added, result_of
from app.engine.rehearsal.history import History, events_of, redeemed_by, uses_of
from app.engine.rehearsal.plan import Plan, SpendPoints, alone, plan, program_of
from app.engine.rehearsal.way import Way
from tests.engine.shop import Shop


def histories(shop: Shop) -> list[History]:
    """What every customer did, in the order of their ids."""
    return [_history(shop, member_id) for member_id in sorted(shop.book.members)]


def program(document: dict[str, Any] | ProgramDocument) -> Program:
    """A document, ready to be rehearsed."""
    if not isinstance(document, ProgramDocument):
        document = ProgramDocument.model_validate({"name": "Shop", "currency": "GBP", "time_zone": "UTC", **document})
    return program_of(alone(document)[0], "prg_1")


def days(first_on: str, last_on: str, warm_up_months: int = 0, spend_points: SpendPoints = "as_recorded") -> Plan:
    return plan(first_on, last_on, warm_up_months, spend_points)


def ways(shop: Shop, rehearsed: Program, days: Plan) -> list[Way]:
    walked = [Way(rehearsed, days, one).walk() for one in histories(shop)]
    return [way for way in walked if way.history.events]


def total(walked: Iterable[Way]) -> Figures:
    return added(result_of(way).figures for way in walked)


def results(walked: Iterable[Way]) -> list[Result]:
    return [result_of(way) for way in walked]


def standings(shop: Shop, walked: Iterable[Way]) -> list[str]:
    """What everybody has in the end of a rehearsal, as the state hash sees it."""
    texts = []
    for way in walked:
        named = way.member._replace(external_id=shop.book.members[way.history.member_id].external_id)
        texts.append(standing_text(way.program, named, way.vouchers, way.plan.end(way.program)))
    return sorted(text for text in texts if text)


def _history(shop: Shop, member_id: str) -> History:
    member = shop.book.members[member_id]
    facts = shop.facts(member)
    redemptions = {one.id: one for entry in facts.entries if (one := redeemed_by(entry))}
    used = uses_of(shop.program, facts.purchases, facts.vouchers)
    profile = shop.book.profiles.get(member_id)
    return History(
        member_id,
        events_of(facts.purchases, facts.returns, used, redemptions.values()),
        member.joined_on,
        birthday_of(profile.birth_date if profile else None),
    )
