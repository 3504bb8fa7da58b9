# SPDX-License-Identifier: Apache-2.0
"""The judge of weeks: each rule kept, broken and at its edges. That an independent judge agrees: test_judges."""

import pytest

from handrail.journey.timetable.rules import Sittings, faults, ledger, part_of_day, score
from handrail.journey.timetable.tests.make import PROBLEM, WEEK, a_problem, a_week, changed
from tests.weeks.judge import check

TALK = {"patient": "Jo", "service": "talk", "clinician": "Ana", "day": "tue", "start": "11:00"}
LECTURE = {"id": "g3", "service": "lecture", "days": ["tue"], "start": "11:00", "rooms": {"tue": "large"}}
LECTURE |= {"leaders": ["Ana"], "members": ["Eve", "Kim"]}
ONLINE = {"patients.2.mode": "online", "patients.2.orders": [{"service": "family", "count": 1}]}
FAMILY = {"id": "g3", "service": "family", "days": ["tue"], "start": "10:00", "rooms": {}}
FAMILY |= {"leaders": ["Ana", "Ben"], "members": ["Eve"]}
PARENT = {**ONLINE, "patients.2.cohorts": ["parents"]}

KEPT = {
    "the small week as it is": ({}, {}),
    "nothing at all": ({}, {"groups": [], "appointments": []}),
    "grid: a start on it": ({"grid_minutes": 10}, {"groups.1.start": "11:10"}),
    "open: from opening on": ({"open.mon": [["10:00", "20:00"]]}, {}),
    "open: until closing": ({"open.mon": [["08:00", "12:30"]]}, {}),
    "open: between two openings": ({"open.mon": [["10:00", "11:00"], ["11:00", "12:30"]]}, {}),
    "open: on a Saturday": (
        {"clinicians.0.available.sat": [["08:00", "20:00"]]},
        {"groups.1.days": ["sat"], "groups.1.rooms": {"sat": "large"}},
    ),
    "available: from coming to going": ({"clinicians.0.available.mon": [["11:00", "12:30"]]}, {}),
    "busy: up to the way here": ({"patients.0.busy.mon": [["08:00", "09:30", "work"]]}, {}),
    "busy: from the way home on": ({"patients.0.busy.mon": [["13:00", "18:00", "work"]]}, {}),
    "busy: no way to go online": (
        {**PARENT, "patients.2.busy.tue": [["08:00", "10:00"], ["11:00", "12:00"]]},
        {"groups+": FAMILY},
    ),
    "busy: on another day": ({"patients.0.busy.thu": [["08:00", "20:00", "work"]]}, {}),
    "size: the least": ({"services.1.min": 2}, {}),
    "size: the most": ({"services.1.max": 2}, {}),
    "seats: all taken": ({"rooms.1.seats": 2}, {}),
    "days: three, Monday to Friday": (
        {},
        {"groups.0.days": ["mon", "thu", "fri"], "groups.0.rooms": {"mon": "small", "thu": "small", "fri": "small"}},
    ),
    "days: all five": (
        {"services.0.times_per_week": 5, "services.2.times_per_week": 2},
        {
            "groups.0.days": ["mon", "tue", "wed", "thu", "fri"],
            "groups.0.rooms": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "small"),
        },
    ),
    "room: one named for an online group is not taken up": (
        {**PARENT, "clinicians+": {**PROBLEM["clinicians"][0], "id": "Cleo"}},
        {
            "groups+": {
                **FAMILY,
                "days": ["mon"],
                "start": "10:45",
                "rooms": {"mon": "small"},
                "leaders": ["Cleo", "Ben"],
            },
            "groups.0.leaders": ["Ana"],
            "groups.1.leaders": ["Cleo"],
            "groups.1.start": "11:45",
        },
    ),
    "leaders: two, one with the skill": (PARENT, {"groups+": FAMILY}),
    "leaders: more than are needed": ({}, {"groups.1.leaders": ["Ana", "Ben"], "groups.1.start": "11:15"}),
    "cohort: her own": (PARENT, {"groups+": FAMILY}),
    "minutes: exactly as many": ({"clinicians.1.max_minutes": 180, "clinicians.0.max_minutes": 180}, {}),
    "ordered: exactly as many": ({"patients.0.orders.2.count": 2}, {"appointments+": TALK}),
    "apart: not in one group": (
        {"patients.0.apart_from": ["Eve"], "patients.2.apart_from": ["Jo"]},
        {"groups+": LECTURE},
    ),
    "together: one after the other": ({}, {"groups.1.start": "11:00", "appointments.0.start": "11:00"}),
}

BROKEN = {
    "grid: a group": ({}, {"groups.1.start": "11:10"}, "group g2: starts off the grid"),
    "grid: a session": ({}, {"appointments.0.start": "11:05"}, "talk of Jo: starts off the grid"),
    "open: a grid step too early": ({"open.mon": [["10:15", "20:00"]]}, {}, "group g1: outside opening hours on mon"),
    "open: a minute too late": ({"open.mon": [["08:00", "12:29"]]}, {}, "group g2: outside opening hours on mon"),
    "open: across a break": ({"open.mon": [["10:00", "12:00"], ["12:00", "20:00"]]}, {},
                             "group g2: outside opening hours on mon"),
    "open: a closed day": ({"open.wed": []}, {}, "talk of Jo: outside opening hours"),
    "available: a minute too late": ({"clinicians.0.available.mon": [["11:01", "19:00"]]}, {},
                                     "clinician Ana: not available for group g2 on mon"),
    "available: a minute too short": ({"clinicians.0.available.wed": [["08:00", "11:44"]]}, {},
                                      "clinician Ana: not available for talk of Jo on wed"),
    "busy: a minute into the way here": ({"patients.0.busy.mon": [["08:00", "09:31", "work"]]}, {},
                                         "patient Jo: process on mon clashes with work 08:00-09:31"),
    "busy: a minute into the way home": ({"patients.0.busy.wed": [["12:14", "18:00"]]}, {},
                                         "patient Jo: talk on wed clashes with busy 12:14-18:00"),
    "busy: during an online group": ({**PARENT, "patients.2.busy.tue": [["10:59", "12:00"]]}, {"groups+": FAMILY},
                                     "patient Eve: family on tue clashes with busy 10:59-12:00"),
    "size: one too few": ({}, {"groups.1.members": ["Jo"]}, "group g2: 1 members, allowed 2 to 4"),
    "size: one too many": ({"services.0.max": 2}, {"groups.0.members+": "Eve"},
                           "group g1: 3 members, allowed 2 to 2"),
    "seats: one too few": ({"rooms.1.seats": 1}, {}, "group g2: 2 members in 1 seats on mon"),
    "room: none": ({}, {"groups.1.rooms": {}}, "group g2: no room on mon"),
    "room: one that is not there": ({}, {"groups.1.rooms": {"mon": "cellar"}}, "group g2: no room on mon"),
    "days: one too few": ({}, {"groups.0.days": ["mon", "wed"]}, "group g1: meets 2 times, process meets 3"),
    "days: at the weekend": ({"clinicians.1.available.sat": [["08:00", "20:00"]]},
                             {"groups.0.days": ["mon", "wed", "sat"], "groups.0.rooms.sat": "small"},
                             "group g1: a group that meets several times meets Monday to Friday"),
    "leaders: one too few": (PARENT, {"groups+": {**FAMILY, "leaders": ["Ana"]}}, "group g3: too few leaders"),
    "leaders: none with the skill": ({}, {"groups.1.leaders": ["Ben"], "groups.1.start": "11:15"},
                                     "group g2: no leader with the skill edu"),
    "cohort: not hers": (ONLINE, {"groups+": FAMILY}, "group g3: Eve is not of cohort parents"),
    "mode: in person, attends online": ({"patients.2.mode": "online"}, {"groups.0.members+": "Eve"},
                                        "group g1: Eve attends online"),
    "kind: a group by appointment": ({}, {"appointments+": {**TALK, "service": "lecture", "patient": "Kim"}},
                                     "lecture of Kim: not an individual service"),
    "clinician: another than ordered": ({}, {"appointments.0.clinician": "Ben", "appointments.0.start": "12:00"},
                                        "talk of Jo: with Ben, ordered with Ana"),
    "minutes: one too many, groups": ({"clinicians.1.max_minutes": 179}, {}, "clinician Ben: more than 179 minutes"),
    "minutes: one too many, sessions": ({"clinicians.0.max_minutes": 179}, {}, "clinician Ana: more than 179 minutes"),
    "two places: a clinician": ({}, {"groups.1.leaders+": "Ben", "groups.1.start": "10:45"},
                                "clinician Ben: group g1 and group g2 overlap on mon"),
    "two places: a person": ({}, {"groups.1.start": "10:45"}, "patient Jo: process and lecture overlap on mon"),
    "two places: a room": ({}, {"groups+": {**LECTURE, "days": ["mon"], "rooms": {"mon": "large"}, "leaders": ["Ana"],
                                            "start": "12:15"}}, "room large: group g2 and group g3 overlap on mon"),
    "ordered: one more": ({}, {"appointments+": TALK}, "patient Jo: more talk than ordered"),
    "ordered: not at all": ({"patients.0.orders": []}, {}, "patient Jo: lecture was not ordered"),
    "twice a day": ({"patients.2.orders.1.count": 2, "patients.3.orders.1.count": 2},
                    {"groups": [LECTURE, {**LECTURE, "id": "g4", "start": "14:00"}]},
                    "patient Eve: the same group service twice on tue"),
    "apart: both say so": ({"patients.0.apart_from": ["Mia"], "patients.1.apart_from": ["Jo"]}, {},
                           "patient Jo: shares a group with Mia"),
    "apart: the earlier says so": ({"patients.0.apart_from": ["Mia"]}, {}, "patient Jo: shares a group with Mia"),
}  # fmt: skip

# What the independent judge passes over, or stops at with a KeyError.
MISSED = {
    "apart: only the later says so": ({"patients.1.apart_from": ["Jo"]}, {}, "patient Mia: shares a group with Jo"),
    "unknown group service": ({}, {"groups.0.service": "yoga"}, "group g1: there is no service yoga"),
    "unknown leader": ({}, {"groups.0.leaders": ["Zoe"]}, "group g1: there is no clinician Zoe"),
    "unknown member": ({}, {"groups.0.members+": "Zoe"}, "group g1: there is no patient Zoe"),
    "unknown individual service": ({}, {"appointments.0.service": "yoga"}, "yoga of Jo: there is no such service"),
    "unknown clinician": ({}, {"appointments.0.clinician": "Zoe"}, "talk of Jo: there is no clinician Zoe"),
    "unknown patient": ({}, {"appointments.0.patient": "Zoe"}, "talk of Zoe: there is no such patient"),
    "an individual service as a group": ({}, {"groups.1.service": "talk"}, "group g2: talk is not a group service"),
    "a group's id used twice": ({}, {"groups+": {**LECTURE, "id": "g2"}}, "group g2: the id is used 2 times"),
}


@pytest.mark.parametrize(("problem", "week"), KEPT.values(), ids=KEPT)
def test_a_week_that_keeps_the_rule_is_lawful(problem, week):
    assert faults(a_problem(problem), a_week(week)) == []


@pytest.mark.parametrize(("problem", "week", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_week_that_breaks_the_rule_is_refused(problem, week, fault):
    assert fault in faults(a_problem(problem), a_week(week))


@pytest.mark.parametrize(("problem", "week"), [case[:2] for case in BROKEN.values()], ids=BROKEN)
def test_the_other_judge_says_the_same(problem, week):
    told, summary = check(changed(PROBLEM, problem), changed(WEEK, week))

    assert sorted(told) == sorted(faults(a_problem(problem), a_week(week)))
    assert summary["score"] == score(a_problem(problem), a_week(week)).total


@pytest.mark.parametrize(("problem", "week", "fault"), MISSED.values(), ids=MISSED)
def test_what_the_other_judge_misses_is_refused(problem, week, fault):
    assert fault in faults(a_problem(problem), a_week(week))


def test_a_member_twice_is_refused():
    week = a_week({"groups.1.members": ["Jo", "Jo"]})

    assert "group g2: a member twice" in faults(a_problem(), week)


def test_a_group_that_meets_the_same_day_twice_is_refused():
    week = a_week({"groups.0.days": ["mon", "mon", "wed"]})

    assert "group g1: meets 3 times, process meets 3" in faults(a_problem(), week)


def test_one_mistake_is_told_once():
    week = a_week({"groups.1.rooms": {"mon": "cellar"}})

    assert len(faults(a_problem(), week)) == 1


# ---- the score ------------------------------------------------------------------------------------------------

RUNNING = changed(WEEK, {"groups.1.start": "13:00", "appointments.1.day": "wed"})

# The small week costs: Eve and Kim lack 5 meetings and a day each; Jo and Mia come two days more than needed.
TERMS = {
    "as it is": ({}, {}, {"unmet": 10, "short_day": 2, "extra_trip": 4, "staff_quarter": 18, "idle_quarter": 0}),
    "unmet: a group counts its meetings": ({}, {"groups.0.members": ["Jo", "Eve"]}, {"unmet": 10}),
    "unmet: a session": ({}, {"appointments": []}, {"unmet": 12}),
    "short_day: exactly long enough": ({"patients.0.full_days": {"count": 1, "minutes": 150}}, {}, {"short_day": 2}),
    "short_day: a minute too short": ({"patients.0.full_days": {"count": 1, "minutes": 151}}, {}, {"short_day": 3}),
    "short_day: one of two": ({"patients.0.full_days": {"count": 2, "minutes": 150}}, {}, {"short_day": 3}),
    "extra_trip: as many days as needed": ({"patients.0.full_days": {"count": 3, "minutes": 0}}, {},
                                           {"extra_trip": 2}),
    "extra_trip: never less than none": ({"patients.0.full_days": {"count": 4, "minutes": 0}}, {}, {"extra_trip": 2}),
    "part_of_day: her own": ({"patients.0.prefers.part_of_day": "morning"}, {}, {"part_of_day": 0}),
    "part_of_day: another": ({"patients.0.prefers.part_of_day": "evening"}, {}, {"part_of_day": 5}),
    "avoided_day: each meeting": ({"patients.0.prefers.avoid_days": ["mon"]}, {}, {"avoided_day": 2}),
    "avoided_day: one she does not come": ({"patients.0.prefers.avoid_days": ["tue"]}, {}, {"avoided_day": 0}),
    "staff_quarter: each leader": ({}, {"groups.1.leaders": ["Ana", "Ben"]}, {"staff_quarter": 24}),
    "staff_quarter: begun quarters are free": ({"services.1.minutes": 89}, {}, {"staff_quarter": 17}),
    "idle_quarter: a full one": ({}, {"appointments.0.start": "11:15"}, {"idle_quarter": 1}),
    "idle_quarter: a begun one": ({"services.0.minutes": 46}, {}, {"idle_quarter": 0}),
    "change: nobody knew a week": ({}, {}, {"change": 0}),
    "change: the same week": ({"running": WEEK}, {}, {"change": 0}),
    "change: two moved lectures, one moved talk": ({"running": RUNNING}, {}, {"change": 3}),
    "change: who is new changes nothing": ({"running": changed(WEEK, {"groups.1.members": ["Eve", "Kim"]})}, {},
                                           {"change": 2}),
    "change: new rooms and leaders change nothing": ({"running": WEEK}, {"groups.0.leaders": ["Ana"]}, {"change": 0}),
}  # fmt: skip


@pytest.mark.parametrize(("problem", "week", "terms"), TERMS.values(), ids=TERMS)
def test_a_week_costs_what_the_format_says(problem, week, terms):
    found = score(a_problem(problem), a_week(week))

    _, summary = check(changed(PROBLEM, problem), changed(WEEK, week))
    assert found.terms | terms == found.terms
    assert (found.terms, found.total, found.whole) == (summary["terms"], summary["score"], summary["whole"])


def test_a_person_is_whole_when_nothing_of_hers_is_unmet_or_short():
    found = score(a_problem(), a_week())

    assert (found.people, found.whole, found.whole_share) == (4, 2, 0.5)


def test_a_clinic_without_people_has_no_share_of_whole_people():
    found = score(a_problem({"patients": []}), a_week({"groups": [], "appointments": []}))

    assert (found.total, found.whole_share) == (0, 0)


@pytest.mark.parametrize(
    ("start", "part"),
    [(0, "morning"), (749, "morning"), (750, "afternoon"), (959, "afternoon"), (960, "evening"), (1439, "evening")],
)
def test_a_part_of_the_day_begins_at_its_first_minute(start, part):
    assert part_of_day(start) == part


def test_a_ledger_tells_one_persons_week_in_numbers():
    problem = a_problem({"patients.0.busy.mon": [["12:00", "13:00", "court"]]})
    week = a_week({"appointments.0.start": "11:30"})

    jo = ledger(Sittings(problem, week), problem.patient_of["Jo"])

    assert (jo.ordered_minutes, jo.scheduled_minutes) == (315, 315)
    assert (jo.trips, jo.extra_trips, jo.waiting_minutes, jo.waiting_quarters) == (3, 2, 30, 2)
    assert (jo.conflicts, jo.unmet, jo.short_days, jo.is_whole) == (1, 0, 0, True)


def test_the_ledger_of_someone_not_in_the_week_is_all_unmet():
    problem = a_problem()

    eve = ledger(Sittings(problem, a_week()), problem.patient_of["Eve"])

    assert (eve.ordered_minutes, eve.scheduled_minutes, eve.unmet, eve.trips) == (315, 0, 5, 0)
    assert not eve.is_whole
