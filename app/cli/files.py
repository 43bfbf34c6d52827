"""Files in and out: purchases, members and voucher codes."""

import gzip
import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from app.store.connection.errors import (
    DatabaseSilent,
)

# Each command imports its own modules: all of them take a second, which --version and --help need not wait for.
if TYPE_CHECKING:
    from app.actions.files.import_purchases import Imported
    from app.actions.files.preview import Preview
    from app.actions.files.purchase_file import Reading
    from app.actions.goldlist import Goldlist
    from app.engine.program.versions import Program

from app.cli.shell import ProgramSlug, Result, count_text, day_option, instant_option, print_json, run_with, stop

MOST_REASONS = 5


def import_file(
    file: Annotated[Path | None, typer.Argument(help="Purchases as CSV, plain or gzipped.", show_default=False)] = None,
    slug: Annotated[str | None, typer.Option("--program", help="The programme's slug.")] = None,
    rejects: Annotated[Path | None, typer.Option(help="The file for refused baskets.")] = None,
    profile: Annotated[
        str, typer.Option(help="auto|goldlist|square-items|shopify-orders|toast-items|clover-orders|MAP.json")
    ] = "auto",
    dates: Annotated[
        str | None, typer.Option(help="dmy|mdy: the order of day and month, if the file leaves it open.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="The zone of local times, such as Europe/London.")] = None,
    enrol_by: Annotated[
        str | None, typer.Option(help="external_id|email|card: what names customers, if not as the profile says.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Past sales: they count for tiers and statistics, and give nothing.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Write nothing; show what would be read, recorded and issued.")
    ] = False,
    print_map: Annotated[bool, typer.Option("--print-map", help="Print the profile as a MAP.json, and end.")] = False,
) -> None:
    """Import purchases from the export of a till, a shop or a spreadsheet; may be repeated and interrupted."""
    from app.actions.files.csv_form import Unreadable
    from app.actions.files.import_purchases import PATIENCE_SECONDS, GaveUp, import_purchases
    from app.actions.files.purchase_file import PurchaseFile
    from app.actions.files.strangers import strangers
    from app.progress import Progress

    if print_map:
        _print_map(profile)
        return
    if file is None or slug is None:
        raise typer.BadParameter("is required", param_hint="FILE" if file is None else "--program")
    reading = _reading(profile, dates, zone)
    if enrol_by is not None:
        _require_one_of("--enrol-by", enrol_by, ("external_id", "email", "card"))

    async def run(goldlist: "Goldlist") -> "Imported":
        program = await goldlist.programs.by_slug(slug)
        with (
            Progress("reading", 0, "rows") as read,
            PurchaseFile(
                file, program.zone, program.currency, reading, read.add, stores=program.rules.stores
            ) as purchases,
        ):
            typer.echo(_found_text(purchases.found), err=True)
            customers = enrol_by or purchases.customers
            with Progress("importing", len(purchases), "baskets") as progress:
                return await import_purchases(
                    purchases,
                    program.id,
                    program.currency,
                    submit=goldlist.commands.submit,
                    draw_id=goldlist.ids.draw,
                    rejects_path=rejects_path,
                    on_progress=progress.add,
                    on_waiting=progress.say,
                    enrol_by=customers,
                    history=history,
                    strangers=partial(strangers, goldlist.database, program.id) if customers == "email" else None,
                )

    if preview:
        return _preview(file, slug, reading, enrol_by, history)
    rejects_path = rejects or Path(f"{file.name.removesuffix('.gz').removesuffix('.csv')}.rejects.csv")
    if rejects_path.resolve() == file.resolve():
        stop("--rejects names the imported file, which would be overwritten")
    if not rejects_path.parent.is_dir():
        stop(f"--rejects: the folder {rejects_path.parent} does not exist")
    try:
        imported = _with_retries(lambda: run_with(run), PATIENCE_SECONDS)
    except Unreadable as error:
        stop(str(error))
    except GaveUp as error:
        stop(f"{error}; recorded baskets stay: run the same command again to continue")
    _print_imported(imported, rejects_path)


def _preview(file: Path, slug: str, reading: "Reading", enrol_by: str | None, history: bool) -> None:
    from app.actions.files.csv_form import Unreadable
    from app.actions.files.import_purchases import GaveUp
    from app.actions.files.preview import Scratch
    from app.actions.files.preview import preview as decide
    from app.actions.files.purchase_file import PurchaseFile
    from app.main import scratch
    from app.progress import Progress

    async def run(goldlist: "Goldlist") -> tuple["Preview", "Program", dict[str, str], int]:
        program = await goldlist.programs.by_slug(slug)
        with (
            Progress("reading", 0, "rows") as read,
            PurchaseFile(
                file, program.zone, program.currency, reading, read.add, stores=program.rules.stores
            ) as purchases,
        ):
            with Progress("deciding", len(purchases), "baskets") as progress:
                async with scratch() as copy:
                    parts = Scratch(copy.database, copy.commands.submit, copy.ids.draw, copy.reports)
                    found = await decide(
                        purchases,
                        program,
                        goldlist.database,
                        parts,
                        progress.add,
                        enrol_by=enrol_by or purchases.customers,
                        history=history,
                    )
            return found, program, purchases.found, purchases.skipped_rows

    try:
        found, program, form, skipped = run_with(run)
    except (Unreadable, GaveUp) as error:
        stop(str(error))
    for line in _preview_lines(found, program, form, skipped):
        typer.echo(line)
    if 100 * found.imported.refused > 5 * found.contents.baskets:
        raise typer.Exit(3)


def _preview_lines(found: "Preview", program: "Program", form: dict[str, str], skipped: int) -> Iterator[str]:
    from app.engine.model.money import money_text

    contents, imported, issued = found
    yield "nothing was written; this is a preview"
    yield _found_text(form)
    if contents.baskets:
        sold = contents.baskets - contents.returns - contents.faulty
        yield (
            f"{count_text(sold, 'purchase')}, {count_text(contents.returns, 'return')} and {contents.faulty} faulty, "
            f"with {count_text(contents.lines, 'line')}, from {contents.first_day or '?'} to {contents.last_day or '?'}"
        )
    yield from (f"  {example}" for example in contents.examples)
    yield from _imported_lines(imported, "would be", skipped)
    points = f"{issued.points_issued} points would be issued, {issued.points} more outstanding"
    worth = "" if issued.points_worth is None else f", worth {money_text(issued.points_worth, program.currency)}"
    yield points + worth
    yield f"credit would change by {money_text(issued.credit, program.currency)}"
    if issued.rebates_unpaid:
        yield f"rebates not paid yet would change by {money_text(issued.rebates_unpaid, program.currency)}"
    for reward, count in sorted(issued.vouchers.items()):
        yield f"{count_text(count, 'voucher')} of {reward} would be issued"
    if issued.vouchers_worth:
        yield f"vouchers outstanding would be worth up to {money_text(issued.vouchers_worth, program.currency)} more"
    for tier, change in sorted(issued.tiers.items()):
        yield f"{change:+} members in tier {tier}" if tier else f"{change:+} members without a tier"
    yield f"{count_text(issued.customers, 'customer')}, of which {issued.members} would be enrolled"


def _print_imported(imported: "Imported", rejects_path: Path) -> None:
    for line in _imported_lines(imported, "", imported.skipped_rows, f", see {rejects_path}"):
        typer.echo(line)


def _imported_lines(imported: "Imported", mood: str, skipped_rows: int, where: str = "") -> Iterator[str]:
    would = f"{mood} " if mood else ""
    recorded = (
        f"{count_text(imported.purchases, 'purchase')} and {count_text(imported.returns, 'return')} {would}recorded"
    )
    yield f"{recorded}, {imported.repeated} already existed"
    if skipped_rows:
        yield f"skipped {count_text(skipped_rows, 'row')} without a sale"
    if imported.guest_returns_skipped:
        guests = count_text(imported.guest_returns_skipped, "guest return")
        yield f"skipped {guests} without receipt (no member to credit)"
    if imported.refused:
        yield f"{count_text(imported.refused, 'basket')} {would}refused{where}:"
        reasons = sorted(imported.reasons.items(), key=lambda item: -item[1])
        for reason, count in reasons[:MOST_REASONS]:
            yield f"  {count} x {reason}{_lines_text(imported.lines.get(reason, []))}"
        if len(reasons) > MOST_REASONS:
            yield f"  and {count_text(len(reasons) - MOST_REASONS, 'other reason')}"


def _lines_text(lines: "Sequence[int]") -> str:
    if not lines:
        return ""
    return f" (line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))})"


def _reading(profile: str, dates: str | None, zone: str | None) -> "Reading":
    from app.actions.files.layouts import AUTO, PROFILES
    from app.actions.files.purchase_file import Reading

    if not profile.endswith(".json"):
        _require_one_of("--profile", profile, (AUTO, *PROFILES, "MAP.json"))
    if dates is not None:
        _require_one_of("--dates", dates, ("dmy", "mdy"))
    try:
        return Reading(profile, dates, ZoneInfo(zone) if zone else None)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        stop(f"--zone: there is no time zone {zone}")


def _require_one_of(option: str, value: str, allowed: "Sequence[str]") -> None:
    if value not in allowed:
        stop(f"{option} must be one of {', '.join(allowed)}")


def _print_map(profile: str) -> None:
    from app.actions.files.layouts import GOLDLIST, PROFILES, map_document

    if profile == "auto":
        profile = GOLDLIST
    _require_one_of("--profile", profile, PROFILES)
    typer.echo(json.dumps(map_document(profile), indent=2, ensure_ascii=False))


def _found_text(found: dict[str, str]) -> str:
    from app.actions.files.csv_form import SEPARATORS

    orders = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
    return (
        f"read as {found['profile']}: {found['encoding']}, cells separated by {SEPARATORS[found['delimiter']]}, "
        f"decimal {'point' if found['decimal'] == '.' else 'comma'}, "
        f"days written {orders.get(found['dates'], found['dates'])}, local times in {found['zone']}"
    )


def export_file(
    what: Annotated[str, typer.Argument(help="members|purchases|lines|returns|entries|vouchers", show_default=False)],
    file: Annotated[Path, typer.Argument(help="FILE.csv or FILE.jsonl, with .gz packed.", show_default=False)],
    slug: ProgramSlug,
    first_day: Annotated[str | None, typer.Option("--from", help="The first business day (YYYY-MM-DD).")] = None,
    last_day: Annotated[str | None, typer.Option("--to", help="The last business day (YYYY-MM-DD).")] = None,
    changed_since: Annotated[str | None, typer.Option(help="Only members changed since then (RFC 3339).")] = None,
    columns: Annotated[str | None, typer.Option(help="The columns, separated by commas; by default, all.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, for spreadsheets.")] = False,
) -> None:
    """Export a programme's records as CSV or JSON lines."""
    from app.actions.files.exports import FORMATS, WHAT, Wish, columns_of, export, header_of, text_of
    from app.engine.model.instants import instant_text
    from app.progress import Progress

    _require_one_of("the first argument", what, WHAT)
    packed = file.suffix == ".gz"
    form = (file.with_suffix("") if packed else file).suffix.removeprefix(".")
    _require_one_of("the end of the file's name", form, FORMATS)
    if changed_since and what != "members":
        stop("--changed-since is for members; use --from and --to")
    if (first_day or last_day) and what == "members":
        stop("--from and --to are not for members; use --changed-since")
    wish = Wish(
        what,
        first_day=day_option("--from", first_day) if first_day else None,
        last_day=day_option("--to", last_day) if last_day else None,
        changed_since=instant_text(instant_option("--changed-since", changed_since)) if changed_since else None,
        columns=columns.split(",") if columns else (),
    )
    unfinished = file.with_name(f"{file.name}.unfinished")

    async def write(goldlist: "Goldlist") -> int:
        program = await goldlist.programs.by_slug(slug)
        chosen, count = columns_of(program, wish), 0
        with (
            Progress("exporting", 0, what) as progress,
            gzip.open(unfinished, "wt", encoding="utf-8", newline="")
            if packed
            else unfinished.open("w", encoding="utf-8", newline="") as out,
        ):
            out.write(header_of(chosen, form, bom=bom))
            async for page in export(goldlist.database, program, wish, goldlist.clock):
                out.write(text_of(page, chosen, form))
                count += len(page)
                progress.add(len(page))
        return count

    count = run_with(write)
    # A file of this name is always whole.
    unfinished.replace(file)
    typer.echo(f"{count_text(count, 'row')} written to {file}")


def import_member_file(
    file: Annotated[Path, typer.Argument(help="Members as CSV, plain or gzipped.", show_default=False)],
    slug: ProgramSlug,
    preview: Annotated[bool, typer.Option("--preview", help="Write nothing; show what the file would give.")] = False,
) -> None:
    """Import members with their opening balances; may be repeated."""
    from app.actions.files.csv_form import Unreadable
    from app.actions.files.import_members import ImportedMembers, check, import_members
    from app.actions.files.import_purchases import GaveUp
    from app.progress import Progress

    async def run(goldlist: "Goldlist") -> ImportedMembers:
        program = await goldlist.programs.by_slug(slug)
        seen = check(file, program)
        if preview:
            return seen
        with Progress("importing", seen.rows, "members") as progress:
            return await import_members(
                file,
                program,
                submit=goldlist.commands.submit,
                draw_id=goldlist.ids.draw,
                on_progress=progress.add,
                on_waiting=progress.say,
            )

    try:
        done = run_with(run)
    except (Unreadable, GaveUp) as error:
        stop(str(error))
    for fault, lines in list(done.faults.items())[:MOST_REASONS]:
        typer.echo(f"{fault}{_lines_text(lines)}", err=True)
    if len(done.faults) > MOST_REASONS:
        typer.echo(f"and {count_text(len(done.faults) - MOST_REASONS, 'other reason')}", err=True)
    counts = {"rows": done.rows, "refused": done.refused, "tiers": done.tiers, "given": done.balances}
    if not preview:
        counts |= {"enrolled": done.enrolled, "known": done.known, "repeated": done.repeated}
    print_json(counts)


def import_vouchers(
    file: Annotated[Path, typer.Argument(help="Codes as CSV: code[,expires_on].", show_default=False)],
    slug: ProgramSlug,
    reward: Annotated[str, typer.Option(help='The id of a reward with "codes": "imported".')],
) -> None:
    """Import the codes of a partner; may be repeated."""

    from app.actions.files.import_codes import import_codes

    async def run(goldlist: "Goldlist") -> Any:
        program = await goldlist.programs.by_slug(slug)
        return await import_codes(goldlist.database, program, reward, file, goldlist.clock)

    found = run_with(run)
    for line, problem in found.refused[:MOST_REASONS]:
        typer.echo(f"line {line}: {problem}", err=True)
    if len(found.refused) > MOST_REASONS:
        typer.echo(f"and {len(found.refused) - MOST_REASONS} more", err=True)
    print_json({"imported": found.imported, "known": found.known, "refused": len(found.refused)})


def _with_retries(work: Callable[[], Result], patience_seconds: int) -> Result:
    """Run work, and retry while the database does not answer. Raises DatabaseSilent in the end."""
    until = time.monotonic() + patience_seconds
    while True:
        try:
            return work()
        except DatabaseSilent as error:
            if time.monotonic() > until:
                raise
            typer.echo(f"the database is unavailable ({error}); retrying in 1 s", err=True)
            time.sleep(1)
