# SPDX-License-Identifier: Apache-2.0
"""The demo's admission papers: one begun today, one half done, one late."""

from datetime import date, datetime, timedelta
from uuid import UUID

from handrail.flow.setup import Done
from handrail.ground.people.rules import Post, Role, Who
from handrail.journey.admission import actions, queries, rules

WITNESS = "Pilar Donahue"
BEGUN = (("Candace Freeman", 0, ()), ("Ingrid Solberg", 2, ("privacy", "treatment")), ("Maya Reyes", 9, ("privacy",)))
PLAN = rules.Policy(
    "commercial", payer="Bluebonnet Health", plan="PPO", member_id="BBH 2204 7715", group_number="88140",
    phone="800-555-0142", relation="partner", holder="Joel Reyes", born="1986-03-09", starts_on=date(2026, 1, 1),
)  # fmt: skip


def add(done: Done, *, at: datetime) -> None:
    by = Who(done.by.provider_id, posts=frozenset({Post(Role.INTAKE, done.program.id)}),
             staff_id=done.staff[WITNESS], name=WITNESS)  # fmt: skip
    for name, days, signed in BEGUN:
        patient, then = done.people[name], at - timedelta(days=days)
        packet = actions.open_packet(by=by, patient_id=patient, admitted_at=then, at=then)
        for form in signed:
            _sign(by, done, packet, form, name, then)
        if name == "Maya Reyes":
            actions.insure(by=by, patient_id=patient, place=1, policy=PLAN, at=then)


def _sign(by: Who, done: Done, packet: UUID, form: str, name: str, at: datetime) -> None:
    wording = queries.wording(form, done.program)
    assert wording, "the demo signs forms that are there"
    told = {"way": "here", "role": "patient", "name": name, "device": "Safari on iPad"}
    actions.sign(by=by, packet_id=packet, program=done.program, form=form, digest=wording.digest, told=told, at=at)
