# SPDX-License-Identifier: Apache-2.0
"""People's own hours, read: what keeps each busy, from when on, and on which dates otherwise."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import DateField, QuerySet, UUIDField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.ground.kit.days import Span
from handrail.ground.program.rules import Program
from handrail.ground.tables.queries import Blank, Worded
from handrail.journey.timetable import conflicts as hits
from handrail.journey.timetable.models import Change, Commitment, OtherDay
from handrail.journey.timetable.places import Places
from handrail.journey.timetable.queries.dated import meetings
from handrail.journey.timetable.queries.problems import holding

# What each reason is called on a page, in the order in which they are offered to be painted.
REASONS: dict[str, Promise] = {
    "work": _("Work"), "class": _("Class"), "school run": _("School run"), "children": _("Children"),
    "care of a relative": _("Care of a relative"), "doctor": _("Doctor, other treatment"), "court": _("Court"),
    "probation": _("Probation"), "worship": _("Worship"), "mutual-help meeting": _("Mutual-help meeting"),
    "sleep": _("Sleep"), "other": _("Other"),
}  # fmt: skip


def life(patient: UUID, *, on: date | None = None) -> list[tuple[Span, str]]:
    """Her own hours on this day, or those told last: each with its reason and, as its why, what she calls it."""
    rows = Commitment.objects.filter(holding(on), patient=patient).order_by("weekday", "start", "id")
    told = rows.values_list("weekday", "start", "end", "words", "reason")
    return [(Span(weekday, start, end, words), reason) for weekday, start, end, words, reason in told]


def other_days(patient: UUID, first: date, last: date) -> dict[date, list[tuple[Span, str]]]:
    """The dates on which her hours are not those of every week, with all she has then."""
    rows = OtherDay.objects.filter(patient=patient, on__range=(first, last)).order_by("on")
    return {on: _busy_on(on, busy) for on, busy in rows.values_list("on", "busy")}


def other_days_of(
    program: Program, first: date, last: date, *, patient: UUID | None = None
) -> tuple[hits.OtherDay, ...]:
    """The same of everyone in the program, or of one, with how long each is on the way."""
    if patient:
        rows: Iterable[Any] = _days_of(program.id, first, last).filter(patient=patient)
    else:
        rows = _other_days(program=program.id, first=first, last=last)
    return tuple(
        hits.OtherDay(who, on, tuple(_busy_on(on, busy)), travel if mode == "in_person" else 0, name)
        for who, name, mode, travel, on, busy in rows
    )


@Worded
def _other_days() -> QuerySet[OtherDay, Any]:
    return _days_of(Blank("program", UUIDField), Blank("first", DateField), Blank("last", DateField))


def _days_of(program: UUID | Blank, first: date | Blank, last: date | Blank) -> QuerySet[OtherDay, Any]:
    rows = OtherDay.objects.filter(patient__program=program, patient__left_at=None, on__range=(first, last))
    columns = ("patient", "patient__name", "patient__mode", "patient__travel_minutes", "on", "busy")
    return rows.order_by("on", "id").values_list(*columns)


def conflicts(program: Program, first: date, last: date, *, patient: UUID | None = None) -> list[hits.Conflict]:
    """Meetings on these dates to which somebody cannot come who has said so; of one patient, if she is named."""
    others = other_days_of(program, first, last, patient=patient)
    return hits.conflicts(meetings(program, first, last, patient=patient), others) if others else []


def _busy_on(on: date, busy: list[list[Any]]) -> list[tuple[Span, str]]:
    return [(Span(on.weekday(), start, end), reason) for start, end, reason in busy]


@dataclass(frozen=True)
class Changed:
    """What a patient sent about her own week, and what became of it."""

    id: UUID
    patient: UUID
    from_day: date
    life: tuple[tuple[Span, str], ...]
    travel_minutes: int
    places: Places | None
    words: str
    state: str
    answer: str
    sent_at: datetime
    answered_at: datetime | None


def change_of(row: Change) -> Changed:
    told = json.loads(row.life)
    return Changed(
        id=row.id, patient=row.patient_id, from_day=row.from_day, travel_minutes=row.travel_minutes, words=row.words,
        life=tuple((Span(day, start, end, words), reason) for day, start, end, reason, words in told),
        places=Places.from_json(row.places) if row.places else None, state=row.state, answer=row.answer,
        sent_at=row.sent_at, answered_at=row.answered_at,
    )  # fmt: skip


def changes_to_read(program: Program) -> list[Changed]:
    """What patients sent and nobody has answered, the oldest first."""
    return [change_of(row) for row in Change.objects.filter(program=program.id, state="sent").order_by("sent_at")]


def count_of_changes(program: Program) -> int:
    """How many these are."""
    return len(_sent(program=program.id))


@Worded
def _sent() -> QuerySet[Change, Any]:
    return Change.objects.filter(program=Blank("program", UUIDField), state="sent").values_list("id")


def last_change(patient: UUID) -> Changed | None:
    found = Change.objects.filter(patient=patient).exclude(state="withdrawn").order_by("-sent_at").first()
    return change_of(found) if found else None
