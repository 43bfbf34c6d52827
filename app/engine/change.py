"""One change of one member while it is being decided: the state as it becomes, and the entries that say so."""

from typing import NamedTuple

from app.engine.book import Book
from app.engine.match import EVERYTHING, Match
from app.engine.ratio import ONE, Ratio
from app.engine.records import Line, Member, Voucher
from app.engine.rules import Program, Rules
from app.engine.value import Kept
from app.ledger import balances
from app.ledger.entries import Entry


class Basket(NamedTuple):
    """What the rules look at: lines with their shares, and what was fixed when they were recorded.

    `sign` is 1 for a purchase and -1 for a return without receipt, which counts as a purchase taken away.
    """

    rules: Rules
    business_date: str
    lines: tuple[Line, ...]
    store: str | None
    channel: str | None
    multiplier: Ratio = ONE
    multiplier_text: str = "1"
    sign: int = 1

    def matching(self, match: Match) -> tuple[int, ...]:
        """The positions of the lines that count."""
        if match is EVERYTHING:
            return tuple(range(len(self.lines)))
        if not match.takes_basket(self.store, self.channel):
            return ()
        return tuple(place for place, line in enumerate(self.lines) if match.takes(line))


def value_of(places: tuple[int, ...], parts: tuple[Kept, ...]) -> int:
    """The value kept of some lines, in minor units."""
    return sum(parts[place].value for place in places)


class Change:
    """Collects what one command does to one member. `today` is the member's business date now."""

    __slots__ = (
        "book",
        "cause",
        "cause_id",
        "entries",
        "member",
        "program",
        "recorded_at",
        "state",
        "today",
        "vouchers",
    )

    def __init__(
        self, program: Program, book: Book, member: Member, cause: str, cause_id: str, recorded_at: str, today: str
    ):
        self.program = program
        self.book = book
        self.member = member
        self.state = member.state.copy()
        self.cause = cause
        self.cause_id = cause_id
        self.recorded_at = recorded_at
        self.today = today
        self.entries: list[Entry] = []
        self.vouchers: list[Voucher] = []

    def post(
        self, unit: str, type_: str, amount: int, why: str, *, version: int, rule: str | None, lot: str = ""
    ) -> None:
        """Move a balance and enter why: balances are a fold of entries because nothing else moves them."""
        balances.move(self.state.balances, unit, lot, amount)
        self.entries.append(
            Entry(
                self.member.member_id,
                self.book.draw_id("ent"),
                self.program.id,
                unit,
                type_,
                amount,
                lot,
                rule,
                version,
                self.cause,
                self.cause_id,
                why,
                self.recorded_at,
            )
        )

    def changed_member(self) -> Member:
        """The member's row as it becomes."""
        state = self.state
        return self.member._replace(
            version=self.member.version + 1,
            changed_at=self.recorded_at,
            tier=state.tier,
            points=balances.total(state.balances, "points"),
            state=state,
        )
