# SPDX-License-Identifier: Apache-2.0
"""One more group, tried: who gains by it, and that nothing told here breaks a rule."""

import pytest

from handrail.journey.timetable import rules, whatif
from handrail.journey.timetable.tests.make import EVE, a_problem, a_week
from handrail.journey.timetable.whatif import Asked, one_more

LECTURE = Asked("lecture", "thu", "morning")


def tried(asked=LECTURE, problem=None, week=None):
    return one_more(a_problem(problem), a_week(week), asked)


def test_one_more_group_gives_a_place_to_those_who_lack_it():
    found = tried()

    assert found.group.members == ("Eve", "Kim")
    assert (found.lacking, found.could) == (2, 2)
    assert [(g.before.scheduled_minutes, g.after.scheduled_minutes) for g in found.gains] == [(0, 90), (0, 90)]


@pytest.mark.parametrize("service", ["process", "lecture"])
@pytest.mark.parametrize("day", ["mon", "thu"])
@pytest.mark.parametrize("part", ["morning", "afternoon", "evening"])
def test_what_is_told_breaks_no_rule(service, day, part):
    found = tried(Asked(service, day, part))

    week = a_week()
    assert found.group is not None
    assert day in found.group.days
    assert rules.faults(a_problem(), week.model_copy(update={"groups": (*week.groups, found.group)})) == []


@pytest.mark.parametrize(
    ("problem", "failed"),
    [
        ({"clinicians.0.available": {"mon": [["09:00", "19:00"]], "wed": [["09:00", "19:00"]]}}, "leader"),
        ({"clinicians.0.max_minutes": 90 + 2 * 45 + 89}, "leader"),
        ({"rooms": []}, "room"),
        ({"patients.2.busy": {"thu": [["07:00", "14:00", "work"]]}}, "few"),
        ({"patients.2.apart_from": ["Kim"]}, "few"),
    ],
)
def test_it_is_said_over_what_it_fails(problem, failed):
    found = tried(problem=problem)

    assert found.group is None
    assert failed in found.failed


@pytest.mark.parametrize(("until", "could"), [("08:30", 2), ("12:16", 1)])
def test_the_way_there_and_back_is_kept_free(until, could):
    found = tried(problem={f"patients.{EVE}.busy": {"thu": [["08:00", until, "work"], ["14:00", "20:00", "work"]]}})

    assert found.could == could


def test_she_who_is_asked_for_leads_it_or_nobody_does():
    asked = Asked("lecture", "thu", "morning", clinician="Ben")

    assert tried(asked).group is None
    assert tried(asked, problem={"clinicians.1.skills": ["edu"]}).group.leaders == ("Ben",)


def test_who_has_left_is_left_out_of_the_week_that_is_tried():
    problem = a_problem()
    without = problem.model_copy(update={"patients": problem.patients[1:]})

    week = whatif.prune(without, a_week())

    assert all("Jo" not in group.members for group in week.groups)
    assert all(a.patient != "Jo" for a in week.appointments)
