"""The lint of a document: its findings by reading and by trying."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.engine.lint.findings import Finding, Goods, Subject, in_order
from app.engine.lint.reading import read
from app.engine.lint.trying import MOST_DECISIONS, Trial
from app.engine.program.document import ProgramDocument
from app.engine.rehearsal.plan import alone, program_of


class Linted(NamedTuple):
    """The findings, the gravest first. `stopped`: the limit of decisions was reached before everything was tried."""

    findings: Sequence[Finding]
    decisions: int
    stopped: bool

    @property
    def is_clean(self) -> bool:
        """Whether there is neither an error nor a warning."""
        return all(one.severity == "note" for one in self.findings)


def linted(document: ProgramDocument, goods: Goods, today: datetime, most_decisions: int = MOST_DECISIONS) -> Linted:
    """Lint a document without faults. `goods` are those sold lately, for their prices; `today` is an instant."""
    # Bonuses come without purchases: a birthday during a trial is not left over by a return.
    tried = document.model_copy(update={"bonuses": []})
    subject = Subject(document, program_of(alone(tried)[0], "prg_lint"), goods)
    trial = Trial(subject, today, most_decisions)
    found = [*read(subject), *trial.findings()]
    return Linted(in_order(found), trial.decisions, trial.stopped)
