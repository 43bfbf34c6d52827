"""The draws of purchases and holds on shared limits, from the tables alone."""

from collections.abc import Iterable

from pydantic_core import from_json

from app.engine.model.records.checkout import Hold
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.value import discounts_of, kept, purchase_lines, standing_parts
from app.engine.program.limit_names import budget, uses
from app.engine.program.single_codes import PREFIX
from app.engine.program.versions import Program
from app.engine.rules.campaigns import ids_of
from app.engine.rules.shared_limits import draws


def taken_by(program: Program, purchase: Purchase, returns: Iterable[Return]) -> dict[str, int]:
    """The uses and the money, in minor units, that a purchase draws for its kept part, by name.

    Names that no version of the programme limits are left out.
    """
    lines = purchase_lines(purchase.lines)
    stays = [part.quantity > 0 for part in kept(lines, standing_parts(returns))]
    discounts = discounts_of(purchase.discounts)
    taking_off = {one.id for one in discounts if one.kind == "campaign"}
    found = [(uses(name), 1) for name in ids_of(purchase) if name not in taking_off and any(stays)]
    for one in discounts:
        places = [line - 1 for line, _ in one.parts] or range(len(lines))
        if not any(stays[place] for place in places):
            continue
        amount = sum(part for _, part in one.parts) + one.extra
        if one.kind == "campaign":
            rules = program.version(purchase.program_version)
            found += [(share.name, 1) for share in draws(program, rules, one) if share.name.startswith(PREFIX)]
            found += [(uses(one.id), 1), (budget("campaign", one.id), amount)]
        if one.reward:
            found.append((budget("reward", one.reward), amount))
    return _sums(program, found)


def taken_for(program: Program, hold: Hold) -> dict[str, int]:
    """The draws of an active hold."""
    taken: dict[str, int] = from_json(hold.content)[1]
    return _sums(program, taken.items())


def _sums(program: Program, found: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, amount in found:
        if name in program.limited or name.startswith(PREFIX):
            sums[name] = sums.get(name, 0) + amount
    return sums
