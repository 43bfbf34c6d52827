"""Checks a programme document and reports all faults at once, each with its place in the document.

Fields that cannot change under the same id are checked against earlier versions.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from app.engine.program.checks import bonuses, campaigns, segments
from app.engine.program.checks.changes import changed_fields, changed_terms
from app.engine.program.checks.customers import contact_faults, holdout_faults, task_faults
from app.engine.program.checks.fault import Fault
from app.engine.program.checks.insights import insights_faults
from app.engine.program.checks.ladders import rank_faults
from app.engine.program.checks.points import earn_rule_faults, expiry_faults
from app.engine.program.checks.punch_cards import coupon_faults, punch_card_faults
from app.engine.program.checks.rebates import rebate_faults
from app.engine.program.checks.rewards import partner_code_faults, reward_faults
from app.engine.program.checks.tiers import tier_faults
from app.engine.program.document import ProgramDocument
from app.engine.program.parts.conditions import Found
from app.engine.program.validation import in_words


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
    faults = [Fault(*fault) for checker in CHECKERS for fault in checker(parsed)]
    faults += [fault for before in earlier[-1:] for fault in changed_fields(parsed, before)]
    faults += [fault for before in earlier for fault in changed_terms(parsed, before)]
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


def _ranks(document: ProgramDocument) -> Iterator[Found]:
    return rank_faults(document.ladders)


def _insights(document: ProgramDocument) -> Iterator[Found]:
    return insights_faults(document.insights)


CHECKERS: tuple[Callable[[ProgramDocument], Iterator[Found]], ...] = (
    _unique_ids,
    tier_faults,
    _ranks,
    punch_card_faults,
    coupon_faults,
    earn_rule_faults,
    rebate_faults,
    reward_faults,
    partner_code_faults,
    expiry_faults,
    bonuses.found,
    campaigns.found,
    segments.found,
    _insights,
    holdout_faults,
    task_faults,
    contact_faults,
)
