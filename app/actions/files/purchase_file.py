"""Reads purchases from CSV: rows become baskets, in chronological order, without keeping the file in memory.

A row is a line of a basket; the rows of a basket may be anywhere in the file. The file is read to its end before
anything else happens: rows are sorted by basket on disk, and then baskets by time.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from app.actions.files.baskets import Basket, RawRow, basket_of, refund_of
from app.actions.files.csv_file import CsvFile, opened
from app.actions.files.csv_form import ENCODINGS
from app.actions.files.layouts import AUTO, GOLDLIST, KNOWN_COLUMNS, Layout, profile, profile_of, read_map
from app.actions.files.local_times import begins_as_day
from app.actions.files.purchase_rows import Fault, RowReader
from app.actions.files.sorted_on_disk import SortedOnDisk
from app.engine.model.instants import instant_text
from app.engine.program import texts

EARLIEST: Final = instant_text(datetime.min.replace(tzinfo=UTC))
_REPORTED_ROWS: Final = 1000
# Cells are stored joined: a string per row takes a fraction of the memory of a list.
SEPARATOR: Final = "\x1f"


class Reading(NamedTuple):
    """How to read a file. `profile` is a name of `layouts.PROFILES`, `auto`, or the path of a `MAP.json`.

    `order`: `dmy` or `mdy`, `zone` the zone of local times; None: found out, and the programme's.
    """

    profile: str = AUTO
    order: str | None = None
    zone: ZoneInfo | None = None


FOUND_OUT: Final = Reading()
NO_ZONES: Final[Mapping[str, ZoneInfo]] = {}


class Placed(NamedTuple):
    """A basket and its place in time: `after` is the instant of its purchase, if it is a return of one."""

    basket: Basket
    after: str


class PurchaseFile:
    """All baskets of a file, in chronological order whatever the order of the rows.

    `separator` separates the cells of a row, `skipped_rows` counts rows that are none of a purchase or return. Use it
    in a `with`. A local time is of `zone`, or of the store's own in `stores`. `on_rows` receives the number of rows
    read, now and then. Raises Unreadable.
    """

    def __init__(
        self,
        path: Path,
        zone: ZoneInfo,
        currency: str,
        reading: Reading = FOUND_OUT,
        on_rows: Callable[[int], None] = lambda _: None,
        *,
        stores: Mapping[str, ZoneInfo] = NO_ZONES,
    ) -> None:
        self.rows = self.skipped_rows = 0
        self._on_rows = on_rows
        self._stores = NO_ZONES if reading.zone else stores
        zone = reading.zone or zone
        layout = None if reading.profile == AUTO else _layout(reading.profile)
        known = tuple(layout.named_columns()) if layout else KNOWN_COLUMNS
        by_basket: SortedOnDisk[RawRow] = SortedOnDisk(lambda row: (row.name, row.line))
        self._placed: SortedOnDisk[Placed] = SortedOnDisk(_place)
        try:
            with opened(path, known) as file:
                self.columns, self.separator = file.columns, file.separator
                self.profile = profile_of(file.columns) if layout is None else Path(reading.profile).name
                self._layout = layout or profile(self.profile)
                self._reader = RowReader(self._layout, file.columns, currency)
                self._read(file, by_basket)
            self._sort(by_basket, self._settled(zone, reading.order, file))
        except BaseException:
            self.close()
            raise
        finally:
            by_basket.close()

    def __enter__(self) -> "PurchaseFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._placed)

    @property
    def customers(self) -> str:
        """What names customers in the file: `external_id`, `email` or `card`."""
        return self._layout.customers

    def close(self) -> None:
        """Remove the temporary files."""
        self._placed.close()

    def baskets(self) -> Iterator[Basket]:
        """The baskets, oldest first, and no linked return before its purchase. Those without an instant come first."""
        return (placed.basket for placed in self._placed)

    def _settled(self, zone: ZoneInfo, order: str | None, file: CsvFile) -> str | None:
        found = self._reader.settle(zone, order, self._stores)
        self.found = {
            "profile": self.profile,
            "encoding": ENCODINGS[file.form.encoding],
            "delimiter": file.separator,
            "decimal": self._reader.decimal,
            "dates": found or self._layout.dates or "ymd",
            "zone": zone.key,
        }
        return found

    def _read(self, file: CsvFile, by_basket: SortedOnDisk[RawRow]) -> None:
        columns, reader = self.columns, self._reader

        def looks_like_row(cells: list[str]) -> bool:
            unquoted = [cell.strip('"') for cell in cells]
            return len(cells) >= len(columns) and begins_as_day(reader.day_text(unquoted))

        last: RawRow | None = None
        for line, cells in file.rows(looks_like_row):
            row = self._raw(line, cells)
            if last:
                if row.faults and (not row.name or row.width <= reader.key_width):
                    text = "the next row is broken, and may belong to this basket"
                    last = last._replace(faults=(*last.faults, Fault(text, last.line)))
                by_basket.add(last, len(last.cells))
            last = row
            self.rows += 1
            if self.rows % _REPORTED_ROWS == 0:
                self._on_rows(_REPORTED_ROWS)
        if last and not file.form.ends_complete and last.cells.count(SEPARATOR) + 1 > last.width:
            last = last._replace(faults=(*last.faults, Fault("the file ends within this row", last.line)))
        if last:
            by_basket.add(last, len(last.cells))
        self._on_rows(self.rows % _REPORTED_ROWS)

    def _raw(self, line: int, cells: list[str]) -> RawRow:
        columns = len(self.columns)
        width = len(cells)
        cells = [texts.composed(cell) for cell in cells]
        # A row may omit empty cells at its end.
        cells += [""] * (columns - width)
        faults: list[Fault] = []
        text = SEPARATOR.join(cells)
        if text.count(SEPARATOR) != len(cells) - 1:
            cells = [cell.replace(SEPARATOR, "\ufffd") for cell in cells]
            text = SEPARATOR.join(cells)
            faults.append(Fault("a cell contains a control character", line))
        if width > columns:
            faults.append(
                Fault(
                    f"a row has {width} cells, but the first line names {columns} columns: "
                    "a cell with a separator in it needs quotes",
                    line,
                )
            )
        elif width < columns and self.profile != GOLDLIST:
            # A lost cell would have moved those after it into the wrong columns.
            faults.append(Fault(f"a row has {width} cells, but the first line names {columns} columns", line))
        else:
            self._reader.add_evidence(cells, line)
        return RawRow(self._reader.basket_name(cells), line, text, width, tuple(faults))

    def _sort(self, by_basket: SortedOnDisk[RawRow], order: str | None) -> None:
        """Make baskets of rows, and give each its place: returns follow their purchases."""
        by_purchase: SortedOnDisk[Placed] = SortedOnDisk(
            lambda placed: (_purchase(placed.basket), placed.after, placed.basket.return_of != "")
        )
        try:
            for name, group in groupby(by_basket, key=lambda row: row.name):
                for basket in self._baskets(name, list(group)):
                    by_purchase.add(Placed(basket, EARLIEST), sum(len(row.cells) for row in basket.raw))
            for _, together in groupby(by_purchase, key=lambda placed: _purchase(placed.basket)):
                start = EARLIEST
                for placed in together:
                    basket = placed.basket
                    if not basket.return_of:
                        start = basket.start
                    self._placed.add(
                        placed._replace(after=start if basket.return_of else EARLIEST),
                        sum(len(row.cells) for row in basket.raw),
                    )
        finally:
            by_purchase.close()

    def _baskets(self, name: str, raw: list[RawRow]) -> Iterator[Basket]:
        kept = [row for row in raw if not self._is_skipped(row, raw)]
        self.skipped_rows += len(raw) - len(kept)
        if kept:
            basket = basket_of(self._reader, self._layout, name, kept)
            yield basket
            if refund := refund_of(basket):
                yield refund

    def _is_skipped(self, row: RawRow, raw: list[RawRow]) -> bool:
        if row.faults:
            return False
        cells = row.cells.split(SEPARATOR)
        if self._layout.further_lines and self._reader.is_further_line(cells):
            first = next((one for one in raw if not self._reader.is_further_line(one.cells.split(SEPARATOR))), None)
            return first is not None and not first.faults and self._reader.is_skipped(first.cells.split(SEPARATOR))
        return self._reader.is_skipped(cells)


def _layout(name: str) -> Layout:
    return read_map(Path(name)) if name.endswith(".json") else profile(name)


def _purchase(basket: Basket) -> str:
    return basket.return_of or basket.name


def _place(placed: Placed) -> tuple[str, bool, str]:
    return max(placed.basket.start, placed.after), bool(placed.basket.return_of), placed.basket.name
