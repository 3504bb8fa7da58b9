# SPDX-License-Identifier: Apache-2.0
"""Our judge and the independent one say the same of every week, lawful or spoilt in any way."""

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine import peers
from handrail.journey.timetable.problem import Problem, read_problem, read_week
from handrail.journey.timetable.rules import faults, faults_of_change, score
from handrail.journey.timetable.week import DAYS, Week
from tests.weeks.judge import SIZES, a_clinic, check, judged, problem_file

TIMES = st.builds("{:02d}:{:02d}".format, st.integers(6, 22), st.sampled_from([0, 5, 15, 30, 45]))


@cache
def a_week(size: str, by: str) -> tuple[Problem, Week]:
    problem = a_clinic(size)
    return problem, getattr(peers, by)(problem)


@pytest.mark.parametrize("by", ["clerk", "tracks"])
@pytest.mark.parametrize("size", SIZES)
def test_both_judges_agree_on_every_known_problem(size, by):
    problem, week = a_week(size, by)

    told, summary = judged(problem, week)

    found = score(problem, week)
    assert told == faults(problem, week) == []
    assert (summary["score"], summary["terms"], summary["whole"]) == (found.total, found.terms, found.whole)


def spoilt_group(draw, week, problem):
    """A group moved, emptied, filled, led or housed otherwise, held twice, or gone."""
    groups = week["groups"]
    group = draw(st.sampled_from(groups))
    other = draw(st.sampled_from(groups))
    day = draw(st.sampled_from(group["days"]))
    what = draw(st.integers(0, 9))
    if what == 0:
        group["start"] = draw(TIMES)
    elif what == 1:
        group["days"][0] = draw(st.sampled_from(DAYS))
    elif what == 2:
        group["rooms"], other["rooms"] = other["rooms"], group["rooms"]
    elif what == 3:
        group["rooms"][day] = draw(st.sampled_from(problem["rooms"]))["id"]
    elif what == 4:
        group["leaders"] = draw(st.lists(st.sampled_from([c["id"] for c in problem["clinicians"]]), max_size=2))
    elif what == 5:
        group["members"].append(draw(st.sampled_from(problem["patients"]))["id"])
    elif what == 6:
        group["members"] = draw(st.permutations(group["members"]))[1:]
    elif what == 7:
        week["made"]["again"] = week["made"].get("again", 0) + 1
        groups.append({**json.loads(json.dumps(group)), "id": f"again{week['made']['again']}"})
    elif what == 8:
        groups.remove(group)
    else:
        group["service"] = other["service"]


def spoilt_session(draw, week, problem):
    """An appointment moved, with another clinician, for another person, had twice, or gone."""
    a = draw(st.sampled_from(week["appointments"]))
    what = draw(st.integers(0, 6))
    if what == 0:
        a["start"] = draw(TIMES)
    elif what == 1:
        a["day"] = draw(st.sampled_from(DAYS))
    elif what == 2:
        a["clinician"] = draw(st.sampled_from(problem["clinicians"]))["id"]
    elif what == 3:
        a["patient"] = draw(st.sampled_from(problem["patients"]))["id"]
    elif what == 4:
        a["service"] = draw(st.sampled_from(problem["services"]))["id"]
    elif what == 5:
        week["appointments"].append(dict(a))
    else:
        week["appointments"].remove(a)


def spoilt_clinic(draw, week, problem):
    """The same week in a clinic with fewer hours, seats or skills, or among people with other lives."""
    clinician = draw(st.sampled_from(problem["clinicians"]))
    patient = draw(st.sampled_from(problem["patients"]))
    service = draw(st.sampled_from([s for s in problem["services"] if s["kind"] == "group"]))
    day = draw(st.sampled_from(DAYS[:5]))
    changes = [
        (clinician, "max_minutes", draw(st.integers(0, 900))),
        (clinician["available"], day, [["09:07", "15:50"]]),
        (clinician, "skills", clinician["skills"][1:]),
        (draw(st.sampled_from(problem["rooms"])), "seats", draw(st.integers(1, 12))),
        (problem["open"], day, [["08:00", "12:10"], ["12:10", "18:00"]]),
        (problem, "grid_minutes", draw(st.sampled_from([5, 10, 15, 30]))),
        (patient["busy"], day, [["10:00", draw(st.sampled_from(["10:01", "14:00", "19:00"])), "court"]]),
        (patient, "travel_minutes", draw(st.integers(0, 90))),
        (patient, "mode", draw(st.sampled_from(["in_person", "online"]))),
        (patient, "orders", patient["orders"][1:]),
        (patient, "full_days", {"count": draw(st.integers(0, 5)), "minutes": draw(st.integers(0, 300))}),
        (patient, "prefers", {"part_of_day": "evening", "avoid_days": [day]}),
        (service, "max", draw(st.integers(service["min"], 8))),
        (service, "minutes", draw(st.sampled_from([40, 50, 90, 120]))),
        (service, "cohort", draw(st.sampled_from([None, "women"]))),
        (service, "leaders", 2),
        (problem, "running", json.loads(json.dumps(week))),
    ]
    entry, key, value = draw(st.sampled_from(changes))
    entry[key] = value
    other = draw(st.sampled_from(problem["patients"]))
    if other is not patient:  # each names the other: where only the later one does, the other judge misses it
        patient["apart_from"], other["apart_from"] = (
            [*patient["apart_from"], other["id"]],
            [
                *other["apart_from"],
                patient["id"],
            ],
        )


@pytest.mark.parametrize(("size", "by"), [("20-1", "clerk"), ("20-2", "tracks"), ("60-1", "clerk")])
@settings(max_examples=60)
@given(data=st.data())
def test_both_judges_agree_on_a_week_spoilt_at_random(size, by, data):
    problem, week = json.loads(problem_file(size).read_text()), json.loads(a_week(size, by)[1].to_json())

    for spoilt in data.draw(st.lists(st.sampled_from([spoilt_group, spoilt_session, spoilt_clinic]), max_size=5)):
        if week["groups"] and week["appointments"]:
            spoilt(data.draw, week, problem)

    ours, its = read_problem(json.dumps(problem)), read_week(json.dumps(week))
    if any(ours.service_of[group.service].kind == "individual" for group in its.groups):
        return  # it stops at that; ours does not: see test_rules
    told, summary = check(problem, week)
    found = score(ours, its)
    assert sorted(told) == sorted(faults(ours, its))
    assert (summary["score"], summary["terms"], summary["whole"]) == (found.total, found.terms, found.whole)


@pytest.mark.parametrize(("size", "by"), [("20-1", "clerk"), ("20-2", "tracks"), ("60-1", "clerk")])
@settings(max_examples=60)
@given(data=st.data())
def test_what_a_change_breaks_is_found_by_looking_only_at_what_it_touches(size, by, data):
    before, lawful = a_week(size, by)
    problem, week = json.loads(problem_file(size).read_text()), json.loads(lawful.to_json())

    for spoilt in data.draw(st.lists(st.sampled_from([spoilt_group, spoilt_session, spoilt_clinic]), max_size=3)):
        if week["groups"] and week["appointments"]:
            spoilt(data.draw, week, problem)

    ours, its = read_problem(json.dumps(problem)), read_week(json.dumps(week))
    assert sorted(faults_of_change(ours, its, before, lawful)) == sorted(faults(ours, its))
