"""Reads the days and times of exports, and finds out from a whole column whether days or months come first."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

from app.actions.files.csv_form import Unreadable
from app.actions.files.zone_names import zone_named

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAY: Final = (
    r"(?:(?P<y1>[0-9]{4})(?P<s1>[-/.])(?P<m1>[0-9]{1,2})(?P=s1)(?P<d1>[0-9]{1,2})"
    r"|(?P<a>[0-9]{1,2})(?P<s2>[-/.])(?P<b>[0-9]{1,2})(?P=s2)(?P<y2>[0-9]{4}|[0-9]{2})"
    r"|(?P<d3>[0-9]{1,2})[- ](?P<m3>[A-Za-z]{3,9})\.?,?[- ](?P<y3>[0-9]{4}|[0-9]{2})"
    r"|(?P<m4>[A-Za-z]{3,9})\.? (?P<d4>[0-9]{1,2}),? (?P<y4>[0-9]{4}))"
)
_TIME: Final = (
    r"(?:(?:T|,? +)(?:at +)?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}|[A-Z]{2,5}))?)?"
)
_moment = re.compile(_DAY + _TIME, re.ASCII).fullmatch
_begins_as_day = re.compile(_DAY, re.ASCII).match
_MOST_REMEMBERED: Final = 50_000


class NotATime(Exception):
    """The text is no day or time; the message completes "<column> …"."""


class DayOrder:
    """Collects evidence for the order of day and month in the texts of a file."""

    def __init__(self) -> None:
        self._evidence: dict[str, tuple[str, int]] = {}
        self._undecided: tuple[str, int] | None = None
        self._counts = {"undecided": 0, "year first": 0}

    def add(self, text: str, line: int) -> None:
        """Add the text of a day or time, and its line."""
        found = _begins_as_day(text)
        if not found:
            return
        if found["a"] is None:
            self._counts["year first"] += 1
            return
        text = found[0]
        first, second = int(found["a"]), int(found["b"])
        if first > 12 >= second:
            self._evidence.setdefault("dmy", (text, line))
        elif second > 12 >= first:
            self._evidence.setdefault("mdy", (text, line))
        elif first != second:
            self._counts["undecided"] += 1
            self._undecided = self._undecided or (text, line)

    def order(self) -> str | None:
        """`dmy` or `mdy`; None if there are no such days, or few among others: those are refused. Raises Unreadable."""
        if len(self._evidence) > 1:
            (one, one_line), (two, two_line) = self._evidence["dmy"], self._evidence["mdy"]
            raise Unreadable(
                f"line {one_line} has {one}, and line {two_line} {two}: days and months are in both orders; "
                "--dates dmy or --dates mdy reads one of them, and refuses the baskets of the other"
            )
        if self._evidence:
            return next(iter(self._evidence))
        if self._undecided and self._counts["undecided"] >= self._counts["year first"]:
            text, line = self._undecided
            raise Unreadable(
                f"line {line} has {text}, and no day of the file shows whether the day or the month comes first: "
                "add --dates dmy or --dates mdy"
            )
        return None


def begins_as_day(text: str) -> bool:
    """Whether a text begins as a day is written."""
    return _begins_as_day(text) is not None


class TimeReader:
    """Reads texts as instants. `order` of day and month, `pattern` of `strptime` instead of the known forms."""

    def __init__(self, zone: tzinfo, order: str | None, pattern: str | None = None) -> None:
        self._zone = zone
        self._order = order
        self._pattern = pattern
        self._known: dict[tuple[str, str], datetime] = {}
        self._zones: dict[str, tzinfo | None] = {}

    def instant(self, text: str, zone_name: str = "") -> datetime:
        """The UTC instant of a text, or the start of its day. Raises NotATime.

        A local time is of the named zone, else the file's. One that does not exist, or exists twice, is the earlier.
        """
        known = self._known.get((text, zone_name))
        if known is None:
            known = self._read(text, zone_name)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[text, zone_name] = known
        return known

    def _read(self, text: str, zone_name: str) -> datetime:
        zone = self._zone_of(zone_name) if zone_name else self._zone
        try:
            if self._pattern:
                return self._by_pattern(text, zone)
            found = _moment(text)
            if not found:
                raise NotATime("is neither a day nor a time")
            if found["zone"]:
                zone = self._zone_of(found["zone"])
            return _earlier(self._day(found), _time(found) if found["hour"] else None, zone)
        except (ValueError, OverflowError):
            raise NotATime("is neither a day nor a time") from None

    def _by_pattern(self, text: str, zone: tzinfo) -> datetime:
        pattern = self._pattern or ""
        if "%z" in pattern:
            return datetime.strptime(text, pattern).astimezone(UTC)
        local = datetime.strptime(f"{text} +0000", f"{pattern} %z")
        has_time = any(part in pattern for part in ("%H", "%I", "%X", "%c", "%T"))
        return _earlier(local.date(), local.time() if has_time else None, zone)

    def _zone_of(self, name: str) -> tzinfo:
        if name not in self._zones:
            self._zones[name] = zone_named(name)
        zone = self._zones[name]
        if zone is None:
            raise NotATime(f"is in an unknown time zone, {name[:40]}")
        return zone

    def _day(self, found: "re.Match[str]") -> date:
        if found["y1"]:
            return date(int(found["y1"]), int(found["m1"]), int(found["d1"]))
        if found["a"]:
            first, second = int(found["a"]), int(found["b"])
            day, month = (first, second) if self._order == "dmy" else (second, first)
            if self._order is None and first != second:
                raise NotATime("does not show whether the day or the month comes first")
            return date(_year(found["y2"]), month, day)
        if found["m3"]:
            return date(_year(found["y3"]), _month(found["m3"]), int(found["d3"]))
        return date(int(found["y4"]), _month(found["m4"]), int(found["d4"]))


def _earlier(day: date, at: time | None, zone: tzinfo) -> datetime:
    """The earlier UTC instant of a local time, or of the start of a day."""
    if at is None:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    return min(datetime.combine(day, at.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))


def _time(found: "re.Match[str]") -> time:
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            raise NotATime("is neither a day nor a time")
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    part = int((found["part"] or "0")[:6].ljust(6, "0"))
    return time(hour, int(found["minute"]), int(found["second"] or 0), part)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(name: str) -> int:
    name = name.lower()
    if name in _LONG_MONTHS:
        return _LONG_MONTHS.index(name) + 1
    return _MONTHS.index("sep" if name == "sept" else name) + 1
