# SPDX-License-Identifier: Apache-2.0
"""Weeks a mend need not look at, and places nobody competes for: a smaller model with the same best.

Exact: whatever the others choose, a week that is left out could be changed for one that stays, at no greater cost.
"""

from collections import defaultdict
from dataclasses import replace
from functools import cached_property

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.model import Part
from handrail.journey.timetable.engine.plan import NOTHING, Itinerary, Plan, sizes_of

FEW = 8  # so few weeks of one person are not worth thinning
Key = tuple[tuple[int, ...], tuple[int, ...]]  # contested placements, and the services of her sessions


def fewer(clinic: Clinic, plan: Plan, part: Part) -> Part:
    """The same part without the weeks that cannot be needed; `part.base` says what is in all of a person's weeks."""
    contest = Contest(clinic, plan, part)
    columns, blur = dict(part.columns), dict(part.blur)
    for p, weeks in part.columns.items():
        if len(weeks) > FEW:
            kept = contest.needed(p)
            columns[p] = [weeks[i] for i in kept]
            blur[p] = [part.blur[p][i] for i in kept]
    return replace(part, columns=columns, blur=blur, roomy=contest.roomy)


class Contest:
    """What those whose weeks are free could take from each other: seats, rooms and clinicians' time."""

    def __init__(self, clinic: Clinic, plan: Plan, part: Part) -> None:
        self.clinic, self.plan, self.part = clinic, plan, part
        self.coming: dict[int, set[int]] = defaultdict(set)
        self.asking: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)  # c -> p -> (cells, most sessions)
        for p, weeks in part.columns.items():
            base = part.base.get(p, NOTHING)
            for k in {k for one in weeks for k in one.groups}.difference(base.groups):
                self.coming[k].add(p)
            self._note_sessions(p, weeks, base)
        self.roomy = frozenset(k for k, people in self.coming.items() if self._is_roomy(k, people))

    def _note_sessions(self, p: int, weeks: list[Itinerary], base: Itinerary) -> None:
        cells: dict[int, int] = defaultdict(int)
        for s, t in {session for one in weeks for session in one.sessions}.difference(base.sessions):
            cells[self.clinic.clinician_of(p, s)] |= self.clinic.session_cells[s][t]
        for c, taken in cells.items():
            most = max(sum(self.clinic.clinician_of(p, s) == c for s, _ in one.sessions) for one in weeks)
            self.asking[c][p] = taken, most

    def _is_roomy(self, k: int, people: set[int]) -> bool:
        """Whether all who could come may, without a larger room: then nobody's coming is in anybody's way."""
        if k in self.part.openable or any(self.clinic.apart[p] for p in people):
            return False
        s, groups = int(self.clinic.service_of[k]), len(self.plan.leaders.get(k, ()))
        staying = sum(k in self.part.base.get(q, self.plan.itineraries[q]).groups for q in self.plan.members[k])
        now, then = (sizes_of(self.clinic, s, n, groups) for n in (staying, staying + len(people)))
        if not now or not then:
            return False
        return self.clinic.services[s].mode == "online" or self._rooms(now) == self._rooms(then)

    def _rooms(self, sizes: list[int]) -> list[int]:
        return sorted(min(n for n in self.clinic.seats if n >= size) for size in sizes)

    def needed(self, p: int) -> list[int]:
        """Of each kind of week of hers, the cheapest that the others could leave her, as positions."""
        weeks, extra, base = self.part.columns[p], self.part.blur[p], self.part.base.get(p, NOTHING)
        others = {c: self._others(c, p) for c, asking in self.asking.items() if p in asking}
        kept: dict[Key, list[int]] = defaultdict(list)
        chosen, most = [], dict[tuple[int, ...], int]()
        for i in sorted(range(len(weeks)), key=lambda i: weeks[i].cost + extra[i]):
            sessions = [one for one in weeks[i].sessions if one not in base.sessions]
            services = tuple(s for s, _ in sessions)
            key = tuple(k for k in weeks[i].groups if k not in base.groups and k not in self.roomy), services
            takes = 0
            for s, t in sessions:
                c = self.clinic.clinician_of(p, s)
                takes |= (self.clinic.session_cells[s][t] & others[c]) << (c * self.clinic.time_bits)
            if services not in most:
                most[services] = self._most_blocked(p, services)
            if len(kept[key]) > most[services] or any(not other & ~takes for other in kept[key]):
                continue
            kept[key].append(takes)
            chosen.append(i)
        return sorted(chosen)

    def _others(self, c: int, p: int) -> int:
        """The cells of this clinician's time that others than p, or a group, could take."""
        cells = self._led.get(c, 0)
        for q, (taken, _) in self.asking[c].items():
            cells |= taken if q != p else 0
        return cells

    @cached_property
    def _led(self) -> dict[int, int]:
        """For each clinician the cells of groups that may open."""
        cells: dict[int, int] = defaultdict(int)
        for k in self.part.openable:
            mask = int.from_bytes((self.clinic.options.mask[k] & self.clinic.time_mask).tobytes(), "little")
            for c in self.clinic.can_lead[k].nonzero()[0].tolist():
                cells[c] |= mask
        return cells

    def _most_blocked(self, p: int, services: tuple[int, ...]) -> int:
        """How many of her times for one session all the others together could take at most; of several, no bound."""
        if len(services) != 1:
            return len(self.part.columns[p])
        length = self.clinic.services[services[0]].minutes
        c = self.clinic.clinician_of(p, services[0])
        lengths = [self._longest(q, c) for q, (_, most) in self.asking[c].items() if q != p for _ in range(most)]
        for k in self.part.openable:
            if self.clinic.can_lead[k, c]:
                lengths += [self.clinic.services[self.clinic.service_of[k]].minutes] * len(self.clinic.times_of[k])
        grid = self.clinic.problem.grid_minutes
        return sum(-(-(length + other) // grid) - 1 for other in lengths)

    def _longest(self, q: int, c: int) -> int:
        """The longest session that q may have with this clinician."""
        return max(self.clinic.services[wish.s].minutes for wish in self.clinic.wishes[q] if wish.c == c)
