# SPDX-License-Identifier: Apache-2.0
"""Busy hours as they are painted: cells of a week, each with a reason, read into spans. Every fault names its place."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from handrail.ground.kit.days import DAY_MINUTES, WEEKDAYS, Span

MOST_FAULTS = 5
MOST_SHOWN = 40


@dataclass(frozen=True)
class Painted:
    """What was painted, cells in a row with one reason as one span (its why), and what could not be read."""

    spans: list[Span]
    faults: tuple[str, ...]


def read(cells: Collection[str], *, reasons: Collection[str], brush: str, step: int = 30) -> Painted:
    """Cells as `day-minute-reason`: `0-540-work` is Monday from 9 on. A cell without a reason takes the brush's.

    Faults are told with their place; what can be read is read all the same, so that nothing painted is lost.
    """
    faults: list[str] = []
    if brush not in reasons:
        faults.append(f"reason: {_shown(brush)} is not one of the reasons")
    if len(cells) > 7 * DAY_MINUTES // step:
        return Painted([], (f"a week has {7 * DAY_MINUTES // step} cells, {len(cells)} were sent",))
    at: dict[tuple[int, int], str] = {}
    for cell in cells:
        day, minute, reason = _parted(cell, step)
        if day is None or minute is None:
            faults.append(f"cell {_shown(cell)}: write day-minute-reason, day 0 to 6, minute a multiple of {step}")
        elif (reason or brush) in reasons:
            at[day, minute] = reason or brush
        elif reason:
            faults.append(
                f"{WEEKDAYS[day]} {minute // 60:02d}:{minute % 60:02d}: {_shown(reason)} is not one of the reasons"
            )
    spans = [Span(day, minute, minute + step, reason) for (day, minute), reason in at.items()]
    return Painted(joined(spans), tuple(faults[:MOST_FAULTS]))


def strokes(painted: Iterable[Span], step: int = 30) -> list[Span]:
    """Strokes painted one over the other: where they overlap the later one is seen."""
    at = {(s.weekday, minute): s.why for s in painted for minute in range(s.start, s.end, step)}
    return joined(Span(day, minute, minute + step, why) for (day, minute), why in at.items())


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans of one day and one why that touch or overlap, as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.weekday, one.why, one.start)):
        last = found[-1] if found else None
        if last and (last.weekday, last.why) == (span.weekday, span.why) and span.start <= last.end:
            found[-1] = Span(span.weekday, last.start, max(last.end, span.end), span.why)
        else:
            found.append(span)
    return sorted(found)


def _parted(cell: str, step: int) -> tuple[int | None, int | None, str]:
    day, _, rest = cell.partition("-")
    minute, _, reason = rest.partition("-")
    if not (day.isascii() and day.isdigit() and minute.isascii() and minute.isdigit() and len(minute) <= 4):
        return None, None, ""
    if len(day) > 1 or int(day) > 6 or int(minute) % step or int(minute) >= DAY_MINUTES:
        return None, None, ""
    return int(day), int(minute), reason


def _shown(text: str) -> str:
    return repr(text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "...")
