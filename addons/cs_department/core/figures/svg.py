"""Charts as SVG text, for paper: lines against targets, bars, Pareto, the grid of a week.

Plain SVG 1.1 without style sheets, so that the printing engine (an old WebKit), browsers
and image viewers draw the same. Fonts are named, not embedded: Chinese is drawn by
whatever Chinese font the machine has. Sizes are pixels of the view box.
"""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

INK, PALE, GRID = "#374151", "#6b7280", "#e5e7eb"
COLORS = ("#714b67", "#0f9d8a", "#e8a33d", "#3b82c4", "#d9534f", "#7a8b99", "#8e6bbf", "#5a9e4b")
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, WenQuanYi Zen Hei, sans-serif"
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 28, 34
TEXT = 11
#: a value axis is divided into about so many steps
TICKS = 4
#: longest words below a bar, in wide letters
LABEL = 7.0
#: how wide a letter of ours is beside a Chinese one
NARROW = 0.58


class Series(NamedTuple):
    """One line or one set of bars; ``None`` is a gap."""

    name: str
    values: Sequence[float | None]
    dashed: bool = False


class Frame(NamedTuple):
    """The drawing area and its value axis from ``low`` to ``high``."""

    width: int
    height: int
    low: float
    high: float

    def y(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return TOP + (self.height - TOP - BOTTOM) * (1 - (value - self.low) / span)

    def band(self, count: int) -> float:
        """Width of one of ``count`` places on the other axis."""
        return (self.width - LEFT - RIGHT) / max(count, 1)

    def middle(self, place: int, count: int) -> float:
        return LEFT + self.band(count) * (place + 0.5)


def lines(labels: Sequence[str], series: Sequence[Series], width: int = 640, height: int = 220) -> str:
    """Lines over the same places, dashed ones for targets."""
    frame = _frame([value for one in series for value in one.values], width, height, zero=False)
    parts = [_axis(frame), _labels(frame, labels), _legend(width, [(one.name, _color(i)) for i, one in _named(series)])]
    for place, one in enumerate(series):
        parts += _line(frame, one, _color(place))
    return _svg(width, height, parts)


def stacked(labels: Sequence[str], series: Sequence[Series], width: int = 640, height: int = 220) -> str:
    """Bars whose parts stand on each other."""
    tops = [sum(one.values[place] or 0 for one in series) for place in range(len(labels))]
    frame = _frame(tops, width, height, zero=True)
    parts = [_axis(frame), _labels(frame, labels), _legend(width, [(one.name, _color(i)) for i, one in _named(series)])]
    for place, top in enumerate(tops):
        reached = 0.0
        for number, one in enumerate(series):
            value = one.values[place] or 0
            parts.append(_bar(frame, place, len(labels), reached, reached + value, _color(number)))
            reached += value
        parts.append(_text(frame.middle(place, len(labels)), frame.y(top) - 4, _number(top)) if top else "")
    return _svg(width, height, parts)


def pareto(
    labels: Sequence[str], counts: Sequence[int], percents: Sequence[float], width: int = 640, height: int = 240
) -> str:
    """Bars from high to low with the line of what they come to together (0–100 % over the whole height)."""
    frame = _frame(counts, width, height, zero=True)
    share = Frame(width, height, 0.0, 100.0)
    parts = [_axis(frame), _labels(frame, labels)]
    for place, count in enumerate(counts):
        parts.append(_bar(frame, place, len(counts), 0, count, COLORS[0]))
        parts.append(_text(frame.middle(place, len(counts)), frame.y(count) - 4, _number(count)))
    parts += _line(share, Series("", percents), COLORS[2], of=len(counts))
    for place, percent in enumerate(percents):
        y = share.y(percent) + (TEXT + 4 if percent > 90 else -6)
        parts.append(_text(frame.middle(place, len(counts)) + 16, y, f"{percent:.0f}%", color=COLORS[2], size=9))
    return _svg(width, height, parts)


def week(rows: Sequence[str], grid: Sequence[Sequence[int]], width: int = 640, height: int = 210) -> str:
    """The grid of a week: a row per weekday, a cell per hour, the darker the more."""
    most = max((count for row in grid for count in row), default=0) or 1
    wide, high = (width - LEFT - RIGHT) / len(grid[0]), (height - 24) / len(grid)
    parts = [_text(LEFT + wide * (hour + 0.5), 12, str(hour), size=9) for hour in range(len(grid[0]))]
    for line, (name, row) in enumerate(zip(rows, grid, strict=True)):
        y = 18 + high * line
        parts.append(_text(LEFT - 6, y + high / 2 + 4, name, anchor="end"))
        for hour, count in enumerate(row):
            shade = count / most
            x = LEFT + wide * hour
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide - 1:.1f}" height="{high - 1:.1f}"'
                f' fill="{COLORS[0] if count else GRID}" fill-opacity="{0.12 + 0.88 * shade if count else 0.5:.2f}"/>'
            )
            if count:
                color = "#ffffff" if shade > 0.45 else INK
                parts.append(_text(x + wide / 2, y + high / 2 + 3.5, _number(count), color=color, size=9))
    return _svg(width, height, parts)


def _named(series: Sequence[Series]) -> list[tuple[int, Series]]:
    return [(place, one) for place, one in enumerate(series) if one.name]


def _color(place: int) -> str:
    return COLORS[place % len(COLORS)]


def _frame(values: Sequence[float | None], width: int, height: int, *, zero: bool) -> Frame:
    """A value axis with round ends around the values."""
    known = [float(value) for value in values if value is not None] or [0.0]
    low, high = (0.0 if zero else min(known)), max(known)
    step = _step(high - low or abs(high) or 1.0)
    low, high = floor(low / step) * step, ceil(high / step) * step
    return Frame(width, height, low, high if high > low else low + step)


def _step(span: float) -> float:
    """A round step that divides a span into about ``TICKS`` parts."""
    raw = span / TICKS
    size = 10 ** floor(log10(raw))
    return next(factor * size for factor in (1, 2, 5, 10) if raw <= factor * size * 1.0001)


def _axis(frame: Frame) -> str:
    """Lines across with their values."""
    step = _step(frame.high - frame.low)
    values = [frame.low + step * place for place in range(round((frame.high - frame.low) / step) + 1)]
    return "".join(
        f'<line x1="{LEFT}" x2="{frame.width - RIGHT}" y1="{frame.y(v):.1f}" y2="{frame.y(v):.1f}" stroke="{GRID}"/>'
        + _text(LEFT - 6, frame.y(v) + 4, _number(v), anchor="end", color=PALE, size=9)
        for v in values
    )


def _labels(frame: Frame, labels: Sequence[str]) -> str:
    """Words below the places; where they would touch, every second or third only."""
    words = [_short(label) for label in labels]
    longest = max((_wide(word) for word in words), default=1.0) * (TEXT - 1) + 4
    every = max(1, ceil(longest / frame.band(len(labels))))
    return "".join(
        _text(frame.middle(place, len(words)), frame.height - BOTTOM + 16, word, color=PALE, size=TEXT - 1)
        for place, word in enumerate(words)
        if place % every == (len(words) - 1) % every
    )


def _wide(words: str) -> float:
    """How much room words take, in Chinese letters."""
    return sum(1.0 if ord(letter) > 255 else NARROW for letter in words)


def _short(label: str) -> str:
    """As much of a label as fits."""
    if _wide(label) <= LABEL:
        return label
    while label and _wide(label) > LABEL - 1:
        label = label[:-1]
    return f"{label}…"


def _bar(frame: Frame, place: int, count: int, low: float, high: float, color: str) -> str:
    if high <= low:
        return ""
    wide = min(frame.band(count) * 0.66, 46)
    x, y = frame.middle(place, count) - wide / 2, frame.y(high)
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{frame.y(low) - y:.1f}" fill="{color}"/>'


def _line(frame: Frame, series: Series, color: str, of: int = 0) -> list[str]:
    """The line of a series, broken where values are missing, with its points."""
    count = of or len(series.values)
    points = [
        None if value is None else (frame.middle(place, count), frame.y(float(value)))
        for place, value in enumerate(series.values)
    ]
    parts, run = [], []
    dash = ' stroke-dasharray="6 4"' if series.dashed else ""
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"{dash}/>')
            run = []
    if not series.dashed:
        parts += [f'<circle cx="{p[0]:.1f}" cy="{p[1]:.1f}" r="3" fill="{color}"/>' for p in points if p]
    return parts


def _legend(width: int, names: Sequence[tuple[str, str]]) -> str:
    """Names of the series in one line above the drawing."""
    parts, x = [], LEFT
    for name, color in names:
        wide = 24 + TEXT * _wide(name)
        if x + wide > width:
            break
        parts.append(f'<rect x="{x}" y="6" width="10" height="10" fill="{color}"/>')
        parts.append(_text(x + 14, 15, name, anchor="start"))
        x += wide
    return "".join(parts)


def _text(x: float, y: float, words: str, *, anchor: str = "middle", color: str = INK, size: int = TEXT) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{color}">{escape(words)}</text>'
    )


def _number(value: float) -> str:
    """1,200 · 12.5 · 3 – without figures that say nothing."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}"


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' font-family="{FONT}">{"".join(parts)}</svg>'
    )
