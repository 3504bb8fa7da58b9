# SPDX-License-Identifier: Apache-2.0
"""From a first plan to a good one: take a part of it apart, put it together at its best, keep what is no worse."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine import neighbourhoods as near
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.itineraries import Breadth
from handrail.journey.timetable.engine.model import Effort, Part, Solved, solve
from handrail.journey.timetable.engine.parts import part_of
from handrail.journey.timetable.engine.plan import Itinerary, Plan
from handrail.journey.timetable.engine.start import best_first_plan
from handrail.journey.timetable.rules import WEIGHTS

SHORT = WEIGHTS["short_day"]
ROUND = 0.05  # deterministic time counted for making a part, so that a search of cheap parts ends too
LAST_FEW, ONE_AT_A_TIME = 12, 0.8  # so few who lack something are worth aiming at one week each, and how often
MOST_PEOPLE = 90.0
ROUGHLY, FINELY = 60, 3  # how far from the best is good enough: while someone lacks something, and after
EASY = 0.15  # deterministic time under which a part was easy
CALM, SLACK = 12, 150  # rounds without gain before wandering; how much dearer a week may become by it
# People; above, while someone lacks something, groups are taken apart with everyone's whole week: at 250 people
# lighter parts took twice as long to come by the last few.
FEW = 150
# How often one service is made anew for everybody: when nobody lacks anything, and while someone does.
ONE_SERVICE, ONE_SERVICE_STUCK = 0.2, 0.05
# Rounds in which nobody who lacks something gained, after which another first plan is tried: so many, and the more
# the more people there are, whose weeks are dearer to give up.
PATIENCE, PEOPLE_A_ROUND = 25, 4
# So few people's week is soon as good as it becomes: after so many rounds without gain another first plan is tried,
# though nobody lacks anything.
TINY, TIRED = 30, 40
STUCK = 6  # rounds of the same kind, and one for each person stuck, after which those who are count for more


@dataclass
class Search:
    """One search: `best` is the best plan so far, at any instant; `elsewhere` the best of a search beside it."""

    clinic: Clinic
    seed: int
    deterministic: bool = False
    elsewhere: Plan | None = None
    running: Plan | None = None
    rounds: int = 0
    spent: float = 0.0
    starts: int = 0

    def begin(self, plan: Plan) -> None:
        # The cheapest week seen for each person so far: how much better hers might become.
        self.least: NDArray[np.int32] = np.array([one.cost for one in plan.itineraries], np.int32)
        self.urgency = np.zeros(len(plan.itineraries), np.float64)
        self.best, self.best_cost = plan, plan.cost
        self._start_from(plan)

    def _start_from(self, plan: Plan) -> None:
        self.plan = plan
        self.weight = np.zeros(len(plan.itineraries), np.int64)  # how often each was stuck, and counts for more
        self.size, self.depth = 28.0, 1.0
        self.fruitless, self.stuck = 0, 0
        self._weigh()
        self.starts += 1

    def _weigh(self) -> None:
        self.lacking, self.cost = self._lacking(self.plan), self._cost(self.plan)
        self.floor = self.cost  # the least cost seen since so little was lacking

    def _lacking(self, plan: Plan) -> int:
        """How much people lack, by the weight of unmet orders and short days, and by their own."""
        return sum((1 + self.weight[p]) * lack(one) for p, one in enumerate(plan.itineraries) if one.cost >= SHORT)

    def _cost(self, plan: Plan) -> int:
        lacking = (p for p in np.flatnonzero(self.weight) if plan.itineraries[p].cost >= SHORT)
        return plan.cost + sum(int(self.weight[p]) * lack(plan.itineraries[p]) for p in lacking)

    def _count_for_more(self) -> None:
        """Let those who are stuck count for more, so that someone else may lack something in their place.

        What is scarce there then goes round until somebody can spare it. (The "breakout" of Morris, AAAI 1993.)
        """
        self.weight += [one.cost >= SHORT for one in self.plan.itineraries]
        self.stuck = 0
        self._weigh()

    @property
    def _is_tired(self) -> bool:
        people = len(self.plan.itineraries)
        if not self.lacking:
            return people <= TINY and self.running is None and self.fruitless >= TIRED
        return self.fruitless >= max(PATIENCE, people // PEOPLE_A_ROUND)

    @property
    def _is_stuck(self) -> bool:
        return self.stuck >= max(STUCK, sum(one.cost >= SHORT for one in self.plan.itineraries)) and self.lacking > 0

    def _start_anew(self) -> None:
        """Another first plan, in which those who came off badly choose before the others.

        Not so when another search of a larger clinic has everyone whole, or a week is running: then on from there.
        """
        other = self.elsewhere
        if other is not None and len(other.itineraries) > TINY and not any(map(lack, other.itineraries)):
            self._start_from(other)
        elif self.running is not None:
            self._start_from(self.running)
        else:
            self.urgency += [one.cost >= SHORT for one in self.plan.itineraries]
            self._start_from(best_first_plan(self.clinic, self.seed * 1000 + self.starts, self.urgency))

    def run(self, rng: np.random.Generator, ends: Callable[[], bool]) -> None:
        """Improve until `ends()`. `best` may be read and `elsewhere` set by another thread meanwhile."""
        while not ends():
            if self._is_tired:
                self._start_anew()
            elif self._is_stuck:
                self._count_for_more()
            self.rounds += 1
            self._try(self._choose(rng), rng)

    def _choose(self, rng: np.random.Generator) -> near.Neighbourhood:
        plan = self.plan
        most = min(MOST_PEOPLE, 1.2 * len(plan.itineraries))
        here = near.Neighbourhood(self.clinic, plan, int(min(self.size, most)), rng, self.depth)
        stuck = [p for p, one in enumerate(plan.itineraries) if one.cost >= SHORT]
        if not stuck or len(plan.itineraries) <= FEW:
            here.core = near.CORE
        draw = rng.random()
        if here.core < 1 and rng.random() < (ONE_SERVICE_STUCK if stuck else ONE_SERVICE):
            near.around_service(here)
            if here.people:
                return here
        if stuck and draw < 0.8:
            here.size = int(here.size * (1.3 if len(stuck) <= 5 else 1.0))
            p = stuck[int(rng.integers(len(stuck)))]
            if len(stuck) > LAST_FEW or rng.random() >= ONE_AT_A_TIME or not near.towards_wish(here, p):
                near.around_person(here, p)
        elif not stuck and draw < 0.4:
            near.around_person(here, near.someone_dear(here, self.least))
        elif draw < (0.9 if stuck else 0.7):
            near.around_group(here)
        elif draw < (0.96 if stuck else 0.88):
            near.around_window(here)
        if not here.people or draw > (0.96 if stuck else 0.88):
            here.size = int(here.size * 1.5)
            near.dearest_people(here, self.least)
        return here

    def _try(self, here: near.Neighbourhood, rng: np.random.Generator) -> None:
        breadth = Breadth(beam=int(120 * here.depth), keep=int(40 * here.depth), variants=2 + int(here.depth))
        part = part_of(here, breadth)
        wanders = self.fruitless > CALM and rng.random() < 0.5
        chance = (40 if self.lacking else 16) if wanders else 1
        part = replace(part, blur=self._blur(part, chance, rng))
        gap = ROUGHLY if self.lacking else FINELY
        effort = Effort(
            0.8 + self.size / 100, int(rng.integers(1 << 30)), workers=1, deterministic=self.deterministic, gap=gap
        )
        solved = solve(self.clinic, self.plan, part, effort)
        for p, columns in part.columns.items():
            self.least[p] = min(self.least[p], *(one.cost for one in columns))
        self.spent += ROUND + (solved.time if solved else effort.seconds)
        before, lacked = self.cost, self.lacking
        if solved is not None:
            self._accept(part, solved, wanders)
        self._resize(solved, gained=self.lacking < lacked or (not lacked and self.cost < before))

    def _blur(self, part: Part, chance: int, rng: np.random.Generator) -> dict[int, list[int]]:
        """What possible weeks cost besides: less than `chance`, drawn, and what those lack who count for more."""
        return {
            p: [
                int(drawn) + int(self.weight[p]) * lack(one)
                for drawn, one in zip(rng.integers(0, chance, len(columns)), columns, strict=True)
            ]
            for p, columns in part.columns.items()
            if chance > 1 or self.weight[p]
        }

    def _resize(self, solved: Solved | None, gained: bool) -> None:
        """Larger and deeper parts while they are easy and give nothing more, smaller ones when they take too long."""
        if solved is None or not solved.optimal:
            self.size = max(14.0, self.size * 0.94)
            self.depth = max(1.0, self.depth * 0.93)
            return
        if not gained:
            self.size = min(MOST_PEOPLE, self.size * 1.06)
        if solved.time < EASY and self.fruitless > CALM:
            self.depth = min(6.0, self.depth * 1.05)

    def _accept(self, part: Part, solved: Solved, wanders: bool) -> None:
        plan = applied(self.plan, part, solved)
        self.fruitless += 1
        self.stuck += 1
        if plan is None:
            return
        cost, now = self._cost(plan), self._lacking(plan)
        # To get off a plateau something may be paid: more while someone lacks what was ordered.
        most = self.cost if not wanders else self.floor + SLACK if self.lacking else self.floor * 1.015
        if now > self.lacking or cost > most or not is_lawful(plan):
            return
        if now < self.lacking:
            self.fruitless, self.stuck, self.lacking, self.floor = 0, 0, now, cost
            self.size = self.size if now else 28.0
        self.plan, self.cost, self.floor = plan, cost, min(cost, self.floor)
        if plan.cost < self.best_cost:
            self.best, self.best_cost = plan, plan.cost
            self.fruitless = self.fruitless if now else 0


def lack(one: Itinerary) -> int:
    """What her week costs by unmet orders and short days; inconvenience left aside, as far as it stays below both."""
    return one.cost // 1000 * 1000 if one.cost >= SHORT else 0


def applied(plan: Plan, part: Part, solved: Solved) -> Plan | None:
    """The plan with this part put together anew; None when a group it counts on has closed meanwhile."""
    new = plan.copy()
    for p in solved.itineraries:
        new.place(p, Itinerary())
    led_anew = [(k, leaders) for k in part.relead for leaders in plan.leaders.get(k, ())]
    for k, leaders in (*part.closed, *led_anew):
        if leaders not in new.leaders.get(k, ()):
            return None
        new.close(k, leaders)
    for k, leaders in solved.opened:
        new.open(k, leaders)
    if new.members.keys() != new.leaders.keys():
        return None
    for p, itinerary in solved.itineraries.items():
        if not new.members.keys() >= set(itinerary.groups):
            return None
        new.place(p, itinerary)
    return new


def is_lawful(plan: Plan) -> bool:
    """Whether nobody is in two places, clinicians keep their minutes, and groups have people and rooms."""
    clinic = plan.clinic
    taken = np.zeros((len(clinic.clinicians), clinic.words), np.uint64)
    minutes = np.zeros(len(clinic.clinicians), np.int64)
    held = [
        (c, clinic.options.mask[k] & clinic.time_mask, int(clinic.options.minutes[k].sum()))
        for k, groups in plan.leaders.items()
        for leaders in groups
        for c in leaders
    ]
    held += [
        (clinic.clinician_of(p, s), clinic.session_options[s].mask[t], clinic.services[s].minutes)
        for p, one in enumerate(plan.itineraries)
        for s, t in one.sessions
    ]
    for c, mask, length in held:
        if (taken[c] & mask).any():
            return False
        taken[c] |= mask
        minutes[c] += length
    return bool((minutes <= clinic.max_minutes).all()) and plan.week() is not None
