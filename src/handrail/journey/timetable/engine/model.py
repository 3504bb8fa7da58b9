# SPDX-License-Identifier: Apache-2.0
"""The one maker of CP-SAT models: some people and some groups are free, all else stays as it is.

One variable for each possible week of a free person (an itinerary, exactly priced), one for each leader of a
group that may be opened. Groups of one service at one time are counted, not told apart.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from handrail.journey.timetable.engine.clinic import Clinic, Masks
from handrail.journey.timetable.engine.cliques import cliques, cliques_at
from handrail.journey.timetable.engine.plan import NOTHING, Itinerary, Leaders, Plan
from handrail.journey.timetable.engine.seating import sizes_of

Columns = dict[int, list[Itinerary]]


@dataclass(frozen=True)
class Part:
    """What is free: people with their possible weeks, groups taken apart, and placements where one may open.

    `relead`: placements whose groups stay with their people but may get other leaders.
    `blur`: something added to the cost of each possible week, to wander among weeks of like worth.
    `rooms_lost`: (seats, day) of each room that cannot be used on a day.
    `base`: what is in every possible week of a person; `roomy`: placements where all who could come have a seat, so
    that no rule need be kept there; `taken`: what clinicians have given out to all that is not free, when known.
    `most_moved`: at most so many of the people in `counted` may get another week than they have.
    """

    columns: Columns
    closed: tuple[tuple[int, Leaders], ...] = ()
    openable: frozenset[int] = frozenset()
    relead: frozenset[int] = frozenset()
    blur: dict[int, list[int]] = field(default_factory=dict)
    rooms_lost: tuple[tuple[int, int], ...] = ()
    most_moved: int | None = None
    counted: frozenset[int] = frozenset()
    base: dict[int, Itinerary] = field(default_factory=dict)
    roomy: frozenset[int] = frozenset()
    taken: tuple[Masks, np.ndarray] | None = None


@dataclass(frozen=True)
class Effort:
    """How long to try: seconds of the clock, or of CP-SAT's own deterministic time; `gap`: how near is near enough.

    `proving`: costs are of several ranks (a loss outweighs any number of moves) and the best is to be proven.
    """

    seconds: float
    seed: int = 1
    workers: int = 1
    deterministic: bool = False
    gap: int = 0
    proving: bool = False


@dataclass(frozen=True)
class Solved:
    """Weeks for the free people, and the groups with their leaders at the placements that were loose."""

    itineraries: dict[int, Itinerary]
    opened: tuple[tuple[int, Leaders], ...]
    optimal: bool
    time: float


@dataclass
class Build:
    """A model under construction. Taken resources are those of everything that is not free."""

    clinic: Clinic
    plan: Plan
    part: Part
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)

    def __post_init__(self) -> None:
        self.free = frozenset(self.part.columns)
        self.kept = self._kept_groups()
        self.loose = self.part.closed + tuple((k, ls) for k in sorted(self.part.relead) for ls in self.kept[k])
        self.week: dict[int, list[cp_model.IntVar]] = {}
        self.leads: dict[tuple[int, int], cp_model.IntVar] = {}
        self.sits: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        self.sits_of: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        self.count: dict[int, cp_model.LinearExprT] = {}
        self.larger: dict[int, list[cp_model.IntVar]] = {}

    def _kept_groups(self) -> dict[int, list[Leaders]]:
        kept = {k: list(groups) for k, groups in self.plan.leaders.items()}
        for k, leaders in self.part.closed:
            kept[k].remove(leaders)
        return {k: groups for k, groups in kept.items() if groups}

    # ---- variables --------------------------------------------------------------------------------------------

    def people(self) -> None:
        """Each free person has exactly one week."""
        for p, columns in self.part.columns.items():
            chosen = [self.model.new_bool_var("") for _ in columns]
            self.model.add_exactly_one(chosen)
            self.week[p] = chosen
            fixed = self.part.roomy.union(self.base_of(p).groups)
            for variable, itinerary in zip(chosen, columns, strict=True):
                for k in itinerary.groups:
                    if k not in fixed:
                        self.sits[k].append(variable)
                        if self.clinic.apart[p]:
                            self.sits_of[p, k].append(variable)

    def groups(self) -> None:
        """Groups that may open, with leaders who have the skill; each seats its minimum to its maximum."""
        taken, _ = self.taken
        for k in sorted(self.part.openable | self.sits.keys()):
            s = int(self.clinic.service_of[k])
            service, kept = self.clinic.services[s], len(self.kept.get(k, ()))
            opened: cp_model.LinearExprT = 0
            if k in self.part.openable:
                opened = self._leaders(k, s, taken)
            self.count[k] = kept + opened
            there = self._staying(k)
            self.model.add(_total(self.sits[k]) + there >= service.min * self.count[k])
            self._sizes(k, s, kept, there)

    def leaders(self) -> None:
        """Groups that stay may be led by others, which no member notices in her hours."""
        taken, _ = self.taken
        for k in sorted(self.part.relead):
            self.model.add(self._leaders(k, int(self.clinic.service_of[k]), taken) == len(self.kept[k]))

    def _leaders(self, k: int, s: int, taken: Masks) -> cp_model.LinearExprT:
        service = self.clinic.services[s]
        mask = self.clinic.options.mask[k] & self.clinic.time_mask
        able = np.flatnonzero(self.clinic.can_lead[k] & ~(taken & mask).any(axis=1))
        if service.leaders == 1:
            able = able[self.clinic.skilled[s, able]]
        for c in able:
            self.leads[k, int(c)] = self.model.new_bool_var(f"lead_{k}_{c}")
        of = [self.leads[k, int(c)] for c in able]
        if service.leaders == 1:
            return sum(of)
        opened = self.model.new_int_var(0, len(of) // service.leaders, f"opened_{k}")
        self.model.add(sum(of) == service.leaders * opened)
        self.model.add(sum(self.leads[k, int(c)] for c in able if self.clinic.skilled[s, c]) >= opened)
        return opened

    def base_of(self, p: int) -> Itinerary:
        return self.part.base.get(p, NOTHING)

    def _staying(self, k: int) -> int:
        return sum(p not in self.free or k in self.base_of(p).groups for p in self.plan.members.get(k, ()))

    def _sizes(self, k: int, s: int, kept: int, there: int) -> None:
        """Seats by the rooms' sizes: `larger` counts the groups at k that need a room above each size."""
        caps = self.clinic.caps[s]
        most = kept + (len(self.sits[k]) + there) // max(1, self.clinic.services[s].min)
        seats, below = [caps[0] * self.count[k]], self.count[k]
        self.larger[k] = []
        for smaller, larger in pairwise(caps):
            variable = self.model.new_int_var(0, max(1, most), f"larger_{k}_{larger}")
            self.model.add(variable <= below)
            seats.append((larger - smaller) * variable)
            below = variable
            self.larger[k].append(variable)
        self.model.add(_total(self.sits[k]) + there <= sum(seats))

    # ---- what is shared ---------------------------------------------------------------------------------------

    @property
    def taken(self) -> tuple[Masks, np.ndarray]:
        if not hasattr(self, "_taken"):
            self._taken = self.part.taken or self._taken_without()
        return self._taken

    def _taken_without(self) -> tuple[Masks, np.ndarray]:
        masks, minutes = self.plan.clinician_taken(self.free)
        for k, leaders in self.loose:
            service = self.clinic.services[self.clinic.service_of[k]]
            for c in leaders:
                masks[c] &= ~self.clinic.options.mask[k]
                minutes[c] -= service.minutes * service.times_per_week
        return masks, minutes

    def clinicians(self) -> None:
        """No clinician is in two places, nor over her minutes."""
        uses: dict[int, list[tuple[cp_model.IntVar, Masks, int]]] = defaultdict(list)
        for (k, c), variable in self.leads.items():
            service = self.clinic.services[self.clinic.service_of[k]]
            uses[c].append((variable, self.clinic.options.mask[k], service.minutes * service.times_per_week))
        for p, columns in self.part.columns.items():
            kept = self.base_of(p).sessions
            for variable, itinerary in zip(self.week[p], columns, strict=True):
                for s, t in itinerary.sessions:
                    if (s, t) not in kept:
                        use = variable, self.clinic.session_options[s].mask[t], self.clinic.services[s].minutes
                        uses[self.clinic.clinician_of(p, s)].append(use)
        _, minutes = self.taken
        for c, of in uses.items():
            variables, masks, lengths = zip(*of, strict=True)
            self._one_at_a_time(variables, np.array(masks))
            given = cp_model.LinearExpr.weighted_sum(variables, lengths)
            self.model.add(given <= int(self.clinic.max_minutes[c] - minutes[c]))

    def _one_at_a_time(self, variables: Sequence[cp_model.IntVar], masks: Masks) -> None:
        for rows in cliques(self.clinic.bits_of(masks)):
            self.model.add_at_most_one(variables[i] for i in rows)

    def rooms(self) -> None:
        """At every moment there are rooms enough, also for groups above each size."""
        fixed, moving = self._room_needs()
        if not moving:
            return
        sizes = sorted({size for size, *_ in moving})
        for size in sizes:
            least = min(n for n in self.clinic.seats if n >= size)
            have = self.clinic.rooms_for(size)
            rows = [(variable, k) for n, variable, k in moving if n == size]
            bits = self.clinic.bits_of(self.clinic.options.mask[[k for _, k in rows]])
            held = self.clinic.bits_of(self.clinic.options.mask[[k for k, _ in fixed[least]]])
            used = (held * np.array([n for _, n in fixed[least]], int)[:, None]).sum(axis=0)
            for cell, members in cliques_at(bits, held):
                day = cell // self.clinic.cells_a_day
                lost = sum(seats >= size and d == day for seats, d in self.part.rooms_lost)
                self.model.add(sum(rows[i][0] for i in members) <= have - lost - int(used[cell]))

    def _room_needs(self) -> tuple[dict[int, list[tuple[int, int]]], list[tuple[int, cp_model.LinearExprT, int]]]:
        """Rooms by least seats: of groups nobody free can join, fixed; of the others, as (size, how many, k)."""
        moving: list[tuple[int, cp_model.LinearExprT, int]] = []
        for k, count in self.count.items():
            s = int(self.clinic.service_of[k])
            if self.clinic.services[s].mode != "in_person":
                continue
            caps = self.clinic.caps[s]
            moving.append((min(n for n in self.clinic.seats if n >= self.clinic.services[s].min), count, k))
            moving += [
                (min(n for n in self.clinic.seats if n > below), variable, k)
                for below, variable in zip(caps, self.larger[k], strict=False)
            ]
        return self._fixed_needs([k for *_, k in moving]), _nested(moving, self.clinic.seats)

    def _fixed_needs(self, moving: list[int]) -> dict[int, list[tuple[int, int]]]:
        """Rooms by least seats, as (k, how many): of groups nobody free can join, held while a moving one could be."""
        fixed: dict[int, list[tuple[int, int]]] = defaultdict(list)
        ks = np.array([k for k in self.kept if k not in self.count], np.intp)
        if not moving or not len(ks):
            return fixed
        masks = self.clinic.options.mask
        together = np.bitwise_or.reduce(masks[moving], axis=0) & self.clinic.time_mask
        for k in ks[(masks[ks] & together).any(axis=1)].tolist():
            s = int(self.clinic.service_of[k])
            if self.clinic.services[s].mode == "in_person":
                rooms = [
                    min(n for n in self.clinic.seats if n >= need)
                    for need in sizes_of(self.clinic, s, self._staying(k), len(self.kept[k])) or ()
                ]
                for seats in set(self.clinic.seats):
                    fixed[seats].append((k, sum(room >= seats for room in rooms)))
        return fixed

    def apart(self) -> None:
        """People to be kept apart share a placement only if it has a group for each."""
        for p in sorted(self.free):
            for q in self.clinic.apart[p] & self.free:
                if p < q:
                    for k in self._places_of(p) & self._places_of(q) & self.count.keys():
                        both = [*self.sits_of[p, k], *self.sits_of[q, k]]
                        there = sum(k in self.base_of(who).groups for who in (p, q))
                        self.model.add(sum(both) + there <= self.count[k])

    def _places_of(self, p: int) -> set[int]:
        return {k for who, k in self.sits_of if who == p}.union(self.base_of(p).groups)

    def few_moved(self) -> None:
        if self.part.most_moved is None:
            return
        stays = []
        for p in self.part.counted & self.free:
            here = self.plan.itineraries[p]
            stays += [v for v, one in zip(self.week[p], self.part.columns[p], strict=True) if _same(one, here)]
        self.model.add(sum(stays) >= len(self.part.counted & self.free) - self.part.most_moved)

    def cost(self) -> None:
        variables, costs = list[cp_model.IntVar](), list[int]()
        for p, columns in self.part.columns.items():
            variables += self.week[p]
            blur = self.part.blur.get(p) or [0] * len(columns)
            costs += [itinerary.cost + extra for itinerary, extra in zip(columns, blur, strict=True)]
        for (k, _), variable in self.leads.items():
            variables.append(variable)
            costs.append(self.clinic.staff_cost(int(self.clinic.service_of[k])))
        self.model.minimize(cp_model.LinearExpr.weighted_sum(variables, costs))

    def hint(self) -> None:
        """What is now: the search starts from it and can only better it."""
        for p, columns in self.part.columns.items():
            here = self.plan.itineraries[p]
            for variable, itinerary in zip(self.week[p], columns, strict=True):
                self.model.add_hint(variable, _same(itinerary, here))
        leading = {(k, c) for k, leaders in self.loose for c in leaders}
        for key, variable in self.leads.items():
            self.model.add_hint(variable, key in leading)


def _total(variables: list[cp_model.IntVar]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(variables) if variables else 0


def _same(one: Itinerary, other: Itinerary) -> bool:
    return one.groups == other.groups and one.sessions == other.sessions


def _nested(
    moving: list[tuple[int, cp_model.LinearExprT, int]], seats: list[int]
) -> list[tuple[int, cp_model.LinearExprT, int]]:
    """A group that needs a large room also counts among those that need at least a smaller one."""
    found = []
    for size in sorted(set(seats)):
        at: dict[int, cp_model.LinearExprT] = {}
        for n, count, k in moving:
            # The smallest need that is at least this size: larger ones are counted within it already.
            if n >= size and (k not in at or n < at[k][0]):  # type: ignore[index]
                at[k] = (n, count)  # type: ignore[assignment]
        found += [(size, count, k) for k, (_, count) in at.items()]  # type: ignore[misc]
    return found


def solve(clinic: Clinic, plan: Plan, part: Part, effort: Effort) -> Solved | None:
    """The best weeks for the free part within the effort; None when none was found in time."""
    build = Build(clinic, plan, part)
    build.people()
    build.groups()
    build.leaders()
    build.clinicians()
    build.rooms()
    build.apart()
    build.few_moved()
    build.cost()
    if not effort.proving:  # what is hit leaves little to start from: 100 absences took a fifth less time without
        build.hint()
    solver = _solver(effort)
    status = solver.solve(build.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return _read(build, solver, status == cp_model.OPTIMAL)


def _solver(effort: Effort) -> cp_model.CpSolver:
    """CP-SAT set for small parts whose linear relaxation is nearly whole: long preparation does not pay."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    solver.parameters.absolute_gap_limit = effort.gap
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    if effort.proving:
        # 20 absences at 250 people: 20 ms on average and 95 at most, against 57 and 955 as below.
        solver.parameters.cp_model_presolve = False
        solver.parameters.optimize_with_core = True
    else:
        # 36 parts of builds at 60 and 250 people: half the mean time of CP-SAT's own settings, all to the end.
        solver.parameters.linearization_level = 2
        solver.parameters.max_presolve_iterations = 1
    solver.parameters.catch_sigint_signal = False  # its own handler aborts the process when two threads solve
    if effort.deterministic:
        solver.parameters.max_deterministic_time = effort.seconds
    else:
        solver.parameters.max_time_in_seconds = effort.seconds
    return solver


def _read(build: Build, solver: cp_model.CpSolver, optimal: bool) -> Solved:
    chosen = {
        p: next(one for v, one in zip(build.week[p], columns, strict=True) if solver.boolean_value(v))
        for p, columns in build.part.columns.items()
    }
    leading: dict[int, list[int]] = defaultdict(list)
    for (k, c), variable in build.leads.items():
        if solver.boolean_value(variable):
            leading[k].append(c)
    opened = [(k, leaders) for k, cs in leading.items() for leaders in _teams(build.clinic, k, cs)]
    return Solved(chosen, tuple(opened), optimal, solver.response_proto.deterministic_time)


def _teams(clinic: Clinic, k: int, clinicians: list[int]) -> list[Leaders]:
    """Co-leaders put together so that each group has one with the skill."""
    s = int(clinic.service_of[k])
    size = clinic.services[s].leaders
    inorder = sorted(clinicians, key=lambda c: (not clinic.skilled[s, c], c))
    teams = len(inorder) // size
    return [tuple(sorted(inorder[i::teams])) for i in range(teams)]
