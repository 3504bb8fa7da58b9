# SPDX-License-Identifier: Apache-2.0
"""Reading who waits, as facts; the number of questions does not grow with the rows. And whose week wants trying."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Max, Q, QuerySet, UUIDField

from handrail.ground.kit.days import WEEKDAYS, Span
from handrail.ground.kit.hours import lines
from handrail.ground.people import queries as people
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.ground.tables.queries import Blank, Worded
from handrail.journey.frontdoor import queries as frontdoor
from handrail.journey.frontdoor.rules.danger import SOONEST
from handrail.journey.frontdoor.rules.facts import Inquiry
from handrail.journey.timetable import queries as timetable
from handrail.journey.timetable.problem import Patient as Entry
from handrail.journey.timetable.queries import Asked, Running
from handrail.journey.waiting import rules
from handrail.journey.waiting.models import OPEN, Talk, Wait
from handrail.journey.waiting.rules import Waiting, Why

SHOWN_AT_MOST = 400


def waiting(shown: Sequence[Program], *, at: datetime) -> list[Waiting]:
    """Everyone on the list of these programs, in the order in which they want doing."""
    keys = [program.id for program in shown]
    asks = {one.id: one for one in frontdoor.waiting(keys)}
    rows = list(Wait.objects.filter(OPEN, program__in=keys).order_by("since", "id")[:SHOWN_AT_MOST])
    hers = {row.inquiry_id: row for row in rows if row.patient_id is None and row.inquiry_id in asks}
    patients = [row for row in rows if row.patient_id]
    tried = frontdoor.tried_last(asks)
    names = people.names_of_patients(shown[0].provider_id, _patients(rows)) if patients else {}
    spoken = dict(Talk.objects.filter(wait__in=patients).values_list("wait").annotate(last=Max("at")).order_by())
    services = {one.id: one.name for program in shown for one in programs.services(program.id)}
    found = [_of_inquiry(one, hers.get(key), tried.get(key), services) for key, one in asks.items()]
    found += [
        _of_patient(row, names[row.patient_id] if row.patient_id else "", spoken.get(row.id), services)
        for row in patients
    ]
    return rules.first(found, at)


def _patients(rows: Iterable[Wait]) -> set[UUID]:
    return {row.patient_id for row in rows if row.patient_id}


def _of_inquiry(one: Inquiry, row: Wait | None, tried: datetime | None, services: Mapping[UUID, str]) -> Waiting:
    since = row.since if row else dict(one.times).get("screened", one.first_contact_at)
    return Waiting(
        key=row.id if row else None, program_id=one.program_id, inquiry_id=one.id, patient_id=None, name=one.name,
        since=since, due=one.state.due, spoke_at=tried, is_pressing=one.level in SOONEST,
        **(_told(row, services) if row else {}),
    )  # fmt: skip


def _of_patient(row: Wait, name: str, spoke_at: datetime | None, services: Mapping[UUID, str]) -> Waiting:
    return Waiting(
        key=row.id, program_id=row.program_id, inquiry_id=row.inquiry_id, patient_id=row.patient_id, name=name,
        since=row.since, due=row.due_at, spoke_at=spoke_at, **_told(row, services),
    )  # fmt: skip


def _told(row: Wait, services: Mapping[UUID, str]) -> dict[str, Any]:
    """What she needs and what came of the last try; before the first, what was asked for her."""
    told = json.loads(row.found) if row.found else _asked(row, services)
    return {
        "needs": tuple((name, count) for name, count in told.get("needs", ())), "hours": tuple(told.get("hours", ())),
        "why": tuple(Why(*one) for one in told.get("why", ())), "tried_at": row.tried_at,
        "fits_since": row.fits_since, "support": tuple(row.support), "asked": row.asked,
    }  # fmt: skip


def _asked(row: Wait, services: Mapping[UUID, str]) -> dict[str, Any]:
    if not row.asked:
        return {}
    asked = Asked.from_json(row.asked)
    needs = [(services[key], count) for key, count in asked.orders.items() if count and key in services]
    return {"needs": needs, "hours": lines(asked.busy)}


def wait(pk: UUID) -> Wait | None:
    return Wait.objects.filter(OPEN, pk=pk).first()


def asked_of(row: Wait) -> Asked | None:
    """The orders and hours that were told; None: the tables say them."""
    return Asked.from_json(row.asked) if row.asked else None


def listed(program_id: UUID) -> list[Wait]:
    """The waits of a program whose people are still on the list, the longest first."""
    rows = list(Wait.objects.filter(OPEN, program=program_id).order_by("since", "id"))
    still = frontdoor.waits(row.inquiry_id for row in rows if row.inquiry_id and not row.patient_id)
    return [row for row in rows if row.patient_id or row.inquiry_id in still]


def over(program_id: UUID) -> list[Wait]:
    """The waits of those who never became patients and whose asking for help has ended."""
    rows = [row for row in Wait.objects.filter(OPEN, program=program_id, patient=None) if row.inquiry_id]
    ended = frontdoor.over(row.inquiry_id for row in rows if row.inquiry_id)
    return [row for row in rows if row.inquiry_id in ended]


def pressing(program_id: UUID, *, at: datetime) -> tuple[int, int]:
    """How many on the list could have their whole week now, and how many patients on it should have heard from us.

    Of inquiries the front door counts who should have heard.
    """
    told = _pressed(program=program_id, at=at)
    fits = [(inquiry, patient) for inquiry, patient, since, _due in told if since]
    asked = [inquiry for inquiry, patient in fits if inquiry and not patient]
    still = frontdoor.waits(asked) if asked else set()
    late = sum(bool(patient and due and due < at) for _inquiry, patient, _since, due in told)
    return sum(bool(patient) or inquiry in still for inquiry, patient in fits), late


@Worded
def _pressed() -> QuerySet[Wait, Any]:
    pressed = Q(fits_since__isnull=False) | Q(patient__isnull=False, due_at__lt=Blank("at", DateTimeField))
    rows = Wait.objects.filter(OPEN, pressed, program=Blank("program", UUIDField))
    return rows.values_list("inquiry", "patient", "fits_since", "due_at")


def mark(running: Running, on: date) -> str:
    """What the week is that she would join: the same mark, the same answer. Each day has its own."""

    def made() -> str:
        told = sha256(running.problem.model_dump_json().encode())
        told.update(running.week.model_dump_json().encode())
        return told.hexdigest()

    return sha256(f"{on} {running.first_day} {running.answer('mark', made)}".encode()).hexdigest()


def entry(running: Running, row: Wait) -> Entry | None:
    """What a week is looked for with: of a patient as the tables say, if they say what is ordered for her."""
    hers = timetable.entry_of(running, row.patient_id) if row.patient_id else None
    if hers is not None and hers.orders:
        return hers
    asked = asked_of(row)
    if asked is None:
        return None
    made = timetable.entry_for(running, asked)
    return made.model_copy(update={"id": hers.id}) if hers else made


def result(running: Running, told: Entry | None) -> tuple[bool, dict[str, Any]]:
    """Whether her whole week is among the open seats; and what to keep of the try."""
    if told is None:
        return False, {}
    names = running.prepared.names
    needs = [(names.get(order.service, ""), order.count) for order in told.orders]
    busy = [Span(WEEKDAYS.index(day), s.start, s.end) for day, spans in told.busy.items() for s in spans]
    found = timetable.weeks(running, told, count=1)
    fits = bool(found) and found[0].is_whole
    helps = [] if fits else timetable.help_for(running, told)
    why = [(one.service, one.count, one.because, one.freed if one.kind else "") for one in helps]
    return fits, {"needs": needs, "hours": lines(busy), "why": why}
