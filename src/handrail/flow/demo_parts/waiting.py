# SPDX-License-Identifier: Apache-2.0
"""Who of the invented people waits for a week: what each needs and was offered. The worker looks for their weeks."""

from datetime import datetime, timedelta
from uuid import UUID

from handrail.ground.kit.by import By
from handrail.ground.kit.days import Span
from handrail.ground.kit.hours import commitments
from handrail.ground.people.rules import Post, Role, Who
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.frontdoor import queries as inquiries
from handrail.journey.timetable import queries as timetable
from handrail.journey.timetable.queries import Asked
from handrail.journey.waiting import actions

OFFERED = {"Dee Hollis": ("calls", "meetings", "naloxone")}
BUSY = {"Wilma Thornton": "mon-fri 07:00-21:00 work\nsat 08:00-14:00 work"}


def add(*, by: By, program: Program, staff: dict[str, UUID], at: datetime) -> None:
    """Each inquiry on the list with the hours she told, ordered what most people here are."""
    pilar = staff.get("Pilar Donahue")
    if pilar is None:
        return
    who = Who(provider_id=by.provider_id, posts=frozenset({Post(Role.INTAKE, program.id)}), staff_id=pilar)
    orders = timetable.usual(programs.services(program.id), "in_person")
    for one in inquiries.waiting([program.id]):
        told = one.texts["life"] or BUSY.get(one.name, "")
        busy = tuple(_span(span, reason) for line in told.splitlines() for span, reason in commitments(line))
        asked = Asked(mode="in_person", travel_minutes=25, orders=orders, busy=busy)
        since = at - timedelta(days=15)
        wait = actions.begin(by=who, program=program, inquiry=one.id, asked=asked, at=since)
        actions.support(by=who, wait_id=wait, offered=OFFERED.get(one.name, ("calls",)))


def _span(span: Span, reason: str) -> Span:
    return Span(span.weekday, span.start, span.end, reason)
