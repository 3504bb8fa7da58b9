# SPDX-License-Identifier: Apache-2.0
"""When something is due: in hours, calendar or business days, days of service, months, or halfway through a stay.

Pure: what happened, and the days that count, come in as values. The day of the event is day nought, unless its rule
says that it counts.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from handrail.ground.packs.rules import Deadline

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """The last day for it, and the moment from which it is late. Both None while that cannot be told yet:
    so many days of service are still `to_go`, or nobody has said when the stay ends."""

    day: date | None = None
    late_from: datetime | None = None
    to_go: int = 0

    def is_late(self, at: datetime) -> bool:
        return self.late_from is not None and at >= self.late_from


def due(
    rule: Deadline,
    anchor: datetime,
    *,
    service_days: Iterable[date] = (),
    holidays: Collection[date] = (),
    stay_ends: date | None = None,
) -> Due:
    """When this rule falls due after `anchor`, which is aware of its zone; days are days there."""
    if rule.unit == "hours":
        late = (anchor.astimezone(UTC) + timedelta(hours=rule.within)).astimezone(anchor.tzinfo)
        return Due(late.date(), late)
    first = anchor.date()
    if rule.unit == "midpoint_of_stay":
        return Due() if stay_ends is None else _end_of(midpoint(first, stay_ends), anchor)
    if rule.unit == "calendar_months":
        return _end_of(months_after(first, rule.within), anchor)
    if rule.unit == "service_days":
        return _served(rule, anchor, sorted(set(service_days)))
    skipped: Collection[date] = holidays if rule.unit == "business_days" else ()
    return _end_of(_counted(rule, first, skipped, weekends=rule.unit == "calendar_days"), anchor)


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the last of that month if it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def midpoint(first: date, last: date) -> date:
    """The day halfway through a stay, the earlier of two; its first day if it ends before it began."""
    return first + timedelta(days=max(0, (last - first).days) // 2)


def _counted(rule: Deadline, first: date, skipped: Collection[date], *, weekends: bool) -> date:
    day = first - ONE_DAY if rule.first_day_counts else first
    left = rule.within
    while left:
        day += ONE_DAY
        left -= (weekends or day.weekday() < 5) and day not in skipped
    return day


def _served(rule: Deadline, anchor: datetime, days: Sequence[date]) -> Due:
    first = anchor.date()
    counted = [day for day in days if day > first or (rule.first_day_counts and day == first)]
    if len(counted) < rule.within:
        return Due(to_go=rule.within - len(counted))
    return _end_of(counted[rule.within - 1], anchor)


def _end_of(day: date, anchor: datetime) -> Due:
    return Due(day, datetime.combine(day + ONE_DAY, time(), anchor.tzinfo))


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of the United States (5 U.S.C. 6103) on the weekdays they are observed."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    fixed.append(date(year + 1, 1, 1))  # observed on the last day of this year if it is a Saturday
    observed = [day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)) for day in fixed]
    moving = [_nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _nth(year, 9, 0, 1), _nth(year, 10, 0, 2), _nth(year, 11, 3, 4)]
    last_of_may = date(year, 5, 31)
    moving.append(last_of_may - timedelta(days=last_of_may.weekday()))
    return frozenset(day for day in [*observed, *moving] if day.year == year)


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
