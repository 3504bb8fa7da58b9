# SPDX-License-Identifier: Apache-2.0
"""Mending a running week: lawful, touching only what was hit, and with the fewest losses, then the fewest moves."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine.build import build
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.repair import Standing, repair
from handrail.journey.timetable.engine.start import first_plan
from handrail.journey.timetable.engine.tests.make import (
    LECTURE,
    TALK,
    a_clinician,
    a_group,
    a_patient,
    a_problem,
    a_week,
    as_json,
)
from handrail.journey.timetable.engine.tests.small import small_patients, small_problems
from handrail.journey.timetable.engine.tests.tiny import every_week, tiny_problems
from handrail.journey.timetable.problem import Patient
from handrail.journey.timetable.rules import Sittings, faults, ledger, meetings_by_patient, ordered_of, score
from handrail.journey.timetable.week import DAYS

OFTEN = settings(max_examples=60, deadline=None)
NOBODY_BUSY = {day: [["08:00", "20:00", "work"]] for day in DAYS}


@st.composite
def changes(draw):
    """A small clinic, its week, and what of it changes."""
    problem = draw(small_problems())
    if draw(st.booleans()):
        problem = problem.model_copy(update={"running": first_plan(Clinic(problem), 7).week()})
    week = first_plan(Clinic(problem), draw(st.integers(0, 3))).week()
    assume(week is not None and not faults(problem, week))
    days = st.sets(st.sampled_from(("mon", "tue", "sun")), min_size=1)
    kind = draw(st.sampled_from(["absent", "absent", "room", "person", "all"]))
    change = {}
    if kind in ("absent", "all"):
        change["absent"] = {draw(st.sampled_from(problem.clinicians)).id: draw(days)}
    if kind in ("room", "all"):
        change["rooms_lost"] = {draw(st.sampled_from(problem.rooms)).id: draw(days)}
    if kind in ("person", "all"):
        known = draw(st.sampled_from(problem.patients))
        other = Patient.model_validate_json(as_json(draw(small_patients(problem, known.id))))
        kept = {"orders": known.orders, "mode": known.mode} if draw(st.booleans()) else {}
        change["person"] = other.model_copy(update=kept)
    return problem, week, change


def touched_by(week, change):
    """Everyone who meets an absent clinician, or in a lost room, or with someone whose entry changed."""
    absent, rooms = change.get("absent", {}), change.get("rooms_lost", {})
    found = {change["person"].id} if "person" in change else set()
    hit = {
        (group.service, group.days, group.start)
        for group in week.groups
        for day in group.days
        if any(day in absent.get(c, ()) for c in group.leaders)
        or day in rooms.get(group.rooms.get(day, ""), ())
        or found & set(group.members)
    }
    for group in week.groups:
        if (group.service, group.days, group.start) in hit:
            found |= set(group.members)
    return found | {a.patient for a in week.appointments if a.day in absent.get(a.clinician, ())}


@given(changes(), st.booleans())
@OFTEN
def test_a_mended_week_breaks_no_rule_of_the_changed_problem(case, new_times):
    problem, week, change = case

    mended = repair(problem, week, **change, new_times=new_times)

    assert faults(mended.problem, mended.week) == []
    for clinician, days in change.get("absent", {}).items():
        assert not any(m.day in days for m in Sittings(problem, mended.week).of_clinician[clinician])
    for room, days in change.get("rooms_lost", {}).items():
        assert not any(m.day in days for m in Sittings(problem, mended.week).of_room[room])
    if "person" in change:
        assert change["person"] in mended.problem.patients


@given(changes())
@OFTEN
def test_only_those_touched_are_moved(case):
    problem, week, change = case

    mended = repair(problem, week, **change)

    before, now = meetings_by_patient(week), meetings_by_patient(mended.week)
    differ = {p.id for p in problem.patients if before[p.id] != now[p.id]}
    assert differ <= touched_by(week, change)


@given(changes())
@OFTEN
def test_what_is_lost_is_listed_and_what_is_moved_is_told(case):
    problem, week, change = case

    mended = repair(problem, week, **change)

    before, now = meetings_by_patient(week), meetings_by_patient(mended.week)
    assert {(one.patient, one.service): one.count for one in mended.lost} == _lost(mended.problem, week, mended.week)
    assert len(mended.moved) == sum(len(now[p.id] - before[p.id]) for p in problem.patients)
    assert all(one.because.endswith(".") for one in mended.lost)


def _lost(problem, week, mended):
    had, has = Sittings(problem, week).received, Sittings(problem, mended).received
    lost = {}
    for patient in problem.patients:
        for service, ordered in ordered_of(patient).items():
            count = min(ordered, had[patient.id][service]) - has[patient.id][service]
            if count > 0:
                lost[patient.id, service] = count
    return lost


@given(changes())
@settings(max_examples=30, deadline=None)
def test_a_change_that_hits_nothing_leaves_the_week_as_it_is(case):
    problem, week, _ = case

    mended = repair(
        problem, week, absent={problem.clinicians[0].id: {"sun"}}, rooms_lost={problem.rooms[0].id: {"sun"}}
    )

    assert mended.week == week
    assert (mended.lost, mended.moved, mended.substituted, mended.proven) == ((), (), (), True)


@given(tiny_problems(), st.sampled_from(["Ana", "Ben"]), st.sampled_from([{"mon"}, {"tue"}, {"mon", "tue"}]), st.data())
@settings(max_examples=40, deadline=None)
def test_no_mend_counted_out_by_hand_loses_or_moves_less(problem, clinician, days, data):
    running = data.draw(st.sampled_from(list(every_week(problem))))
    change = {"absent": {clinician: days}}

    mended = repair(problem, running, **change)

    others = [w for w in every_week(mended.problem) if _may_be(problem, running, w, change)]
    assert mended.proven
    assert _harm(mended.problem, running, mended.week) == min(_harm(mended.problem, running, w) for w in others)


@given(tiny_problems(), st.sampled_from([["08:00", "09:20"], ["09:30", "12:00"], ["10:00", "10:10"]]), st.data())
@settings(max_examples=40, deadline=None)
def test_new_hours_of_one_person_cost_no_more_than_they_must(problem, busy, data):
    running = data.draw(st.sampled_from(list(every_week(problem))))
    who = data.draw(st.sampled_from(problem.patients))
    person = a_patient(**{**who.model_dump(mode="json"), "busy": {"mon": [busy]}})

    mended = repair(problem, running, person=person)

    others = [w for w in every_week(mended.problem) if _may_be(problem, running, w, {"person": person})]
    assert _harm(mended.problem, running, mended.week) <= min(_harm(mended.problem, running, w) for w in others)


def _may_be(problem, running, week, change):
    """Whether this mend moves only what was hit: groups and meetings that still can be stay."""
    before, now = meetings_by_patient(running), meetings_by_patient(week)
    absent, person = change.get("absent", {}), change.get("person")
    touched = touched_by(running, change)
    if any(before[p.id] != now[p.id] for p in problem.patients if p.id not in touched):
        return False
    had, has = Sittings(problem, running).received, Sittings(problem, week).received
    if any(has[p.id][service] > had[p.id][service] for p in problem.patients for service in has[p.id]):
        return False  # a repair gives back; it serves nobody better than before
    if (
        person is not None
        and any(before[p] != now[p] for p in touched - {person.id})
        and not _dissolved(problem, running, person)
    ):
        return False
    for group in running.groups:
        left = set(group.members) - ({person.id} if person else set())
        hit = any(day in absent.get(c, ()) for day in group.days for c in group.leaders)
        hit |= len(left) < problem.service_of[group.service].min
        if not hit and not any(_is_same(group, one) and set(one.members) >= left for one in week.groups):
            return False
    for a in running.appointments:
        hit = a.day in absent.get(a.clinician, ()) or (person is not None and person.id == a.patient)
        if not hit and a not in week.appointments:
            return False
    return person is None or _keeps(problem, running, week, person)


def _is_same(group, other):
    return (group.days, group.start, group.leaders) == (other.days, other.start, other.leaders)


def _dissolved(problem, running, person):
    return any(person.id in g.members and len(g.members) == problem.service_of[g.service].min for g in running.groups)


def _keeps(problem, running, week, person):
    """Whether she keeps every meeting her new hours leave her."""
    alone = problem.with_patient(person)
    before, now = meetings_by_patient(running)[person.id], meetings_by_patient(week)[person.id]
    clash = " ".join(fault for fault in faults(alone, running) if f"patient {person.id}" in fault)
    stays = {(s, d, t) for s, d, t in before if f"{s} on {d} clashes" not in clash}
    return stays <= now


def _harm(problem, running, week):
    before, now = meetings_by_patient(running), meetings_by_patient(week)
    short = [
        max(0, ledger(Sittings(problem, week), p).short_days - ledger(Sittings(problem, running), p).short_days)
        for p in problem.patients
    ]
    moved = sum(len(now[p.id] - before[p.id]) for p in problem.patients)
    return score(problem, week).terms["unmet"], sum(short), moved


# ---- by hand ------------------------------------------------------------------------------------------------------


def lectured(*names, **but):
    patients = [a_patient(id=name, orders=[{"service": "lecture", "count": 1}]) for name in names]
    return a_problem(**({"patients": patients, "services": [LECTURE, TALK]} | but))


def test_another_leader_takes_a_group_and_nobody_notices():
    problem = lectured("Jo", "Mia", clinicians=[a_clinician(), a_clinician(id="Ben")])

    mended = repair(problem, a_week(a_group(members=["Jo", "Mia"])), absent={"Ana": {"mon"}})

    assert mended.substituted == ("group g1 (lecture): Ben instead of Ana",)
    assert (mended.lost, mended.moved, mended.proven) == ((), (), True)


def test_a_group_nobody_else_can_lead_moves_to_another_day():
    problem = lectured("Jo", "Mia", clinicians=[a_clinician()])
    week = a_week(a_group(members=["Jo", "Mia"]))

    assert [one.count for one in repair(problem, week, absent={"Ana": {"mon"}}, new_times=False).lost] == [1, 1]
    mended = repair(problem, week, absent={"Ana": {"mon"}})

    assert mended.lost == ()
    assert len(mended.moved) == 2
    assert len(mended.week.groups) == 1


def test_people_to_be_kept_apart_both_keep_their_hour_when_their_leaders_change():
    teachers = [a_clinician(id=name) for name in ("Ana", "Ben", "Lea")]
    problem = lectured("Jo", clinicians=teachers)
    mia = a_patient(id="Mia", orders=problem.patients[0].orders, apart_from=["Jo"])
    problem = problem.with_patient(mia)
    week = a_week(a_group(members=["Jo"]), a_group(id="g2", members=["Mia"], leaders=["Ben"], rooms={"mon": "small"}))

    mended = repair(problem, week, absent={"Ana": {"mon"}})

    assert (mended.lost, mended.moved) == ((), ())


def test_four_short_days_are_not_taken_for_a_lost_meeting():
    """Short days weigh 3,000 and a lost meeting 10,000, yet no number of short days outweighs a meeting."""
    orders = [{"service": "talk", "count": 4, "clinician": "Ana"}]
    person = a_patient(orders=orders, full_days={"count": 4, "minutes": 45})
    one_day = {
        "mon": [["08:00", "20:00"]],
        "tue": [["08:00", "20:00"]],
        "wed": [["09:00", "09:45"]],
        "thu": [["09:00", "09:45"]],
    }
    problem = a_problem(patients=[person], clinicians=[a_clinician(available=one_day)], services=[TALK])
    talks = [{"patient": "Jo", "service": "talk", "clinician": "Ana", "day": d, "start": "09:00"} for d in one_day]
    week = a_week(appointments=talks)

    mended = repair(problem, week, absent={"Ana": {"wed", "thu"}})

    assert mended.lost == ()
    assert score(mended.problem, mended.week).terms["short_day"] == 2


def test_a_lost_room_moves_its_group_next_door():
    problem = lectured("Jo", "Mia")

    mended = repair(problem, a_week(a_group(members=["Jo", "Mia"])), rooms_lost={"large": set(DAYS)})

    assert mended.week.groups[0].rooms == {"mon": "small"}
    assert (mended.lost, mended.moved, mended.proven) == ((), (), True)


def test_a_person_whose_hours_leave_no_time_loses_what_she_had_and_others_stay():
    problem = lectured("Jo", "Mia")
    busy = a_patient(orders=problem.patients[0].orders, busy=NOBODY_BUSY)

    mended = repair(problem, a_week(a_group(members=["Jo", "Mia"])), person=busy)

    assert [(one.patient, one.count) for one in mended.lost] == [("Jo", 1)]
    assert mended.week.groups[0].members == ("Mia",)


def test_what_was_missing_before_is_not_called_lost():
    orders = [{"service": "talk", "count": 3, "clinician": "Ana"}]
    problem = a_problem(
        patients=[a_patient(orders=orders)],
        clinicians=[a_clinician(available={"mon": [["09:00", "10:00"]]})],
        services=[TALK],
    )
    talk = {"patient": "Jo", "service": "talk", "clinician": "Ana", "day": "mon", "start": "09:00"}

    mended = repair(problem, a_week(appointments=[talk]), absent={"Ana": {"mon"}})

    assert [(one.service, one.count) for one in mended.lost] == [("talk", 1)]
    assert [(one.service, one.count) for one in mended.week.unmet] == [("talk", 3)]


def test_an_order_that_is_taken_back_is_no_longer_called_unmet():
    problem = lectured("Jo")
    week = a_week(unmet=[{"patient": "Jo", "service": "lecture", "count": 1, "because": "No seat."}])

    mended = repair(problem, week, person=a_patient(orders=[]))

    assert mended.week.unmet == mended.lost == ()


@pytest.mark.parametrize(
    "change", [{"absent": {"Nobody": {"mon"}}}, {"rooms_lost": {"attic": {"mon"}}}, {"person": a_patient(id="Zoe")}]
)
def test_a_stranger_cannot_be_away(change):
    with pytest.raises(KeyError):
        repair(a_problem(), a_week(), **change)


def test_a_standing_week_is_mended_the_same_twice():
    problem = a_problem()
    week = build(problem, seconds=0.3, deterministic=True)
    absent, standing = {"Ana": {"mon", "tue"}}, Standing.of(problem, week)

    once, again = (repair(problem, week, absent=absent, standing=standing, new_times=False) for _ in range(2))

    assert once == again == repair(problem, week, absent=absent, new_times=False)
