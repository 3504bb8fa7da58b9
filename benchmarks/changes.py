# SPDX-License-Identifier: Apache-2.0
"""Measure what happens to a week that runs: someone comes, someone is ill, and the week after is built.

Each stands on the week that solver seed 1 built.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from benchmarks import subjects
from benchmarks.judging import broken
from benchmarks.next_week import a_next_week
from benchmarks.store import Run, Store, Task, percentile
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.rules import WEIGHTS, Sittings, ledger, meetings_by_patient, score
from handrail.journey.timetable.week import DAYS, Week

ENGINE = "handrail.journey.timetable.engine"
MOST_MOVED = 3


# ---- one person more ------------------------------------------------------------------------------------------


def fit(store: Store, task: Task, _began: float) -> Run:
    """People of the week taken out and fitted in again: how long it takes, and who comes off worse."""
    from handrail.journey.timetable.engine.fit import RunningWeek, with_person
    from handrail.journey.timetable.engine.fit import fit as fitted

    problem, week = store.problem(task.clinic), store.week(task.clinic)
    start = time.perf_counter()
    running, spent = RunningWeek(problem, week), list[float]()
    prepared = time.perf_counter() - start
    people = random.Random("fit").sample(problem.patients, min(task.times, len(problem.patients)))
    worse, faults = list[str](), list[str]()
    for patient in people:
        start = time.perf_counter()
        shared = fitted(running, patient)
        spent.append(1000 * (time.perf_counter() - start))
        again = fitted(RunningWeek(problem, without(week, patient.id)), patient)
        if max(shared.score, again.score) > cost_of(problem, week, patient):
            worse.append(patient.id)
        faults += broken(problem, with_person(week, shared, patient))
    slowest = people[spent.index(max(spent))].id
    told = {**spread(spent), "prepared": round(1000 * prepared, 1), "slowest": slowest}
    return {**told, "worse": worse, "broken": faults}


def without(week: Week, name: str) -> Week:
    """The week when she has left it."""
    groups = (g.model_copy(update={"members": tuple(m for m in g.members if m != name)}) for g in week.groups)
    talks = (a for a in week.appointments if a.patient != name)
    return week.model_copy(update={"groups": tuple(groups), "appointments": tuple(talks)})


def cost_of(problem: Problem, week: Week, patient: Patient) -> int:
    """What her own week costs."""
    hers = ledger(Sittings(problem, week), patient)
    terms = {
        "unmet": hers.unmet,
        "short_day": hers.short_days,
        "extra_trip": hers.extra_trips,
        "part_of_day": hers.outside_preferred_part,
        "avoided_day": hers.on_avoided_days,
        "idle_quarter": hers.waiting_quarters,
    }
    return sum(WEIGHTS[term] * count for term, count in terms.items())


def callers(store: Store, task: Task, _began: float) -> Run:
    """People of another clinic call: who gets a whole week with nobody moved, and who of the others with few moved."""
    from handrail.journey.timetable.engine.fit import RunningWeek, with_person
    from handrail.journey.timetable.engine.fit import fit as fitted

    problem, week = store.problem(task.clinic), store.week(task.clinic)
    there = store.problem(subjects.Subject(task.clinic).neighbour.name)
    running, spent, faults = RunningWeek(problem, week), list[float](), list[str]()
    whole, unfitted = 0, list[Patient]()
    for asked in list(subjects.callers(problem, week, there))[: task.times]:
        found = []
        for patient in asked:
            start = time.perf_counter()
            found.append(fitted(running, patient))
            spent.append(1000 * (time.perf_counter() - start))
        best = min(range(len(found)), key=lambda at: found[at].score)
        faults += broken(problem.with_patient(asked[best]), with_person(week, found[best], asked[best]))
        whole += found[best].whole
        if not found[best].whole:
            unfitted.append(asked[best])
    moving = _moving(problem, week, unfitted)
    return {
        **spread(spent),
        "callers": whole + len(unfitted),
        "whole": whole,
        "moving": moving,
        "broken": faults + (moving["broken"] if moving else []),
    }


def _moving(problem: Problem, week: Week, people: list[Patient]) -> Run | None:
    """Those for whom no seat fits, fitted with a few others moved; None while the engine cannot."""
    try:
        fit_moving = import_module(f"{ENGINE}.refit").fit_moving
    except ModuleNotFoundError:
        return None
    spent, helped, faults, moved = list[float](), 0, list[str](), list[int]()
    for patient in people:
        start = time.perf_counter()
        found = fit_moving(problem, week, patient, most_moved=MOST_MOVED)
        spent.append(time.perf_counter() - start)
        both = problem.with_patient(patient)
        faults += broken(both, found.week)
        others = others_moved(week, found.week)
        if others > MOST_MOVED:
            faults.append(f"{patient.id}: {others} others are moved")
        if ledger(Sittings(both, found.week), patient).is_whole:
            helped += 1
            moved.append(others)
    return {**spread(spent), "helped": helped, "moved": moved, "broken": faults}


def others_moved(before: Week, after: Week) -> int:
    """How many people who were there have another week now."""
    was, now = meetings_by_patient(before), meetings_by_patient(after)
    return sum(now.get(name) != meetings for name, meetings in was.items())


def spread(spent: list[float]) -> Run:
    """Middle, slow and slowest of these times, in their unit."""
    times = {"p50": percentile(spent, 0.5), "p95": percentile(spent, 0.95), "max": max(spent, default=0.0)}
    return {"n": len(spent), **{name: round(value, 2) for name, value in times.items()}}


# ---- someone is ill -------------------------------------------------------------------------------------------


def repair(store: Store, task: Task, _began: float) -> Run:
    """Every clinician away on her busiest day, one at a time, then some on other days: mended while groups keep their
    times, and, as `moving`, so that groups may also move to another time.
    """
    from handrail.journey.timetable.engine import repair as repairing

    problem, week = store.problem(task.clinic), store.week(task.clinic)
    start = time.perf_counter()
    standing = repairing.Standing.of(problem, week)
    prepared = time.perf_counter() - start

    def mended(clinician: str, day: str, new_times: bool) -> Any:
        return repairing.repair(problem, week, absent={clinician: {day}}, standing=standing, new_times=new_times)

    away = list(absences(problem, week, task.times))
    keeping = _repairs(week, away, lambda c, day: mended(c, day, new_times=False))
    moving = _repairs(week, away, lambda c, day: mended(c, day, new_times=True))
    faults = keeping["broken"] + moving["broken"]
    return {**keeping, "prepared": round(1000 * prepared, 1), "moving": moving, "broken": faults}


def _repairs(week: Week, away: list[tuple[str, str]], mended: Callable[[str, str], Any]) -> Run:
    spent, found, faults, slowest = list[float](), Counter[str](), list[str](), ("", 0.0)
    for clinician, day in away:
        start = time.perf_counter()
        one = mended(clinician, day)
        spent.append(1000 * (time.perf_counter() - start))
        slowest = max(slowest, (f"{clinician}:{day}", spent[-1]), key=lambda other: other[1])
        faults += broken(one.problem, one.week)
        found.update(_mended(week, one))
    return {**spread(spent), "slowest": slowest[0], **found, "broken": faults}


def _mended(week: Week, mended: Any) -> dict[str, int]:
    """Meetings of people lost and moved, counted from the weeks and not from what is said of them."""
    was, now = meetings_by_patient(week), meetings_by_patient(mended.week)
    gone = sum(len(meetings - now.get(name, set())) for name, meetings in was.items())
    new = sum(len(meetings - was.get(name, set())) for name, meetings in now.items())
    return {"lost": gone - new, "moved": new, "substituted": len(mended.substituted), "proven": int(mended.proven)}


def absences(problem: Problem, week: Week, times: int) -> Iterator[tuple[str, str]]:
    """(clinician, day): her own busiest day each, then days drawn from all on which someone works, up to so many."""
    held = Counter[tuple[str, str]]()
    for clinician, meetings in Sittings(problem, week).of_clinician.items():
        for meeting in meetings:
            held[clinician, meeting.day] += meeting.end - meeting.start
    busiest = []
    for c in problem.clinicians:
        days = sorted((-held[c.id, day], DAYS.index(day), day) for day in DAYS if held[c.id, day])
        busiest += [(c.id, str(days[0][2]))] if days else []
    others = sorted(set(held) - set(busiest))
    random.Random("repair").shuffle(others)
    yield from [*busiest, *others][:times]


# ---- the week after -------------------------------------------------------------------------------------------


def next_week(store: Store, task: Task, _began: float) -> Run:
    """The week after: a tenth has left, as many have come, others' hours changed; whose meetings move all the same."""
    from handrail.journey.timetable.engine.build import Progress, build

    before, week = store.problem(task.clinic), store.week(task.clinic)
    problem, possible = a_next_week(before, week, task.seed)
    steps: list[list[float]] = []

    def note(stand: Progress) -> None:
        steps.append([round(stand.seconds, 3), stand.score, stand.whole])

    built = build(problem, seconds=task.seconds, seed=task.seed, progress=note)
    found = score(problem, built)
    moved, meetings = strangely_moved(before, problem, week, built)
    return {
        "score": found.total,
        "whole": found.whole,
        "terms": found.terms,
        "possible": score(problem, possible).total,
        "first": steps[0][0],
        "moved": moved,
        "meetings": meetings,
        "broken": broken(problem, built),
        "steps": steps,
    }


def strangely_moved(before: Problem, after: Problem, week: Week, built: Week) -> tuple[int, int]:
    """Meetings gone of people who stayed with the same hours, and how many meetings they had."""
    same = {
        one.id for one in after.patients if one.id in before.patient_of and before.patient_of[one.id].busy == one.busy
    }
    was, now = meetings_by_patient(week), meetings_by_patient(built)
    return sum(len(was[name] - now[name]) for name in same), sum(len(was[name]) for name in same)
