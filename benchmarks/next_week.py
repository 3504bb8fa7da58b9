# SPDX-License-Identifier: Apache-2.0
"""The week after: some people leave, as many come, others' hours change; and a week that still serves them all.

Whoever comes has orders like those of someone who left, and a life of her own round the same hours, so her
week exists. Where hours change, one session is moved first and the life is written round what was moved.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from benchmarks.lives import a_life
from handrail.journey.timetable.problem import Patient, Problem, clock, read_problem
from handrail.journey.timetable.rules import Meeting, Sittings, faults, ledger
from handrail.journey.timetable.week import Appointment, Group, Week

TRIES = 8
Change = Callable[[], Week]


def next_week(problem: Problem, week: Week, seed: int, leave: float = 0.10, changed: float = 0.05) -> Problem:
    """The problem of the week after `week`, which is then the one running."""
    return a_next_week(problem, week, seed, leave, changed)[0]


def a_next_week(
    problem: Problem, week: Week, seed: int, leave: float = 0.10, changed: float = 0.05
) -> tuple[Problem, Week]:
    """The problem of the week after, and a week for it that serves everyone as well as `week` served those before."""
    rng = Random(f"after {problem.name}, seed {seed}")
    names = [patient.id for patient in problem.patients]
    chosen = rng.sample(names, round(len(names) * leave) + round(len(names) * changed))
    leaving = chosen[: round(len(names) * leave)]
    running = week
    problem, week = _replaced(rng, problem, week, {name: f"{name}-{seed}" for name in leaving})
    for name in chosen[len(leaving) :]:
        problem, week = _with_new_hours(rng, problem, week, problem.patient_of[name])
    return problem.model_copy(update={"running": running, "name": f"{problem.name}-after"}), week


def _replaced(rng: Random, problem: Problem, week: Week, names: dict[str, str]) -> tuple[Problem, Week]:
    """Those who come, each on the seats of someone who left, with another way to go and another life."""
    data, sittings = json.loads(problem.to_json()), Sittings(problem, week)
    for entry in data["patients"]:
        entry["apart_from"] = [name for name in entry["apart_from"] if name not in names]
        if entry["id"] in names:
            meetings = _hours(sittings.of_patient.get(entry["id"], []))
            entry["travel_minutes"] = rng.choice((5, 15, 22, 40)) if entry["mode"] == "in_person" else 0
            entry["busy"] = a_life(rng, meetings, entry["travel_minutes"])
            entry["prefers"], entry["apart_from"] = {"part_of_day": None, "avoid_days": []}, []
            entry["id"] = names[entry["id"]]
    groups = [
        group.model_copy(update={"members": tuple(names.get(member, member) for member in group.members)})
        for group in week.groups
    ]
    talks = [a.model_copy(update={"patient": names.get(a.patient, a.patient)}) for a in week.appointments]
    unmet = [one.model_copy(update={"patient": names.get(one.patient, one.patient)}) for one in week.unmet]
    served = {"groups": tuple(groups), "appointments": tuple(talks), "unmet": tuple(unmet)}
    return read_problem(json.dumps(data)), week.model_copy(update=served)


def _with_new_hours(rng: Random, problem: Problem, week: Week, patient: Patient) -> tuple[Problem, Week]:
    """Her hours changed so that one session must move, or, where none can, so that her week still stands."""
    before = Sittings(problem, week).of_patient.get(patient.id, [])
    others = [*_other_talks(problem, week, patient), *_other_groups(problem, week, patient)]
    rng.shuffle(others)
    was_whole = ledger(Sittings(problem, week), patient).is_whole
    for change in others[:TRIES]:
        other = change()
        after = Sittings(problem, other).of_patient[patient.id]
        lost = [meeting for meeting in before if meeting not in after]
        changed = _living(rng, problem, patient, after, lost)
        living = changed.patient_of[patient.id]
        must_move = ledger(Sittings(changed, week), living).conflicts > 0
        if must_move and ledger(Sittings(changed, other), living).is_whole >= was_whole and not faults(changed, other):
            return changed, other
    return _living(rng, problem, patient, before, []), week


def _living(rng: Random, problem: Problem, patient: Patient, kept: list[Meeting], lost: list[Meeting]) -> Problem:
    """The problem with her life written anew: room for what is kept, none for what is lost."""
    busy = a_life(rng, _hours(kept), patient.travel_minutes, _hours(lost))
    living = Patient.model_validate({**patient.model_dump(mode="json"), "busy": busy})
    people = tuple(living if one.id == patient.id else one for one in problem.patients)
    return problem.model_copy(update={"patients": people})


def _hours(meetings: list[Meeting]) -> list[tuple[str, int, int]]:
    return [(meeting.day, meeting.start, meeting.end) for meeting in meetings]


def _other_talks(problem: Problem, week: Week, patient: Patient) -> Iterator[Change]:
    """The week with one of her individual sessions at another free hour of her clinician, on a day she comes."""
    sittings = Sittings(problem, week)
    hers = sittings.of_patient.get(patient.id, [])
    for at, a in enumerate(week.appointments):
        if a.patient != patient.id:
            continue
        minutes = problem.service_of[a.service].minutes
        for day in sorted({meeting.day for meeting in hers}):
            for span in problem.clinician_of[a.clinician].available.get(day, ()):  # type: ignore[call-overload]
                first = -(-span.start // problem.grid_minutes) * problem.grid_minutes
                taken = [m for m in (*hers, *sittings.of_clinician[a.clinician]) if m.day == day]
                for start in range(first, span.end - minutes + 1, problem.grid_minutes):
                    if all(m.end <= start or start + minutes <= m.start for m in taken):
                        talk = a.model_copy(update={"day": day, "start": clock(start)})
                        yield partial(_with_talk, week, at, talk)


def _with_talk(week: Week, at: int, talk: Appointment) -> Week:
    talks = (*week.appointments[:at], talk, *week.appointments[at + 1 :])
    return week.model_copy(update={"appointments": talks})


def _other_groups(problem: Problem, week: Week, patient: Patient) -> Iterator[Change]:
    """The week with her in another group of the same kind that has a seat."""
    for left in week.groups:
        service = problem.service_of[left.service]
        if patient.id not in left.members or len(left.members) <= service.min:
            continue
        for joined in week.groups:
            seats = min([service.max, *(problem.room_of[room].seats for room in joined.rooms.values())])
            same = joined.service == left.service and joined.id != left.id
            if same and patient.id not in joined.members and len(joined.members) < seats:
                yield partial(_with_seat, week, patient.id, left, joined)


def _with_seat(week: Week, name: str, left: Group, joined: Group) -> Week:
    members = {
        left.id: tuple(member for member in left.members if member != name),
        joined.id: (*joined.members, name),
    }
    groups = (group.model_copy(update={"members": members.get(group.id, group.members)}) for group in week.groups)
    return week.model_copy(update={"groups": tuple(groups)})
