# SPDX-License-Identifier: Apache-2.0
"""A date on which somebody's own hours are others than every week, and which of her meetings that hits. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.ground.kit.days import Span
from handrail.journey.timetable.dated import Meeting

Life = list[tuple[Span, str]]


@dataclass(frozen=True)
class OtherDay:
    """All that keeps one person busy on one date; with no span she is free. `travel`: minutes on the way, each time."""

    patient: UUID
    on: date
    busy: tuple[tuple[Span, str], ...] = ()
    travel: int = 0
    name: str = ""


@dataclass(frozen=True)
class Conflict:
    """A meeting of hers that is held when she cannot come, and what keeps her."""

    patient: UUID
    meeting: Meeting
    span: Span
    reason: str


def conflicts(meetings: Iterable[Meeting], others: Iterable[OtherDay]) -> list[Conflict]:
    """Of the meetings that are held, those she is in and cannot come to; the way there and back counts."""
    on: dict[date, list[OtherDay]] = defaultdict(list)
    for one in others:
        on[one.on].append(one)
    if not on:
        return []
    return [
        Conflict(one.patient, meeting, *kept)
        for meeting in meetings
        for one in on.get(meeting.date, ())
        if meeting.is_held and one.patient in meeting.members and (kept := _keeps(one, meeting))
    ]


def _keeps(one: OtherDay, meeting: Meeting) -> tuple[Span, str] | None:
    travel = 0 if meeting.slot.is_online else one.travel
    start, end = meeting.start - travel, meeting.end + travel
    return next(((span, why) for span, why in one.busy if span.start < end and start < span.end), None)


def with_also(life: Iterable[tuple[Span, str]], span: Span, reason: str) -> Life:
    """These hours and one span more, which takes the place of what it lies over."""
    kept: Life = [(span, reason)]
    for held, why in life:
        for start, end in ((held.start, min(held.end, span.start)), (max(held.start, span.end), held.end)):
            if start < end:
                kept.append((Span(span.weekday, start, end, held.why), why))
    return sorted(kept, key=lambda one: one[0])
