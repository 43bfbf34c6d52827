"""Imports members from CSV, with their opening balances: points, credit, punches and a tier.

Each row is a member. A known member keeps its data, and gets the opening balances once: an import may be repeated.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json, to_json

from app.actions.files.csv_file import CsvFile, Unreadable, opened
from app.actions.files.import_purchases import MOST_LINES_SHOWN, Recorder, Submit
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import EnrolMember
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.commands.tiers import GrantTier
from app.engine.model.receipts import RequestKey
from app.engine.program import texts
from app.engine.program.fields import CardNumber, Day, Email, HumanText, Metadata, Name, Phone
from app.engine.program.versions import Program
from app.ledger.entries import CREDIT, POINTS, punches

AT_ONCE: Final = 64
REASON: Final = "opening balance"
COLUMNS: Final = (
    "external_id",
    "card_number",
    "name",
    "email",
    "phone",
    "birth_date",
    "joined_on",
    "marketing",
    "metadata",
    "points",
    "credit_minor",
    "tier",
    "tier_until",
)
PUNCHES: Final = "punches:"
_AMOUNTS: Final = ("points", "credit_minor")
# Exports put this before texts that a spreadsheet would execute.
_escaped = re.compile(r"^'(?=[=+\-@])")
_whole = re.compile(r"[0-9]{1,13}", re.ASCII).fullmatch


class MemberRow(BaseModel):
    """A member of a file; `balances` are amounts by unit, never negative."""

    model_config = ConfigDict(extra="forbid")

    external_id: Name | None = None
    card_number: CardNumber | None = None
    name: HumanText | None = None
    email: Email | None = None
    phone: Phone | None = None
    birth_date: Day | None = None
    joined_on: Day | None = None
    marketing: bool | None = None
    metadata: Metadata = {}
    tier: str | None = None
    tier_until: Day | None = None
    balances: dict[str, Annotated[int, Field(ge=0, le=texts.LARGEST_AMOUNT)]] = {}

    @property
    def reference(self) -> str:
        """The reference of the member."""
        if self.external_id:
            return f"ext:{self.external_id}"
        return f"card:{self.card_number}" if self.card_number else f"email:{(self.email or '').lower()}"


class Wrong(NamedTuple):
    """A row that is no member, with all its faults."""

    faults: tuple[str, ...]


@dataclass(slots=True)
class ImportedMembers:
    """The results: `balances` sums what was given by unit; `faults` has the first lines of each."""

    rows: int = 0
    enrolled: int = 0
    known: int = 0
    repeated: int = 0
    refused: int = 0
    tiers: int = 0
    balances: dict[str, int] = field(default_factory=dict)
    faults: dict[str, list[int]] = field(default_factory=dict)

    def refuse(self, line: int, *faults: str) -> None:
        """Count the faults of a row."""
        for fault in faults:
            lines = self.faults.setdefault(fault, [])
            if len(lines) < MOST_LINES_SHOWN:
                lines.append(line)


def check(path: Path, program: Program) -> ImportedMembers:
    """Read the whole file: how many rows, what they would give, and their faults. Raises Unreadable."""
    found = ImportedMembers()
    with opened(path, COLUMNS) as file:
        for line, row in _rows(file, program):
            found.rows += 1
            if isinstance(row, Wrong):
                found.refused += 1
                found.refuse(line, *row.faults)
                continue
            found.tiers += row.tier is not None
            for unit, amount in row.balances.items():
                found.balances[unit] = found.balances.get(unit, 0) + amount
    return found


async def import_members(
    path: Path,
    program: Program,
    submit: Submit,
    draw_id: Callable[[str], str],
    on_progress: Callable[[int], None],
    on_waiting: Callable[[str], None],
) -> ImportedMembers:
    """Enrol the members of a file and give the opening balances. Raises Unreadable (before anything), GaveUp."""
    check(path, program)
    done = ImportedMembers()
    recorder = Recorder(submit, on_waiting)
    with opened(path, COLUMNS) as file:
        for part in _parts(_rows(file, program)):
            good = []
            for line, row in part:
                done.rows += 1
                if isinstance(row, Wrong):
                    done.refused += 1
                    done.refuse(line, *row.faults)
                else:
                    good.append((line, row))
            await _enrol(recorder, done, good, program.id, draw_id)
            await _give(recorder, done, good, program.id, draw_id)
            on_progress(len(part))
    return done


def _parts(rows: "Iterator[tuple[int, MemberRow | Wrong]]") -> "Iterator[list[tuple[int, MemberRow | Wrong]]]":
    part = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


async def _enrol(
    recorder: Recorder,
    done: ImportedMembers,
    rows: list[tuple[int, MemberRow]],
    program_id: str,
    draw_id: Callable[[str], str],
) -> None:
    """Enrol new members; rows of those that are refused are taken out."""
    answers = await recorder.answers([_enrolment(row, program_id, draw_id("mem")) for _, row in rows])
    for (line, row), answer in zip(list(rows), answers, strict=True):
        if isinstance(answer, Decision):
            done.enrolled += not answer.replayed
            done.known += answer.replayed
        elif isinstance(answer, Refusal) and _is_itself(answer, row):
            done.known += 1
        else:
            assert isinstance(answer, Refusal)
            rows.remove((line, row))
            done.refused += 1
            done.refuse(line, f"{answer.pointer.removeprefix('/')} {answer.problem}: {answer.detail}")


def _is_itself(refusal: Refusal, row: MemberRow) -> bool:
    """Whether a refusal only says that the member of this row exists already."""
    of = {"ext": "/external_id", "card": "/card_number", "email": "/email"}[row.reference.partition(":")[0]]
    return refusal.problem == "external-id-conflict" or (refusal.problem == "member-exists" and refusal.pointer == of)


async def _give(
    recorder: Recorder,
    done: ImportedMembers,
    rows: list[tuple[int, MemberRow]],
    program_id: str,
    draw_id: Callable[[str], str],
) -> None:
    wanted: list[Command] = []
    lines: list[int] = []
    for line, row in rows:
        gifts = list(_gifts(row, program_id, draw_id))
        wanted += gifts
        lines += [line] * len(gifts)
    for line, command, answer in zip(lines, wanted, await recorder.answers(wanted), strict=True):
        if isinstance(answer, Refusal):
            done.refuse(line, f"{answer.problem}: {answer.detail}")
            continue
        assert isinstance(answer, Decision)
        if answer.replayed:
            done.repeated += 1
        elif isinstance(command, AdjustBalance):
            done.balances[command.unit] = done.balances.get(command.unit, 0) + command.amount
        else:
            done.tiers += 1


def _enrolment(row: MemberRow, program_id: str, member_id: str) -> EnrolMember:
    return EnrolMember(
        program_id=program_id,
        member_id=member_id,
        request_key=RequestKey("member", row.external_id or f"file {_hash(row.reference)}", _hash(repr(row))),
        external_id=row.external_id,
        card_number=row.card_number,
        joined_on=row.joined_on,
        name=row.name,
        email=row.email,
        phone=row.phone,
        birth_date=row.birth_date,
        consents="{}" if row.marketing is None else f'{{"marketing":{str(row.marketing).lower()}}}',
        metadata=to_json(row.metadata).decode(),
        how="import",
    )


def _gifts(row: MemberRow, program_id: str, draw_id: Callable[[str], str]) -> Iterator[Command]:
    for unit, amount in row.balances.items():
        if amount:
            name = f"opening-{_hash(f'{row.reference} {unit}')}"
            yield AdjustBalance(
                program_id=program_id,
                adjustment_id=draw_id("adj"),
                request_key=RequestKey("adjustment", name, _hash(f"{name} {amount}")),
                member=row.reference,
                unit=unit,
                amount=amount,
                reason=REASON,
            )
    if row.tier:
        yield GrantTier(
            program_id=program_id,
            given_id=draw_id("giv"),
            member=row.reference,
            level=row.tier,
            until=row.tier_until,
            kind="status_match",
            reason=REASON,
        )


def _rows(file: CsvFile, program: Program) -> Iterator[tuple[int, MemberRow | Wrong]]:
    columns = [column.strip() for column in file.columns]
    known = [column for column in columns if column in COLUMNS or column.startswith(PUNCHES)]
    if not {"external_id", "card_number", "email"} & set(known):
        raise Unreadable("the first line must name the columns; one of external_id, card_number and email is needed")
    if len(set(known)) < len(known):
        raise Unreadable("the first line names a column twice")
    cards = {card.id for card in program.rules.shown_cards}
    levels = {level.id for level in program.rules.tiers.levels} if program.rules.tiers else set()
    for column in known:
        if column.startswith(PUNCHES) and column.removeprefix(PUNCHES) not in cards:
            raise Unreadable(f"the first line names {column}, but the programme has no such punch card")

    for line, cells in file.rows(lambda cells: len(cells) >= len(columns)):
        if len(cells) != len(columns):
            text = f"a row has {len(cells)} cells, but the first line names {len(columns)} columns"
            yield line, Wrong((text,))
            continue
        told = {
            column: _escaped.sub("", cell.strip())
            for column, cell in zip(columns, cells, strict=True)
            if column in known
        }
        yield line, _row({column: cell for column, cell in told.items() if cell}, levels)


def _row(cells: dict[str, str], levels: set[str]) -> MemberRow | Wrong:
    """A row, or all that is wrong with it."""
    faults = []
    if not {"external_id", "card_number", "email"} & set(cells):
        faults.append("external_id, card_number and email are empty")
    balances: dict[str, int] = {}
    for column in [one for one in cells if one in _AMOUNTS or one.startswith(PUNCHES)]:
        text = cells.pop(column)
        if _whole(text):
            balances[_unit(column)] = int(text)
        else:
            faults.append(f"{column} is not a whole number of 0 or more")
    if "tier" in cells and cells["tier"] not in levels:
        faults.append("the programme has no such tier")
    if "tier_until" in cells and "tier" not in cells:
        faults.append("tier_until needs tier")
    if "marketing" in cells and cells["marketing"].lower() not in ("true", "false"):
        faults.append("marketing is neither true nor false")
        del cells["marketing"]
    told: dict[str, Any] = {**cells, "balances": balances}
    if "metadata" in cells:
        try:
            told["metadata"] = from_json(cells["metadata"])
        except ValueError:
            faults.append("metadata is not a JSON object")
            del told["metadata"]
    if "marketing" in cells:
        told["marketing"] = cells["marketing"].lower() == "true"
    try:
        row = MemberRow.model_validate(told)
    except ValidationError as error:
        faults += [f"{fault['loc'][0]} {_explained(fault)}" for fault in error.errors(include_url=False)]
    return Wrong(tuple(dict.fromkeys(faults))) if faults else row


def _explained(fault: Any) -> str:
    pattern = fault.get("ctx", {}).get("pattern")
    return f"is not {texts.EXPLAINED[pattern]}" if pattern in texts.EXPLAINED else str(fault["msg"])


def _unit(column: str) -> str:
    if column == "points":
        return POINTS
    return CREDIT if column == "credit_minor" else punches(column.removeprefix(PUNCHES))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
