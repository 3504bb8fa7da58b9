# SPDX-License-Identifier: Apache-2.0
"""One person into the week that runs, nobody moved: her best week, exactly, in milliseconds.

She joins groups that run and takes hours her clinicians have free. Opening a group for her is not part of fit.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from handrail.journey.timetable.engine.offers import Meeting, Offer, Offers, Seat
from handrail.journey.timetable.engine.oneday import Days, Kind, Row
from handrail.journey.timetable.engine.oneweek import Best, Frame, Wanted, Weeks
from handrail.journey.timetable.engine.running import RunningWeek as RunningWeek
from handrail.journey.timetable.problem import Patient, clock
from handrail.journey.timetable.rules import WEIGHTS
from handrail.journey.timetable.week import DAYS, Appointment, Group, Unmet, Week

NOT_FOUND = "Nothing that runs now keeps every rule for her."


@dataclass(frozen=True)
class Fit:
    """Her week: ids of the groups she joins, her individual sessions, what stays unmet, what it costs by term.

    `left_short`: groups that fall under their minimum because she can or should no longer come.
    """

    patient: str
    joined: tuple[str, ...]
    sessions: tuple[Appointment, ...]
    unmet: tuple[Unmet, ...]
    terms: dict[str, int]
    left_short: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        return sum(WEIGHTS[term] * times for term, times in self.terms.items())

    @property
    def whole(self) -> bool:
        return not self.terms["unmet"] and not self.terms["short_day"]


class Part(NamedTuple):
    """What tells one week from another: a group at its times, or (start -1) the nth session of a service on a day."""

    service: str
    days: tuple[int, ...]
    start: int
    nth: int = 1


@dataclass(frozen=True)
class Limits:
    """Parts her week must have, and parts it must not."""

    must: frozenset[Part] = frozenset()
    never: frozenset[Part] = frozenset()


ANYTHING = Limits()


class Choice(NamedTuple):
    """Groups that meet on several days, taken together: what they fix on each day, and what they cost in themselves."""

    seats: list[Seat]
    parts: frozenset[Part]
    fixed: dict[int, tuple[tuple[int, int], ...]]
    price: int


Starts = tuple[tuple[int, int], ...]
Said = tuple[Starts, Starts, tuple[tuple[int, int, int], ...]]  # of a row: closed, only, barred


class Lot(NamedTuple):
    """All weeks within some limits, and the best of them; `cost` counts what groups need before the score."""

    cost: int
    limits: Limits
    best: Best
    seats: list[Seat]
    rows: tuple[int, ...]


def fit(running: RunningWeek, patient: Patient) -> Fit:
    """The best week for her that moves nobody. She may be in the running week; then her own places count as free.

    Her entry must name only what the problem has (`problem.read_patient` sees to it). Only groups that run are
    joined; none is opened. Of equally good weeks the answer is always the same.
    """
    (found,) = best_weeks(running, patient, 1)
    return found


def best_weeks(running: RunningWeek, patient: Patient, count: int = 5) -> list[Fit]:
    """Up to so many different weeks, best first. Two differ when a group lies at another time, or a session of
    a service on another day; another hour of the same day, or a twin group at the same time, is no other week.

    The weeks are parted after Lawler: those without the first part of the best, those with it but without the
    second, and so on; each lot's best is known exactly, or that it is not among those still wanted.
    """
    person = _Person(running, patient)
    lots, found = person.best([ANYTHING], 1), list[Fit]()
    while lots:
        best = min(lots, key=lambda lot: lot.cost)
        lots.remove(best)
        found.append(person.told(best))
        wanted = count - len(found)
        if wanted <= 0:
            break
        lots += person.best(_parted(person.parts(found[-1]), best.limits), wanted, lots)
    return found


def _parted(parts: list[Part], limits: Limits) -> list[Limits]:
    """All other weeks within the limits than the one with these parts, each in one lot."""
    lots, must = [], limits.must
    for part in sorted(
        parts, key=lambda one: (one.days, one.start, one.service, one.nth)
    ):  # its early days change first
        if part not in must:
            lots.append(Limits(must, limits.never | {part}))
            must |= {part}
    return lots


def with_person(week: Week, fit: Fit, patient: Patient) -> Week:
    """The week with her in it as fitted, and nobody else's changed; what stays unmet is told."""
    return week.model_copy(
        update={
            "groups": tuple(_with_member(group, patient.id, group.id in fit.joined) for group in week.groups),
            "appointments": (*(a for a in week.appointments if a.patient != patient.id), *fit.sessions),
            "unmet": (*(one for one in week.unmet if one.patient != patient.id), *fit.unmet),
        }
    )


def _with_member(group: Group, patient: str, joins: bool) -> Group:
    if (patient in group.members) == joins:
        return group
    members = [*group.members, patient] if joins else [one for one in group.members if one != patient]
    return group.model_copy(update={"members": tuple(members)})


class _Person:
    """One person before the running week, asked for her best within limits.

    The days of all that is asked at once are swept at once, and a day that was swept is kept.
    """

    def __init__(self, running: RunningWeek, patient: Patient) -> None:
        self.running, self.patient = running, patient
        self.offers = Offers(running, patient)
        self.once = [offer for offer in self.offers.each if offer.starts]
        self.kinds = [Kind(o.service.minutes, 1 if o.service.is_group else o.count, o.starts) for o in self.once]
        self.place_of: dict[Row, int] = {}
        self.swept: list[tuple[Days, int]] = []
        self.weeks: Weeks | None = None
        self.choices = list(self._choices())
        used = {day for offer in self.once for day in offer.starts}
        self.days = sorted(used | {day for one in self.choices for day in one.fixed})

    # ---- the best of it ---------------------------------------------------------------------------------------

    def best(self, asked: list[Limits], wanted: int, others: Sequence[Lot] = ()) -> list[Lot]:
        """The weeks within each of the limits, with the best of each; none of those that have no week, and none that
        cannot be among the so many cheapest of these and the others."""
        framed = [self._framed(limits) for limits in asked]
        self._sweep()
        assert self.weeks is not None, "the first sweep lays them"
        found = self.weeks.cheapest([frames for _, frames in framed], wanted, [lot.cost for lot in others])
        return [
            Lot(best.cost, limits, best, chosen[best.frame].seats, frames[best.frame].rows)
            for limits, (chosen, frames), best in zip(asked, framed, found, strict=True)
            if best is not None
        ]

    def _framed(self, limits: Limits) -> tuple[list[Choice], list[Frame]]:
        """The choices of groups that meet on several days, and each with its rows."""
        must = {part for part in limits.must if len(part.days) > 1}
        allowed = [one for one in self.choices if must <= one.parts and not one.parts & limits.never]
        said = [(day, self._said(limits, day)) for day in self.days]
        frames = [
            Frame(tuple(self._row(Row(day, one.fixed.get(day, ()), *told)) for day, told in said), one.price)
            for one in allowed
        ]
        return allowed, frames

    def _row(self, row: Row) -> int:
        return self.place_of.setdefault(row, len(self.place_of))

    def _sweep(self) -> None:
        """Sweep the days that were asked for and were not yet."""
        rows = list(self.place_of)[len(self.swept) :] or ([] if self.weeks else [Row(0)])
        if not rows:
            return
        days = Days(self.kinds, rows)
        fixed = [sum(end - begin for begin, end in row.fixed) for row in rows]
        self.swept += [(days, r) for r in range(len(rows))]
        if self.weeks is None:
            self.weeks = Weeks(self._wanted(self.once), days.table, fixed, len(self.days))
        else:
            self.weeks.grow(days.table, fixed)

    def _choices(self) -> Iterator[Choice]:
        """Every choice of groups that meet on several days, lawful among themselves."""
        wide = [offer for offer in self.offers.each if offer.seats]
        each = [[seats for n in range(offer.count + 1) for seats in combinations(offer.seats, n)] for offer in wide]
        for chosen in product(*each):
            seats = [seat for seats in chosen for seat in seats]
            if not any(one.clashes(other) for one, other in combinations(seats, 2)):
                fixed: dict[int, list[tuple[int, int]]] = {}
                for seat in sorted(seats, key=lambda one: one.start):
                    for day in seat.days:
                        fixed.setdefault(day, []).append((seat.start, seat.start + seat.service.minutes))
                held = {day: tuple(spans) for day, spans in fixed.items()}
                yield Choice(seats, frozenset(map(_part, seats)), held, self._framed_price(seats))

    def _said(self, limits: Limits, day: int) -> Said:
        """What the limits say of this day: starts that are closed, or the only ones; too little or too much."""
        closed, only, barred = set(), set(), set()
        for k, offer in enumerate(self.once):
            for part in limits.must | limits.never:
                if part.service != offer.service.id or part.days[0] != day:
                    continue
                if part in limits.must:
                    barred.add((k, 0, part.nth))
                    only |= {(k, part.start)} if part.start >= 0 else set()
                elif part.start >= 0:
                    closed.add((k, part.start))
                else:
                    barred.add((k, part.nth, self.kinds[k].most + 1))
        return tuple(sorted(closed)), tuple(sorted(only)), tuple(sorted(barred))

    def _framed_price(self, seats: list[Seat]) -> int:
        """Preference, change, and what is unmet of orders that have no single starts to be given from."""
        got = Counter(seat.service.id for seat in seats)
        unmet = sum(
            (offer.count - got[offer.service.id]) * offer.service.times_per_week
            for offer in self.offers.each
            if not offer.starts
        )
        return WEIGHTS["unmet"] * unmet + sum(seat.price for seat in seats)

    def _wanted(self, once: list[Offer]) -> Wanted:
        kinds_with: dict[str, list[int]] = {}
        for k, offer in enumerate(once):
            if offer.clinician is not None:
                kinds_with.setdefault(offer.clinician, []).append(k)
        return Wanted(
            counts=tuple(offer.count for offer in once),
            minutes=tuple(offer.service.minutes for offer in once),
            shared=tuple(
                (tuple(kinds), self.running.minutes_left(clinician, self.patient.id))
                for clinician, kinds in kinds_with.items()
            ),
            full_days=self.patient.full_days,
        )

    # ---- her week ---------------------------------------------------------------------------------------------

    def told(self, lot: Lot) -> Fit:
        """The best week of a lot, said out."""
        seats = lot.seats
        joined = [seat.group for seat in seats]
        meetings = [Meeting(d, s.start, s.service.id, s.service.minutes) for s in seats for d in s.days]
        sessions = []
        for day, row, counts in zip(self.days, lot.rows, lot.best.counts, strict=True):
            days, r = self.swept[row]
            for k, start in days.meetings(r, counts):
                offer = self.once[k]
                meetings.append(Meeting(day, start, offer.service.id, offer.service.minutes))
                if offer.clinician is None:
                    joined.append(offer.group_at[day, start])
                else:
                    sessions.append(self._appointment(offer, day, start))
        return Fit(
            patient=self.patient.id,
            joined=tuple(sorted(joined)),
            sessions=tuple(sessions),
            unmet=tuple(self._unmet(joined, sessions)),
            terms=self.offers.terms(meetings),
            left_short=tuple(name for name in self.offers.needing if name not in joined),
        )

    def _appointment(self, offer: Offer, day: int, start: int) -> Appointment:
        assert offer.clinician is not None
        return Appointment(
            patient=self.patient.id,
            service=offer.service.id,
            clinician=offer.clinician,
            day=DAYS[day],
            start=clock(start),
        )

    def _unmet(self, joined: list[str], sessions: list[Appointment]) -> Iterator[Unmet]:
        got = Counter(a.service for a in sessions)
        for offer in self.offers.each:
            if offer.service.is_group:
                names = {one.id for one in self.running.groups_of.get(offer.service.id, ())}
                got[offer.service.id] = len(names.intersection(joined))
            if missing := offer.count - got[offer.service.id]:
                yield Unmet(patient=self.patient.id, service=offer.service.id, count=missing, because=NOT_FOUND)

    def parts(self, one: Fit) -> list[Part]:
        """What a week is made of, as `best_weeks` tells weeks apart."""
        groups = {g.id: g for offer in self.offers.each for g in self.running.groups_of.get(offer.service.id, ())}
        parts = [Part(groups[name].service.id, groups[name].days, groups[name].start) for name in one.joined]
        nth: Counter[tuple[str, int]] = Counter()
        for a in one.sessions:
            key = (a.service, DAYS.index(a.day))
            nth[key] += 1
            parts.append(Part(a.service, (key[1],), -1, nth[key]))
        return parts


def _part(seat: Seat) -> Part:
    return Part(seat.service.id, seat.days, seat.start)
