# SPDX-License-Identifier: Apache-2.0
"""Days of the week and spans within a day. Minutes count from midnight; a week starts on Monday."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, order=True)
class Span:
    """From `start` up to but not including `end` on one day of the week (0 is Monday)."""

    weekday: int
    start: int
    end: int
    why: str = ""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
