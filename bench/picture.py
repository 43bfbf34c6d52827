"""The bars for the README."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from bench.contests import POSTGRESQL, SQLITE
from bench.report import Line

WIDTH = 880
LEFT = 250
RIGHT = 690
BAR = 26
STEP = 36

STYLE = """
    .bar { rx: 4; }
    .own { fill: #b8860b; }
    .rival { fill: #cdbf9d; }
    .what { font: 15px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #3f382a; text-anchor: end; }
    .rate { font: bold 15px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #2f2a1f; }
    .head { font: bold 17px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #2f2a1f; }
    .note { font: italic 14px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #8b7f66; }"""

USUAL = "the usual service"


class Bar(NamedTuple):
    """A bar of the picture."""

    label: str
    rate: float
    own: bool
    times: float | None = None


def picture(found: Sequence[Line], machine: str) -> str:
    """Purchases a second with 64 tills, on both databases, as SVG. Contests that were left out leave their bars out."""
    by_name = {line.contest.name: line for line in found}
    groups = [
        ("PostgreSQL, 64 tills: purchases a second", _postgresql(by_name)),
        ("SQLite, 64 tills: purchases a second", _of(by_name, f"{SQLITE}-purchases-64", "Goldlist")),
        ("64 tills for one member, on PostgreSQL", _of(by_name, f"{POSTGRESQL}-hot-64", "Goldlist")),
    ]
    groups = [(head, bars) for head, bars in groups if bars]
    most = max([bar.rate for _, bars in groups for bar in bars], default=1)
    parts, y = [], 20
    for head, bars in groups:
        y += 26
        parts.append(f'<text class="head" x="36" y="{y}">{escape(head)}</text>')
        y += 14
        for bar in bars:
            parts += _drawn(bar, y, most)
            y += STEP
        y += 8
    parts.append(f'<text class="note" x="36" y="{y + 14}">{escape(machine)}</text>')
    return _svg(parts, y + 36)


def _postgresql(by_name: dict[str, Line]) -> list[Bar]:
    bars = _of(by_name, f"{POSTGRESQL}-purchases-64", "Goldlist")
    two = by_name.get(f"{POSTGRESQL}-purchases-64-2-processes")
    if two:
        bars.insert(1, Bar("Goldlist, 2 processes", two.rate, True, two.times_naive))
        if two.naive_rate:
            bars.append(Bar(f"{USUAL}, 2 processes", two.naive_rate, False))
    one = by_name.get(f"{POSTGRESQL}-purchases-64")
    plain = (("lean, plain purchases alone", one.times_lean), ("reach, the same", one.times_reach)) if one else ()
    return [*bars, *(Bar(label, one.rate / times, False) for label, times in plain if one and times)]


def _of(by_name: dict[str, Line], name: str, label: str) -> list[Bar]:
    line = by_name.get(name)
    if line is None:
        return []
    bars = [Bar(label, line.rate, True, line.times_naive)]
    return [*bars, Bar(USUAL, line.naive_rate, False)] if line.naive_rate else bars


def _drawn(bar: Bar, y: int, most: float) -> list[str]:
    width = max(2, round((RIGHT - LEFT) * bar.rate / most))
    times = f" · {bar.times:.{0 if bar.times >= 10 else 1}f} times as many" if bar.times else ""
    middle = y + BAR - 8
    return [
        f'<text class="what" x="{LEFT - 12}" y="{middle}">{escape(bar.label)}</text>',
        f'<rect class="bar {"own" if bar.own else "rival"}" x="{LEFT}" y="{y}" width="{width}" height="{BAR}"/>',
        f'<text class="rate" x="{LEFT + width + 10}" y="{middle}">{bar.rate:,.0f}{times}</text>',
    ]


def _svg(parts: Sequence[str], height: int) -> str:
    body = "\n  ".join(parts)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"
  aria-labelledby="title">
  <title id="title">Purchases a second: Goldlist and its rivals</title>
  <style>{STYLE}
  </style>
  <rect width="{WIDTH}" height="{height}" rx="14" fill="#f6efdf"/>
  {body}
</svg>
"""
