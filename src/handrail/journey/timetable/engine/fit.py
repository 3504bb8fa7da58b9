# SPDX-License-Identifier: Apache-2.0
"""One person into the week that runs, nobody moved: her best week, exactly, in milliseconds.

She joins groups that run and takes hours her clinicians have free. Opening a group for her is not part of fit.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from handrail.journey.timetable.engine.offers import Meeting, Offer, Offers, Seat
from handrail.journey.timetable.engine.oneday import NEVER, Days, Kind, Row
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

    def allow(self, part: Part) -> bool:
        return part not in self.never


ANYTHING = Limits()


class Lot(NamedTuple):
    """All weeks within some limits, and the best of them; `cost` counts what groups need before the score."""

    cost: int
    fit: Fit
    limits: Limits


def fit(running: RunningWeek, patient: Patient) -> Fit:
    """The best week for her that moves nobody. She may be in the running week; then her own places count as free.

    Her entry must name only what the problem has (`problem.read_patient` sees to it). Only groups that run are
    joined; none is opened. Of equally good weeks the answer is always the same.
    """
    found = _Person(running, patient).best(ANYTHING)
    assert found is not None
    return found.fit


def best_weeks(running: RunningWeek, patient: Patient, count: int = 5) -> list[Fit]:
    """Up to so many different weeks, best first. Two differ when a group lies at another time, or a session of
    a service on another day; another hour of the same day, or a twin group at the same time, is no other week.

    The weeks are parted after Lawler: those without the first part of the best, those with it but without the
    second, and so on; each lot's best is known exactly.
    """
    person = _Person(running, patient)
    lots = [lot for lot in [person.best(ANYTHING)] if lot]
    found: list[Fit] = []
    while lots and len(found) < count:
        best = min(lots, key=lambda lot: lot.cost)
        lots.remove(best)
        found.append(best.fit)
        must = best.limits.must
        for part in person.parts(best.fit):
            if part not in must:
                lot = person.best(Limits(must, best.limits.never | {part}))
                lots += [lot] if lot else []
                must |= {part}
    return found


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
    """One person before the running week, asked for her best within limits."""

    def __init__(self, running: RunningWeek, patient: Patient) -> None:
        self.running, self.patient = running, patient
        self.offers = Offers(running, patient)

    # ---- the best of it ---------------------------------------------------------------------------------------

    def best(self, limits: Limits) -> Lot | None:
        """The weeks within the limits, with the best; None when there is none."""
        once = [offer for offer in self.offers.each if offer.starts]
        framed = list(self._frames(limits))
        used = {day for offer in once for day in offer.starts}
        days = sorted(used | {day for seats in framed for seat in seats for day in seat.days})
        rows: dict[Row, int] = {}
        frames = [
            Frame(tuple(self._row(rows, seats, day) for day in days), self._framed_price(seats)) for seats in framed
        ]
        table = Days([self._kind(offer, limits) for offer in once], list(rows) or [Row(0)])
        self._keep_limits(table, once, limits)
        fixed = [sum(end - begin for begin, end in row.fixed) for row in table.rows]
        best = Weeks(self._wanted(once), table.table, fixed, frames).best() if frames else None
        if best is None:
            return None
        return Lot(best.cost, self._told(best, framed[best.frame], days, frames[best.frame], once, table), limits)

    def _frames(self, limits: Limits) -> Iterator[list[Seat]]:
        """Every choice of groups that meet on several days, lawful among themselves."""
        wide = [offer for offer in self.offers.each if offer.seats]
        choices = [[seats for n in range(offer.count + 1) for seats in combinations(offer.seats, n)] for offer in wide]
        must = {part for part in limits.must if len(part.days) > 1}
        for chosen in product(*choices):
            seats = [seat for seats in chosen for seat in seats]
            parts = {_part(seat) for seat in seats}
            lawful = not any(one.clashes(other) for one, other in combinations(seats, 2))
            if lawful and must <= parts and not parts & limits.never:
                yield seats

    def _row(self, rows: dict[Row, int], seats: list[Seat], day: int) -> int:
        fixed = sorted((s.start, s.start + s.service.minutes) for s in seats if day in s.days)
        return rows.setdefault(Row(day, tuple(fixed)), len(rows))

    def _framed_price(self, seats: list[Seat]) -> int:
        """Preference, change, and what is unmet of orders that have no single starts to be given from."""
        got = Counter(seat.service.id for seat in seats)
        unmet = sum(
            (offer.count - got[offer.service.id]) * offer.service.times_per_week
            for offer in self.offers.each
            if not offer.starts
        )
        return WEIGHTS["unmet"] * unmet + sum(seat.price for seat in seats)

    def _kind(self, offer: Offer, limits: Limits) -> Kind:
        """An offer within the limits, as the tables of days want it."""
        must = {
            part.days[0]: part.start for part in limits.must if part.service == offer.service.id and part.start >= 0
        }
        starts = {
            day: {
                start: price
                for start, price in held.items()
                if must.get(day, start) == start and limits.allow(Part(offer.service.id, (day,), start))
            }
            for day, held in offer.starts.items()
        }
        return Kind(offer.service.minutes, 1 if offer.service.is_group else offer.count, starts)

    def _keep_limits(self, days: Days, once: list[Offer], limits: Limits) -> None:
        """Close the days' choices that have too little or too much of a service for the limits."""
        for k, offer in enumerate(once):
            for part in limits.must | limits.never:
                if part.service != offer.service.id or (part in limits.never and part.start >= 0):
                    continue
                rows = [r for r, row in enumerate(days.rows) if row.day == part.days[0]]
                counts = slice(part.nth, None) if part in limits.never else slice(0, part.nth)
                days.table[(rows, *(slice(None),) * k, counts)] = NEVER

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

    def _told(
        self, best: Best, seats: list[Seat], days: list[int], frame: Frame, once: list[Offer], table: Days
    ) -> Fit:
        joined = [seat.group for seat in seats]
        meetings = [Meeting(d, s.start, s.service.id, s.service.minutes) for s in seats for d in s.days]
        sessions = []
        for day, row, counts in zip(days, frame.rows, best.counts, strict=True):
            for k, start in table.meetings(row, counts):
                offer = once[k]
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
