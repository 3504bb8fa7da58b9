# SPDX-License-Identifier: Apache-2.0
from datetime import date, timedelta

import pytest

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.people import actions as people
from handrail.ground.people.actions.staff import merge_staff
from handrail.ground.people.rules import Post, Role
from handrail.journey.timetable import actions, queries, rules
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, a_clinic

pytestmark = pytest.mark.django_db
UNMET = [{"patient": "Eve", "service": "process", "count": 1, "because": "No process group fits her."}]


def test_a_published_week_is_read_back_as_it_was():
    clinic = a_clinic()
    week = a_week({"unmet": UNMET, "made": {"by": "solver", "seed": 7}})

    clinic.publish(week)

    shown = queries.in_force(clinic.program, on=MONDAY)
    asked = clinic.renamed(week)
    assert [g.model_dump(exclude={"id"}) for g in shown.week.groups] == [
        g.model_dump(exclude={"id"}) for g in asked.groups
    ]
    assert (shown.week.appointments, shown.week.unmet, shown.week.made) == (asked.appointments, asked.unmet, asked.made)


def test_the_tables_give_back_the_problem_they_were_made_from():
    told = a_problem(
        {
            "patients.0.busy": {"mon": [["08:00", "09:30", "Bakery"]], "sun": [["22:00", "24:00", "Night"]]},
            "patients.0.prefers": {"part_of_day": "evening", "avoid_days": ["fri"]},
            "patients.1.cohorts": ["parents"],
            "patients.2.apart_from": ["Jo"],
        }
    )
    clinic = a_clinic(told)

    found = queries.problem(clinic.program)

    names = {str(key): name for name, key in clinic.keys.items()}
    text = found.to_json()
    for key, name in names.items():
        text = text.replace(key, name)
    again = type(told).model_validate_json(text, strict=False)
    assert again.rooms == told.rooms
    assert again.services == told.services
    assert again.clinicians == told.clinicians
    assert again.open == told.open
    assert again.patients[1:] == told.patients[1:]
    assert again.patients[0] == told.patients[0].model_copy(update={"apart_from": ("Eve",)})  # said for both


def test_a_week_that_breaks_a_rule_is_refused_whole():
    clinic = a_clinic(a_problem({"patients.0.busy.mon": [["10:30", "11:00"]]}))

    with pytest.raises(Refused) as refused:
        clinic.publish(a_week())

    assert "clashes" in refused.value.because[0]
    assert queries.in_force(clinic.program, on=MONDAY) is None


def test_a_week_begins_on_a_monday():
    clinic = a_clinic()

    with pytest.raises(Refused, match="Monday"):
        clinic.publish(a_week(), first_day=MONDAY + timedelta(days=1))


def test_publishing_for_the_same_monday_replaces_and_keeps_the_earlier_week():
    clinic = a_clinic()
    clinic.publish(a_week())

    clinic.publish(a_week({"appointments": []}))

    assert queries.in_force(clinic.program, on=MONDAY).week.appointments == ()
    assert queries.published(clinic.program) == 2


def test_a_week_stays_in_force_until_a_later_one_begins():
    clinic = a_clinic()
    clinic.publish(a_week())
    clinic.publish(a_week({"appointments": []}), first_day=date(2026, 12, 7))

    def held(on):
        shown = queries.in_force(clinic.program, on=on)
        return shown and (shown.monday, len(shown.week.appointments))

    assert held(date(2026, 11, 22)) is None
    assert held(date(2026, 12, 6)) == (date(2026, 11, 30), 2)
    assert held(date(2026, 12, 7)) == (date(2026, 12, 7), 0)


def test_what_is_kept_beside_a_week_is_what_the_judge_said():
    clinic = a_clinic()
    clinic.publish(a_week())

    shown = queries.in_force(clinic.program, on=MONDAY)

    score = rules.score(shown.problem, shown.week)
    assert queries.scores(clinic.program) == [{**score.terms, "total": score.total}]
    assert (shown.totals.whole, shown.totals.people) == (score.whole, score.people)


def test_ordering_again_changes_the_count_and_adds_nothing():
    clinic = a_clinic()
    jo = clinic.keys["Jo"]

    actions.order(by=clinic.by, patient=jo, service=clinic.keys["lecture"], count=2)

    asked = queries.problem(clinic.program, patient=jo).patients[0]
    assert [order.count for order in asked.orders] == [1, 2, 1]


def test_hours_of_her_own_life_are_told_all_at_once():
    clinic = a_clinic(a_problem({"patients.0.busy.mon": [["08:00", "09:00"]]}))
    jo = clinic.keys["Jo"]

    actions.keep_free(by=clinic.by, patient=jo, commitments=[(Span(1, 600, 660, "Bank"), "work")])

    busy = queries.problem(clinic.program, patient=jo).patients[0].busy
    assert {day: [(s.start, s.end, s.why) for s in spans] for day, spans in busy.items()} == {
        "tue": [(600, 660, "Bank")]
    }


def test_one_persons_week_holds_no_other_person():
    clinic = a_clinic()
    clinic.publish(a_week({"unmet": UNMET}))

    shown = queries.in_force(clinic.program, on=MONDAY, patient=clinic.keys["Jo"])

    others = {str(clinic.keys[name]) for name in ("Mia", "Eve", "Kim")}
    assert others.isdisjoint(shown.names)
    assert not any(key in shown.week.to_json() for key in others)


def test_when_two_entries_of_a_clinician_become_one_what_was_ordered_with_the_other_is_with_her():
    clinic = a_clinic()
    jo, talk, ana = (clinic.keys[name] for name in ("Jo", "talk", "Ana"))
    twin = people.engage(by=clinic.by, name="Ana Beltran", posts=[Post(Role.COUNSELOR, clinic.program.id)])
    actions.order(by=clinic.by, patient=jo, service=talk, clinician=twin.id)

    merge_staff(by=clinic.by, kept=ana, other=twin.id, at=NOON)

    (asked,) = queries.problem(clinic.program, patient=jo).patients
    assert {order.clinician for order in asked.orders if order.service == str(talk)} == {str(ana)}
