# SPDX-License-Identifier: Apache-2.0
"""Weeks a mend need not look at, and places nobody competes for: a smaller model with the same best.

Exact: whatever the others choose, a week that is left out could be changed for one that stays, at no greater cost.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cached_property

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.model import Part
from handrail.journey.timetable.engine.plan import NOTHING, Itinerary, Plan
from handrail.journey.timetable.engine.seating import sizes_of

FEW = 8  # so few weeks of one person are not worth thinning
Key = tuple[tuple[int, ...], tuple[int, ...]]  # placements that may need her, and the services of her sessions


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
        # Where a group may open or wants people still, someone's coming may be needed; elsewhere it only takes a seat.
        self.needing = {k for k in self.coming if k in part.openable or self._wants_people(k)}

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
        staying = self._staying(k)
        now, then = (sizes_of(self.clinic, s, n, groups) for n in (staying, staying + len(people)))
        if not now or not then:
            return False
        return self.clinic.services[s].mode == "online" or self._rooms(now) == self._rooms(then)

    def _wants_people(self, k: int) -> bool:
        least = self.clinic.services[self.clinic.service_of[k]].min * len(self.plan.leaders.get(k, ()))
        return self._staying(k) < least

    def _staying(self, k: int) -> int:
        return sum(k in self.part.base.get(q, self.plan.itineraries[q]).groups for q in self.plan.members.get(k, ()))

    def _seats(self, p: int, base: Itinerary) -> dict[int, int]:
        """A bit for each placement where she may be in others' way and nobody is needed, above the bits of time."""
        ks = {k for one in self.part.columns[p] for k in one.groups}.difference(base.groups, self.roomy, self.needing)
        first = len(self._hers(p)) * self.clinic.time_bits
        return {k: 1 << (first + n) for n, k in enumerate(ks)}

    def _hers(self, p: int) -> list[int]:
        """The clinicians with whom she could have a session anew."""
        return [c for c, asking in self.asking.items() if p in asking]

    def _rooms(self, sizes: list[int]) -> list[int]:
        return sorted(min(n for n in self.clinic.seats if n >= size) for size in sizes)

    def needed(self, p: int) -> list[int]:
        """Of each kind of week of hers, the cheapest that the others could leave her, as positions."""
        weeks, extra, base = self.part.columns[p], self.part.blur[p], self.part.base.get(p, NOTHING)
        takes = self._takes(p)
        seats = self._seats(p, base)
        kept: dict[Key, list[int]] = defaultdict(list)
        like, most = Counter[tuple[Key, int]](), dict[tuple[int, ...], int]()
        chosen = []
        for i in sorted(range(len(weeks)), key=lambda i: weeks[i].cost + extra[i]):
            sessions = [one for one in weeks[i].sessions if one in takes]
            groups = [k for k in weeks[i].groups if k in self.coming and k not in base.groups]
            services = tuple(s for s, _ in sessions)
            key = tuple(k for k in groups if k in self.needing), services
            seated = sum(seats[k] for k in groups if k in seats)
            if services not in most:
                most[services] = self._most_blocked(p, services)
            if like[key, seated] > most[services]:
                continue
            taken = seated + sum(takes[one] for one in sessions)
            left, fewer_taken = ~taken, kept[key]
            if not any(not other & left for other in fewer_taken):
                fewer_taken.append(taken)
                like[key, seated] += 1
                chosen.append(i)
        return sorted(chosen)

    def _takes(self, p: int) -> dict[tuple[int, int], int]:
        """For each session she could have anew the cells of its clinician that others, or a group, could take."""
        wanted: dict[int, tuple[int, int]] = {}
        for n, c in enumerate(self._hers(p)):
            cells = self._led.get(c, 0)
            for q, (taken, _) in self.asking[c].items():
                cells |= taken if q != p else 0
            wanted[c] = cells, n * self.clinic.time_bits
        takes = {}
        for s, t in {session for one in self.part.columns[p] for session in one.sessions}.difference(
            self.part.base.get(p, NOTHING).sessions
        ):
            cells, shift = wanted[self.clinic.clinician_of(p, s)]
            takes[s, t] = (self.clinic.session_cells[s][t] & cells) << shift
        return takes

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
        # All begin on the grid: an hour that another takes bars the starts on it, and those less than a session before.
        return sum(-(-length // grid) + -(-other // grid) - 1 for other in lengths)

    def _longest(self, q: int, c: int) -> int:
        """The longest session that q may have with this clinician."""
        return max(self.clinic.services[wish.s].minutes for wish in self.clinic.wishes[q] if wish.c == c)
