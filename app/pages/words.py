"""Numbers, money, days and sentences for people, in a person's language and the programme's currency and time zone."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from typing import Any, Final, Literal
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, parse_pattern

from app.api.contract.currencies import decimals

NEAR_DAYS: Final = 6
MINUS: Final = "\N{MINUS SIGN}"
# Keeps a sign before its number where the text around runs from right to left.
_FROM_LEFT: Final = "\N{LEFT-TO-RIGHT MARK}"
_ISOLATE, _END_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_STRAY_DIRECTIONS: Final = {"R", "AL", "RLE", "LRE", "RLO", "LRO", "RLI", "LRI", "FSI", "PDI", "PDF"}


@dataclass(frozen=True, slots=True)
class Words:
    """Formats values; `now` is the time by the programme's clock."""

    locale: Locale
    texts: NullTranslations
    currency: str
    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        """Today, in the programme's time zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def lang(self) -> str:
        """The language as HTML names it."""
        return str(self.locale).replace("_", "-")

    @property
    def dir(self) -> str:
        """`rtl` for languages written from right to left."""
        return self.locale.text_direction

    def text(self, message: str, **values: object) -> str:
        """A text in the person's language, with `%(name)s` filled in."""
        found = self.texts.gettext(message)
        return found % self._apart(values) if values else found

    def several(self, one: str, many: str, count: int, **values: object) -> str:
        """The text for this number, `%(n)s` in it."""
        return self.texts.ngettext(one, many, count) % {"n": self.number(count), **self._apart(values)}

    def _apart(self, values: Mapping[str, object]) -> dict[str, object]:
        """Values that cannot turn round the text about them, whichever way they are written."""
        return {name: self._isolated(value) if isinstance(value, str) else value for name, value in values.items()}

    def _isolated(self, value: str) -> str:
        turns = self.dir == "rtl" or any(bidirectional(letter) in _STRAY_DIRECTIONS for letter in value)
        return f"{_ISOLATE}{_closed(value)}{_END_ISOLATE}" if turns and value else value

    def number(self, value: int, sign: bool = False) -> str:
        """A whole number with separators; `sign` shows a plus, too."""
        text = _whole(self.locale, abs(value))
        return self._sign(value < 0, sign) + text

    def quantity(self, value: int | str) -> str:
        """A quantity of goods as operations answer it: units, or a decimal text for goods by weight or length."""
        if isinstance(value, int):
            return self.number(value)
        return format_decimal(Decimal(value), format="#,##0.###", locale=self.locale)

    def _sign(self, negative: bool, plus: bool) -> str:
        shown = MINUS if negative else "+" if plus else ""
        return _FROM_LEFT + shown if shown and self.dir == "rtl" else shown

    def money(self, amount: int, sign: bool = False) -> str:
        """Minor units as money."""
        digits = decimals(self.currency)
        return self._with_currency(Decimal(abs(amount)).scaleb(-digits), digits, amount < 0, sign)

    def plain_money(self, amount: int) -> str:
        """Minor units as somebody types them, without the currency's sign."""
        return str(Decimal(amount).scaleb(-decimals(self.currency)))

    def round_money(self, amount: int) -> str:
        """Minor units as money, without decimals unless there are some."""
        digits = decimals(self.currency)
        value = Decimal(amount).scaleb(-digits)
        return self._with_currency(abs(value), 0 if value == value.to_integral_value() else digits, amount < 0, False)

    def whole_money(self, amount: int) -> str:
        """Minor units as money, rounded to whole units."""
        value = Decimal(abs(amount)).scaleb(-decimals(self.currency))
        return self._with_currency(value.quantize(Decimal(1)), 0, amount < 0, False)

    def _with_currency(self, value: Decimal, digits: int, negative: bool, sign: bool) -> str:
        return self._sign(negative, sign) + _amount(self.locale, self.currency, value, digits)

    def percent(self, rate: str | Decimal, digits: int = 0) -> str:
        """A rate such as `0.805` as a percentage with at most these decimals."""
        value = Decimal(rate).quantize(Decimal(1).scaleb(-digits - 2))
        return format_percent(value, locale=self.locale, decimal_quantization=False)

    def part(self, part: int, of: int, digits: int = 0) -> str:
        """A part of a whole as a percentage."""
        return self.percent(Decimal(part) / Decimal(of or 1), digits)

    def instant(self, text: str) -> datetime:
        """An instant of an answer, in the programme's time zone."""
        return datetime.fromisoformat(text).astimezone(self.zone)

    def day(self, text: str | None, year: bool = False) -> str:
        """A day as one says it: today, yesterday, 18 Nov, and with the year if it is another one."""
        if text is None:
            return ""
        day = date.fromisoformat(text[:10]) if len(text) == 10 else self.instant(text).date()
        named = {0: self.text("today"), 1: self.text("yesterday"), -1: self.text("tomorrow")}
        days = (self.today - day).days
        if not year and days in named:
            return named[days]
        with_year = year or abs(days) > 300
        return self._date(day, self._skeleton("yMMMd" if with_year else "MMMd"))

    def recent_day(self, text: str) -> str:
        """A day of the last week by its weekday, else as `day`."""
        at = self.instant(text).date()
        return self.weekday_name(at) if 1 < (self.today - at).days < 7 else self.day(text)

    def day_of(self, text: str) -> str:
        """The ISO day of a day or instant, in the programme's time zone."""
        return text if len(text) == 10 else self.instant(text).date().isoformat()

    def weekday(self, day: date) -> str:
        """Saturday 28 November."""
        return self._date(day, self._skeleton("MMMMEEEEd"))

    def short_weekday(self, day: date) -> str:
        """Sat."""
        return self._date(day, "EEE")

    def weekday_name(self, day: date) -> str:
        """Saturday."""
        return self._date(day, "EEEE")

    def month(self, text: str) -> str:
        """A month such as `2026-11`, or that of a day, as November 2026."""
        return self._date(date.fromisoformat(text[:7] + "-01"), self._skeleton("yMMMM"))

    def month_name(self, number: int) -> str:
        """The name of a month (1 to 12), as April."""
        return self._date(date(2001, number, 1), "LLLL")

    def day_of_year(self, month: int, day: int) -> str:
        """A day of every year, as 31 December; in shorter months the last day."""
        return self._date(date(2000, month, min(day, monthrange(2000, month)[1])), self._skeleton("MMMMd"))

    def short_month(self, text: str) -> str:
        """A month such as `2026-11` as Nov."""
        return self._date(date.fromisoformat(text[:7] + "-01"), "LLL")

    def moment(self, text: str) -> str:
        """A day and time: today 17:04, Thu 26 Nov 07:50, or 26 Nov 2025."""
        at = self.instant(text)
        days = (self.today - at.date()).days
        clock = self.clock(text)
        if days == 0:
            return self.text("today") + " " + clock
        if abs(days) > 300:
            return self.day(text)
        return f"{self._date(at.date(), self._skeleton('MMMEd'))} {clock}"

    def clock(self, text: str) -> str:
        """The time of day."""
        return format_time(self.instant(text), "short", locale=self.locale)

    def full(self, text: str) -> str:
        """An instant or day in full, for a tip."""
        if len(text) == 10:
            return self._date(date.fromisoformat(text), "full")
        return format_datetime(self.instant(text), "medium", locale=self.locale)

    def _date(self, day: date, pattern: Any) -> str:
        return _day(self.locale, day, pattern)

    def _skeleton(self, name: str) -> Any:
        return _skeleton(self.locale, name)

    def ago(self, days: int) -> str:
        """The ISO day this number of days before today."""
        return (self.today - timedelta(days=days)).isoformat()

    def joined(self, parts: list[str], style: Literal["standard", "or"] = "standard") -> str:
        """Names as a list: A, B and C; or with `or` between the last two."""
        return format_list([self._isolated(part) for part in parts], style, locale=self.locale)


def _closed(text: str) -> str:
    """A text that ends every isolate which it begins, and no other."""
    depth, kept = 0, []
    for letter in text:
        depth += (bidirectional(letter) in ("RLI", "LRI", "FSI")) - (letter == _END_ISOLATE)
        if depth >= 0:
            kept.append(letter)
        depth = max(depth, 0)
    return "".join(kept) + _END_ISOLATE * depth


# A page shows the same amounts and days many times, and so do the next pages.
@lru_cache(maxsize=8192)
def _amount(locale: Locale, currency: str, value: Decimal, digits: int) -> str:
    text: str = _pattern(locale, digits).apply(value, locale, currency=currency, currency_digits=False)
    return text


@lru_cache(maxsize=4096)
def _whole(locale: Locale, value: int) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=4096)
def _day(locale: Locale, day: date, pattern: Any) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=64)
def _pattern(locale: Locale, digits: int) -> Any:
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    pattern.frac_prec = (digits, digits)
    return pattern


@lru_cache(maxsize=64)
def _skeleton(locale: Locale, name: str) -> Any:
    # Not every locale has the day with its weekday: then it is the full day without its year.
    full = locale.date_formats["full"].pattern
    usual = full.replace(" y", "").strip(" ,") if name == "MMMMEEEEd" and full.endswith(" y") else "d MMM y"
    return locale.datetime_skeletons.get(name, usual)


def now_of(clock: datetime) -> datetime:
    """An instant with its zone."""
    return clock.astimezone(UTC)
