# SPDX-License-Identifier: Apache-2.0
"""The small clinic with its week: one seat is left in the group everybody needs. Eve and Kim have no week."""

from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

from handrail.ground.people import actions as people
from handrail.ground.people.rules import Post, Role, Who
from handrail.journey.frontdoor import actions as frontdoor
from handrail.journey.frontdoor.rules import danger
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable import queries as weeks
from handrail.journey.timetable.queries import Asked
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, Clinic, a_clinic
from handrail.journey.waiting import actions, queries
from handrail.journey.waiting.rules import Waiting

ALL_NO = {one.key: "no" for one in danger.QUESTIONS}
BEFORE = NOON - timedelta(days=3)


class Desk:
    """A clinic whose week runs, and Ana who works at its intake."""

    def __init__(self) -> None:
        self.clinic: Clinic = a_clinic(a_problem())
        self.clinic.publish(a_week())
        self.by, self.program, self.keys = self.clinic.by, self.clinic.program, self.clinic.keys
        post = Post(Role.INTAKE, self.program.id)
        key = people.engage(by=self.by, name="Ana Beltrán", posts=[post]).id
        self.ana = Who(provider_id=self.by.provider_id, posts=frozenset({post}), staff_id=key, name="Ana")

    def asked(self) -> Asked:
        orders = {self.keys[name]: 1 for name in ("process", "lecture", "talk")}
        return Asked(mode="in_person", travel_minutes=20, orders=orders, busy=())

    def inquiry(self, **but: Any) -> UUID:
        told: dict[str, Any] = {
            "way": "web",
            "caller": "herself",
            "at": BEFORE,
            "values": {"name": "Lou Marsh"},
            "answers": ALL_NO,
        }
        told |= but
        made = frontdoor.begin(by=self.ana, program_id=self.program.id, **told)
        if told["caller"] != "herself":
            frontdoor.know_wish(by=self.ana, inquiry_id=made, wants=True, at=BEFORE)
        frontdoor.screen(by=self.ana, inquiry_id=made, at=BEFORE)
        return made

    def patient_waits(self, name: str, at: Any = BEFORE) -> UUID:
        return actions.begin(by=self.ana, program=self.program, patient=self.keys[name], at=at)

    def inquiry_waits(self, **but: Any) -> UUID:
        return actions.begin(
            by=self.ana, program=self.program, inquiry=self.inquiry(**but), asked=self.asked(), at=BEFORE
        )

    def hold(self, name: str) -> UUID:
        """The last seat is held for her."""
        key = self.keys[name]
        running = weeks.running(self.program, first_day=MONDAY, at=NOON, apart_from=key)
        assert running
        entry = weeks.entry_of(running, key)
        assert entry
        best = weeks.weeks(running, entry)[0]
        return timetable.hold(
            by=self.ana, program=self.program, subject=key, patient=key, entry=best.entry, places=best.places,
            first_day=MONDAY, at=NOON,
        )  # fmt: skip

    def look(self, at: Any = NOON) -> bool:
        return actions.try_again(at=at, stop=Event())

    def listed(self, at: Any = NOON) -> list[Waiting]:
        return queries.waiting([self.program], at=at)

    def fitting(self) -> list[str]:
        return [one.name for one in self.listed() if one.fits]
