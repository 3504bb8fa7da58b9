# SPDX-License-Identifier: Apache-2.0
"""Why an order is unmet, rule by rule, and which one change frees it: least burden first, and tried."""

from hypothesis import given, settings

from handrail.journey.timetable.engine.blocks import OWN_WEEK, closed_groups
from handrail.journey.timetable.engine.changes import Case, trials
from handrail.journey.timetable.engine.explain import NOTHING_FREES, explain, with_reasons
from handrail.journey.timetable.engine.fit import fit, with_person
from handrail.journey.timetable.engine.offers import Offers
from handrail.journey.timetable.engine.running import RunningWeek
from handrail.journey.timetable.engine.tests.make import (
    LECTURE,
    TALK,
    a_clinician,
    a_group,
    a_patient,
    a_problem,
    a_week,
)
from handrail.journey.timetable.engine.tests.test_fit import running_weeks
from handrail.journey.timetable.rules import Sittings, faults, ledger

LECTURES = {"service": "lecture", "count": 1}
TALKS = {"service": "talk", "count": 1, "clinician": "Ana"}
NO_NEED = {"count": 0, "minutes": 0}
ELSEWHERE = {day: [["08:00", "20:00", "work"]] for day in ("tue", "wed", "thu", "fri")}  # only Monday is hers


def jo(**but):
    return a_patient(**{"full_days": NO_NEED, "orders": [LECTURES], **but})


def someone(name, **but):
    """Someone who is ordered a lecture, and in whose week nothing else is of interest."""
    return jo(id=name, **but)


def explained(*groups, patients=None, **but):
    """The one explanation of Jo's week; Mia and Eve are there to take seats."""
    week = a_week(*groups, **{key: but.pop(key) for key in ("appointments",) if key in but})
    problem = a_problem(patients=patients or [jo(), someone("Mia"), someone("Eve")], **but)
    assert faults(problem, week) == []
    return next(one for one in explain(problem, week) if one.patient == "Jo")


def rules_of(one):
    return {block.rule: block.closes for block in one.blocks}


def test_a_week_with_everything_given_needs_no_explanation():
    problem = a_problem(patients=[jo(), someone("Mia")])

    assert explain(problem, a_week(a_group(members=["Jo", "Mia"]))) == []


def test_no_group_running_is_said_and_one_more_is_tried():
    one = explained()

    assert rules_of(one) == {"none runs": 0}
    assert one.because == "No lecture group runs that she is not already in."
    assert one.free_by.kind == "one group more"
    assert one.free_by.start == "08:00"
    assert "with 2 others who lack it" in one.freed


def test_a_full_group_gets_a_larger_room_when_one_is_free():
    one = explained(a_group(members=["Mia", "Eve"], rooms={"mon": "small"}))

    assert rules_of(one) == {"full": 1}
    assert one.because == "1 lecture group runs that she is not in: 1 full."
    assert (one.free_by.kind, one.free_by.group, one.free_by.room) == ("larger room", "g1", "large")
    assert one.free_by.frees == 1


def test_a_larger_room_in_use_is_not_proposed():
    film = a_group(id="g2", service="film", members=["Kim"], leaders=["Ben"])
    services = [LECTURE, LECTURE | {"id": "film", "skill": "proc"}]
    kim = jo(id="Kim", orders=[{"service": "film", "count": 1}])

    one = explained(
        a_group(members=["Mia", "Eve"], rooms={"mon": "small"}),
        film,
        patients=[jo(busy=ELSEWHERE), *map(someone, ("Mia", "Eve")), kim],
        services=services,
    )

    assert one.free_by.kind != "larger room"


def test_a_group_at_its_maximum_takes_one_over():
    full = LECTURE | {"max": 2}

    one = explained(a_group(members=["Mia", "Eve"]), services=[full])

    assert one.free_by.kind == "one over"
    assert one.freed == "g1 takes 3 instead of 2, one more than lecture is meant for."


def test_work_in_the_way_is_named_and_leaving_it_earlier_is_tried():
    one = explained(a_group(start="17:00"), patients=[jo(busy={"mon": [["08:00", "17:05", "work"]]}), someone("Mia")])

    assert rules_of(one) == {"busy": 1}
    assert one.blocks[0].example == "g1 (mon 17:00-18:30) clashes on Monday with work 08:00-17:05."
    assert (one.free_by.kind, one.free_by.minutes) == ("her hours", 30)
    assert one.freed == "If work 08:00-17:05 on Monday ended 30 minutes earlier, at 08:00-16:35."


def test_travel_alone_in_the_way_is_told_apart_from_work():
    one = explained(a_group(start="17:00"), patients=[jo(busy={"mon": [["08:00", "16:50", "work"]]}), someone("Mia")])

    assert rules_of(one) == {"travel": 1}
    assert "no 20 minutes of travel" in one.blocks[0].example


def test_less_travel_is_tried_when_commitments_stand_close_on_both_sides():
    close = ELSEWHERE | {"mon": [["08:00", "08:50", "school run"], ["10:40", "20:00", "work"]]}

    one = explained(a_group(), patients=[jo(busy=close), someone("Mia")])

    assert rules_of(one) == {"travel": 1}
    assert (one.free_by.kind, one.free_by.minutes) == ("less travel", 15)
    assert one.freed.startswith("If she travelled 5 instead of 20 minutes")


def test_a_cohort_that_is_not_hers_is_said():
    women = LECTURE | {"cohort": "women"}

    one = explained(a_group(), services=[women], patients=[jo(), someone("Mia", cohorts=["women"])])

    assert rules_of(one) == {"cohort": 1}
    assert one.free_by is None
    assert one.freed == NOTHING_FREES


def test_the_other_way_of_attending_is_said():
    one = explained(a_group(), patients=[jo(mode="online"), someone("Mia")])

    assert rules_of(one) == {"mode": 1}


def test_whom_she_is_kept_apart_from_is_not_named():
    one = explained(a_group(), patients=[jo(apart_from=["Mia"]), someone("Mia")])

    assert rules_of(one) == {"kept apart": 1}
    assert "Mia" not in one.blocks[0].example + one.because + one.freed


def test_a_second_group_on_the_same_day_is_said():
    twice = [LECTURES | {"count": 2}]

    one = explained(
        a_group(members=["Jo"]), a_group(id="g2", start="11:00"), patients=[jo(orders=twice), someone("Mia")]
    )

    assert rules_of(one) == {"same day": 1}
    assert one.count == 1


def test_her_other_sessions_in_the_way_are_named_and_her_own_week_laid_anew():
    talk = {"patient": "Jo", "service": "talk", "clinician": "Ben", "day": "mon", "start": "10:00"}
    orders = [LECTURES, TALKS | {"clinician": "Ben"}]

    one = explained(a_group(), patients=[jo(orders=orders), someone("Mia")], appointments=[talk])

    assert rules_of(one) == {"overlap": 1}
    assert one.free_by.kind == "own week"
    assert one.free_by.moves == 1, "her talk, and nothing of others"


def test_a_clinicians_full_hours_are_said_and_more_of_them_tried():
    one = explained(
        patients=[jo(orders=[TALKS])],
        services=[TALK],
        clinicians=[a_clinician(max_minutes=30)],
    )

    assert one.blocks[0].rule == "clinician's hours"
    assert "beyond the clinician's hours of the week" in one.because
    assert (one.free_by.kind, one.free_by.clinician, one.free_by.minutes) == ("clinician's hours", "Ana", 15)


def test_a_clinician_who_is_away_when_she_can_come_stays_longer():
    away = a_clinician(available={"mon": [["08:00", "17:00"]]})
    busy = {"mon": [["08:00", "16:40", "work"]]}

    one = explained(patients=[jo(orders=[TALKS], busy=busy)], services=[TALK], clinicians=[away])

    assert one.free_by.kind == "her hours", "an hour of hers counts as less than one of the clinician's"
    assert rules_of(one)["clinician away"] > 0


def test_another_clinician_is_tried_when_hers_is_never_there():
    clinicians = [a_clinician(available={}), a_clinician(id="Ben")]

    one = explained(patients=[jo(orders=[TALKS])], services=[TALK], clinicians=clinicians)

    assert (one.free_by.kind, one.free_by.clinician) == ("another clinician", "Ben")


def test_a_group_begins_later_when_that_suits_everyone_in_it():
    close = ELSEWHERE | {"mon": [["08:00", "08:50", "school"], ["09:00", "09:10", "call"], ["11:20", "20:00", "work"]]}

    one = explained(a_group(), patients=[jo(busy=close), someone("Mia")])

    assert (one.free_by.kind, one.free_by.group, one.free_by.start) == ("group start", "g1", "09:30")


def test_a_group_does_not_begin_later_when_someone_in_it_could_not_come():
    close = ELSEWHERE | {"mon": [["08:00", "08:50", "school"], ["09:00", "09:10", "call"], ["11:20", "20:00", "work"]]}
    mia = someone("Mia", busy={"mon": [["11:15", "20:00", "work"]]})

    one = explained(a_group(), patients=[jo(busy=close), mia])

    assert one.free_by is None


def test_all_of_it_online_is_tried_last():
    services = [LECTURE, LECTURE | {"id": "lecture-online", "mode": "online"}]
    there = a_group(id="g2", service="lecture-online", start="18:00", rooms={}, members=["Kim"])
    kim = jo(id="Kim", mode="online", orders=[{"service": "lecture-online", "count": 1}])
    close = ELSEWHERE | {"mon": [["08:00", "18:00", "work"], ["19:30", "20:00", "childcare"]]}

    one = explained(there, patients=[jo(busy=close), kim], services=services)

    assert one.free_by.kind == "online"


def test_a_day_that_is_too_short_is_told_with_its_minutes():
    patients = [jo(full_days={"count": 1, "minutes": 180}), someone("Mia")]

    one = explained(a_group(members=["Jo", "Mia"]), patients=patients)

    assert (one.kind, one.count) == ("short day", 1)
    assert one.because == "0 of the 1 days needed reach 180 minutes (mon 90)."


def test_a_short_day_is_freed_by_her_own_week_laid_anew():
    orders = [LECTURES, {"service": "process", "count": 1}]
    patients = [jo(full_days={"count": 1, "minutes": 150}, orders=orders), someone("Mia")]
    process = a_group(id="g2", service="process", days=["mon", "wed"], start="11:00", members=["Jo"], leaders=["Ben"])

    one = explained(
        a_group(members=["Eve"]),
        a_group(id="g3", days=["tue"], members=["Jo", "Mia"]),
        process,
        patients=[*patients, someone("Eve")],
    )

    assert one.kind == "short day"
    assert one.free_by.kind == "own week"


def test_the_reasons_are_written_into_the_week():
    problem = a_problem(patients=[jo(), someone("Mia")])
    week = a_week(unmet=[{"patient": "Jo", "service": "lecture", "count": 1, "because": ""}])

    told = with_reasons(week, explain(problem, week))

    assert told.unmet[0].because == "No lecture group runs that she is not already in."


@given(running_weeks())
@settings(max_examples=25, deadline=None)
def test_every_unmet_order_and_no_other_is_explained(case):
    problem, week, _ = case
    sittings = Sittings(problem, week)

    told = explain(problem, week)

    names = {patient.id for patient in problem.patients}
    for patient in problem.patients:
        own, hers = ledger(sittings, patient), [one for one in told if one.patient == patient.id]
        meetings = sum(problem.service_of[one.service].times_per_week * one.count for one in hers if one.service)
        assert meetings == own.unmet
        assert any(one.kind == "short day" for one in hers) == (own.short_days > 0 and not own.unmet)
        for one in hers:
            said = " ".join([one.because, one.freed, *(block.example for block in one.blocks)])
            assert not any(other in said.split() for other in names - {patient.id})


@given(running_weeks())
@settings(max_examples=25, deadline=None)
def test_whatever_is_tried_leads_to_a_lawful_week(case):
    problem, week, _ = case
    running = RunningWeek(problem, week)
    for patient in problem.patients:
        tried = trials(Case(running.keeping(patient.id), patient, Offers(running, patient).each))
        for trial in [trial for trial in tried if trial.week is None]:
            got = fit(trial.running, trial.patient)
            known = trial.running.problem.with_patient(trial.patient)
            if trial.change.kind == "one over":
                roomier = tuple(s.model_copy(update={"max": s.max + 1}) for s in known.services)
                known = known.model_copy(update={"services": roomier})

            assert faults(known, with_person(week, got, trial.patient)) == [] or got.left_short


@given(running_weeks())
@settings(max_examples=25, deadline=None)
def test_nothing_is_said_to_close_a_group_that_fit_could_give_her_alone(case):
    problem, week, _ = case
    running = RunningWeek(problem, week)

    for patient in problem.patients:
        for offer in Offers(running, patient).each:
            if offer.service.is_group:
                closed = closed_groups(running, patient, offer.service)
                open_to_her = {name for name, rules in closed.items() if not set(rules) - OWN_WEEK}
                given = {*offer.group_at.values(), *(seat.group for seat in offer.seats)}

                assert given - running.groups_with[patient.id] <= open_to_her
