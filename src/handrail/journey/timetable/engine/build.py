# SPDX-License-Identifier: Apache-2.0
"""Build a week: the best found so far at any instant, never one that breaks a rule.

A first week stands within a second; searches improve it until the time is up, someone says stop, or nothing
better can exist.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from handrail.journey.timetable import rules
from handrail.journey.timetable.engine import peers
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.explain import explain, with_reasons
from handrail.journey.timetable.engine.island import Island
from handrail.journey.timetable.engine.pinned import CannotKeep as CannotKeep
from handrail.journey.timetable.engine.pinned import pinned_of
from handrail.journey.timetable.engine.plan import Plan, plan_of, with_made
from handrail.journey.timetable.engine.start import best_first_plan
from handrail.journey.timetable.pins import Pin, broken
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.week import Week

if TYPE_CHECKING:
    from handrail.journey.timetable.engine.search import Search

ENGINE = "handrail-engine@1"
TINY, FEW_PEOPLE = 30, 150  # people up to whom a week may be proven best: always, and once everyone is whole
MOST_WISHES = (
    6  # kinds of order a person may have for exact weeks of hers to be had at once; beyond, their number explodes
)
MOST_EXPLAINED = 40  # unmet orders; with more the week was stopped early, and reasons would keep people waiting
GLANCE = 0.25  # seconds between looks at what the searches have found


@dataclass(frozen=True)
class Progress:
    """How far a build is: seconds since it began, the best score, whole people, and the proven bound if any."""

    seconds: float
    score: int
    whole: int
    people: int
    bound: int | None = None
    proven: bool = False
    week: Week | None = None


Told = Callable[[Progress], None]


def build(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    workers: int = 2,
    by: Literal["solver", "clerk", "tracks"] = "solver",
    deterministic: bool = False,
    progress: Told | None = None,
    stop: threading.Event | None = None,
    pins: Sequence[Pin] = (),
    begin: Week | None = None,
) -> Week:
    """Everyone's week for this problem; when one is running, changing it as little as pays.

    `seconds` are of the clock, or with `deterministic` of the solver's own count, so that the same seed gives
    the same week on any machine. `progress` is called from this thread at each better week. `stop` ends it early.
    `begin`: a week to begin with, beside others. With `pins` the search starts from it alone, or from the running
    week, and never moves what is pinned; CannotKeep when that is not possible as things are.
    """
    if by != "solver":
        return _signed(problem, {"clerk": peers.clerk, "tracks": peers.tracks}[by](problem), by=by)
    building = Building(problem, progress or (lambda _: None), stop or threading.Event(), pins, begin)
    building.start()
    if problem.patients:
        if deterministic:
            building.improve_alone(seconds, seed)
        else:
            building.improve(seconds, seed, workers)
    week = building.week
    if len(week.unmet) <= MOST_EXPLAINED and building.is_simple:
        week = with_reasons(week, explain(problem, week))
    made = {"seed": seed, "seconds": round(building.seconds, 1), "bound": building.bound, "proven": building.is_proven}
    return _signed(problem, week, by=by, **made)


class Building:
    """A build under way. `week` is always the best one that is known to break no rule."""

    def __init__(
        self, problem: Problem, told: Told, stop: threading.Event, pins: Sequence[Pin] = (), begin: Week | None = None
    ) -> None:
        self.problem, self.told, self.stop = problem, told, stop
        self.pins, self.begin = pins, begin or problem.running
        self.began = time.monotonic()
        self.over = threading.Event()  # not `stop`: that one is the caller's, who may use it again
        self.errors: list[BaseException] = []
        self.bound: int | None = None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def start(self) -> None:
        """The first week, at once: the one in force as far as it still stands, or a clerk's."""
        self.clinic = Clinic(self.problem)
        self.clinic.pinned = pinned_of(self.clinic, self.pins)
        self._publish(self._pinned_week() if self.pins else peers.clerk(self.problem, self.clinic))

    def _pinned_week(self) -> Week:
        """The week to begin with, as far as it still stands; every pin must."""
        plan = plan_of(self.clinic, self.begin) if self.begin else Plan(self.clinic)
        week = plan.week()
        lost = broken(self.pins, week or Week(groups=(), appointments=()))
        if week is None or lost or rules.faults(self.problem, week):
            raise CannotKeep(lost or self.pins)
        return week

    def _publish(self, week: Week) -> None:
        score = rules.score(self.problem, week)
        self.week, self.score, self.is_whole = week, score.total, score.whole == score.people
        self.told(Progress(self.seconds, score.total, score.whole, score.people, self.bound, self.is_proven, week))

    @property
    def is_simple(self) -> bool:
        """Whether everyone's exact weeks are quickly had, for the bound and for reasons."""
        return all(len(patient.orders) <= MOST_WISHES for patient in self.problem.patients)

    @property
    def _may_near_the_bound(self) -> bool:
        """Whether it is time to know the bound: earlier, and in large clinics, it only takes time from the search."""
        people = len(self.problem.patients)
        return self.is_simple and (people <= TINY or (people <= FEW_PEOPLE and self.is_whole))

    @property
    def is_proven(self) -> bool:
        """Whether no week can be better."""
        return self.bound is not None and self.score <= self.bound

    def _find_bound(self) -> None:
        from handrail.journey.timetable.engine.bound import bound_of  # only once the search is under way

        try:
            self.bound, _ = bound_of(self.clinic)
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits
            self.errors.append(error)
            self.over.set()

    def _offer(self, plan: Plan) -> None:
        """Take this plan's week if it is better and, judged without the solver, breaks no rule."""
        week = plan.week() if plan.cost < self.score else None
        if week is not None and not rules.faults(self.problem, week) and not broken(self.pins, week):
            self._publish(week)

    def _first_plan(self, seed: int) -> Plan:
        # The solver loads once a first week stands.
        from handrail.journey.timetable.engine.continued import continued
        from handrail.journey.timetable.engine.search import is_lawful

        if self.pins:
            return plan_of(self.clinic, self.week)
        known = {id(week): week for week in (self.problem.running, self.begin) if week is not None}
        plans = [continued(self.clinic, week, seed) for week in known.values()]
        for plan in plans:
            self._offer(plan)
        plans += [plan_of(self.clinic, self.week), best_first_plan(self.clinic, seed)]
        best = min([plan for plan in plans if is_lawful(plan)] or plans, key=lambda plan: plan.cost)
        self._offer(best)
        return best

    def improve(self, seconds: float, seed: int, workers: int) -> None:
        """Let several workers search until the time is up; returns soon after `stop`.

        Each makes its own week, the first in a thread here, the others in processes of their own. Two threads on one
        week wait for Python and for each other's people: at 250 people they came less far than one alone.
        """
        search = self._search(seed)
        islands = [Island(self.clinic, seed * 100 + n, search.running, self.pins) for n in range(1, workers)]
        thread = threading.Thread(target=self._work, args=(search, [seed, 0], seconds), daemon=True)
        thread.start()
        is_sought = False
        try:
            while not self._is_over(seconds):
                self.stop.wait(min(GLANCE, max(0.01, seconds - self.seconds)))
                self._offer_best(search, islands)
                if not is_sought and self._may_near_the_bound:
                    is_sought = True
                    threading.Thread(target=self._find_bound, daemon=True).start()  # nobody waits for it
                if any(island.has_failed for island in islands):
                    raise RuntimeError("a search in a process of its own ended with an error, told above")
        except KeyboardInterrupt:
            pass
        finally:
            self.over.set()
            for island in islands:
                island.close()
            thread.join()
        self._offer_best(search, islands)
        if self.errors:
            raise self.errors[0]

    def _search(self, seed: int) -> "Search":
        from handrail.journey.timetable.engine.search import Search

        first = self._first_plan(seed)
        search = Search(self.clinic, seed * 100)
        search.running = first if self.pins or self.problem.running is not None else None
        search.begin(first)
        return search

    def _offer_best(self, search: "Search", islands: "list[Island]") -> None:
        """Publish the best of all, and let each search know what the others have."""
        found = [island.best for island in islands if island.best is not None]
        best = min([search.best, *found], key=lambda plan: plan.cost)
        self._offer(best)
        search.elsewhere = best
        for island in islands:
            island.tell(best)

    def _work(self, search: "Search", seed: list[int], seconds: float) -> None:
        try:
            search.run(np.random.default_rng(seed), lambda: self._is_over(seconds))
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits
            self.errors.append(error)
            self.over.set()

    def _is_over(self, seconds: float) -> bool:
        return self.stop.is_set() or self.over.is_set() or self.seconds >= seconds or self.is_proven

    def improve_alone(self, seconds: float, seed: int) -> None:
        """One thread, counting the solver's own time: repeatable to the letter."""
        search = self._search(seed)
        search.deterministic = True
        search.run(np.random.default_rng([seed, 0]), lambda: self.stop.is_set() or search.spent >= seconds)
        self._offer(search.best)


def _signed(problem: Problem, week: Week, **made: object) -> Week:
    """The week with how it was made and what it costs, so that any later reader can tell."""
    score = rules.score(problem, week)
    return with_made(week, engine=ENGINE, **made, score=score.total, whole=score.whole, people=score.people)
