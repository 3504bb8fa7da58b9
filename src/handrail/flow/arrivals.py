# SPDX-License-Identifier: Apache-2.0
"""From an inquiry to the program: open times for the assessment, booking one of them, and becoming a patient.

The front door is an earlier step than the week, so what staff are busy with is brought to it here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.hours import commitments
from handrail.ground.people import queries as people
from handrail.ground.people.actions import patients
from handrail.ground.people.rules import Member, Patient, Who
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.admission import actions as admission
from handrail.journey.frontdoor import actions as frontdoor
from handrail.journey.frontdoor import queries
from handrail.journey.frontdoor.rules.slots import Busy, Slot, open_slots
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable import queries as weeks
from handrail.journey.waiting import actions as waiting


def openings(program: Program, *, minutes: int, at: datetime) -> list[Slot]:
    """Every time at which an assessment of so many minutes could begin, soonest first."""
    zone, offering = ZoneInfo(program.time_zone), queries.offering()
    members = [one for one in people.staff(program.provider_id) if one.available and one.credentials]
    first, last = at.astimezone(zone).date(), (at + timedelta(days=offering.days_ahead)).astimezone(zone).date()
    busy = meetings_of(program, members, first, last)
    until = at + timedelta(days=offering.days_ahead + 1)
    for staff_id, spans in queries.taken([one.id for one in members], since=at, until=until).items():
        busy[staff_id] += spans
    return open_slots(members, busy, program_id=program.id, offering=offering, minutes=minutes, at=at, zone=zone)


def meetings_of(program: Program, members: Sequence[Member], first: date, last: date) -> dict[UUID, list[Busy]]:
    """When these lead groups or hold sessions on these dates, in whichever of the provider's programs."""
    wanted, found = {one.id for one in members}, defaultdict[UUID, list[Busy]](list)
    for one in programs.programs(program.provider_id):
        for meeting in weeks.meetings(one, first, last):
            for leader in wanted.intersection(meeting.leaders) if meeting.is_held else ():
                found[leader].append(Busy(meeting.starts_at, meeting.ends_at))
    return found


@transaction.atomic
def book(*, by: Who, program: Program, inquiry_id: UUID, slot: Slot, mode: str, at: datetime) -> UUID:
    """One of the times that are open now: what was open when the page was read may be gone."""
    offered = openings(program, minutes=slot.minutes, at=at)
    return frontdoor.book(by=by, inquiry_id=inquiry_id, slot=slot, offered=offered, mode=mode, at=at)


@transaction.atomic
def admit(*, by: Who, inquiry_id: UUID, program_id: UUID, values: Mapping[str, Any], at: datetime) -> Patient:
    """She becomes a patient, with what is known of her; the busy hours she painted are kept free, and her papers are
    opened. All or nothing."""
    waiting.hold(inquiry=inquiry_id)
    is_there = frontdoor.freeze(by=by, inquiry_id=inquiry_id)
    one = queries.inquiry(inquiry_id) if is_there else None
    if one is None:
        raise Refused("no such inquiry")
    made = patients.receive(by=by, program_id=program_id, values=values, at=at)
    held = [told for line in one.texts["life"].splitlines() if line for told in commitments(line)]
    if held:
        timetable.keep_free(by=by, patient=made.id, commitments=held)
    timetable.follow_person(subject=inquiry_id, patient=made.id)
    waiting.follow(inquiry=inquiry_id, patient=made.id, at=at)
    admission.open_packet(by=by, patient_id=made.id, admitted_at=at, at=at)
    frontdoor.admitted(by=by, inquiry_id=inquiry_id, patient_id=made.id, at=at)
    return made
