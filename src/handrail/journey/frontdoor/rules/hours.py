# SPDX-License-Identifier: Apache-2.0
"""When a step is due by the program's own hours: nobody is late because it is night."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handrail.ground.kit.days import Span
from handrail.journey.frontdoor.rules.slots import moment_of

AFTER_OPENING = timedelta(hours=1)


def in_hours(due: datetime, opening: Sequence[Span], zone: ZoneInfo) -> datetime:
    """The same moment if somebody is there then; else an hour after the program next opens."""
    if not opening:
        return due
    here = due.astimezone(zone)
    for day in (here.date() + timedelta(days=n) for n in range(8)):
        for span in sorted(s for s in opening if s.weekday == day.weekday()):
            opens, closes = moment_of(day, span.start, zone), moment_of(day, span.end, zone)
            if due < opens:
                return opens + min(AFTER_OPENING, closes - opens)
            if due <= closes:
                return due
    return due
