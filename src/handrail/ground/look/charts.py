# SPDX-License-Identifier: Apache-2.0
"""Where the marks of a chart stand: scales, ticks and points, in plain numbers. Draws nothing, knows no template."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

STEPS = (1, 2, 5, 10, 20)
PAD = 6.0  # percent at each side, so that the first and last dot are whole


@dataclass(frozen=True)
class Scale:
    """From what was measured to where it is drawn; a low that equals its high stands in the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 2)


@dataclass(frozen=True)
class Mark:
    """One value in its place; `shows_words` where the axis has room for them."""

    at: object
    value: float
    x: float
    y: float
    shows_words: bool = False


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, `most` of them or a few less."""
    if high <= low:
        high = low + 1
    wanted = (high - low) / max(most - 1, 1)
    magnitude = 10 ** math.floor(math.log10(wanted))
    for step in (each * magnitude for each in STEPS):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < most:
            break
    return [round(each * step, 10) for each in range(first, last + 1)]


def places(at: Sequence[object]) -> list[float]:
    """Where each stands across, in percent: days by the calendar, anything else in equal steps."""
    days = [each.toordinal() for each in at if isinstance(each, date)]
    numbers = days if len(days) == len(at) else list(range(len(at)))
    if not numbers:
        return []
    scale = Scale(min(numbers), max(numbers), PAD, 100 - PAD)
    return [scale(number) for number in numbers]


def named(xs: Sequence[float], apart: float = 18.0) -> set[int]:
    """Which marks get their words on the axis: the first, the last, and those with room between."""
    kept: list[int] = []
    for number, x in enumerate(xs):
        last = number == len(xs) - 1
        while last and kept and x - xs[kept[-1]] < apart:
            kept.pop()
        if not kept or last or x - xs[kept[-1]] >= apart:
            kept.append(number)
    return set(kept)


def marks(points: Sequence[tuple[object, float | None]], y: Scale) -> list[Mark | None]:
    """Each point in its place; None where nothing was measured, so that no line is drawn over the gap."""
    xs = places([at for at, _ in points])
    shown = named(xs)
    return [
        None if value is None else Mark(at, value, x, y(value), number in shown)
        for number, ((at, value), x) in enumerate(zip(points, xs, strict=True))
    ]


def strokes(placed: Sequence[Mark | None]) -> list[tuple[Mark, Mark]]:
    return [(one, two) for one, two in pairwise(placed) if one and two]


def polyline(values: Sequence[float], wide: float, high: float, edge: float = 4.0) -> list[tuple[float, float]]:
    """Points of a sparkline in a box; the highest value at the top."""
    if not values:
        return []
    x, y = Scale(0, len(values) - 1, edge, wide - edge), Scale(min(values), max(values), high - edge, edge)
    return (
        [(x(number), y(value)) for number, value in enumerate(values)] if len(values) > 1 else [(wide - edge, high / 2)]
    )
