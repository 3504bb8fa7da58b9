# SPDX-License-Identifier: Apache-2.0
"""What a person's week could be among the seats that are open: the best few, or why there is none and what would help.

She may be a patient, or somebody who is not one yet: then her entry is made from what was asked of her.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.core import signing
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from handrail.ground.kit.days import WEEKDAYS, Span
from handrail.ground.look.templatetags import look
from handrail.ground.program.rules import Program, Service
from handrail.journey.timetable import rules
from handrail.journey.timetable.cards import Card, InForce
from handrail.journey.timetable.engine.explain import Explanation, explain_person, wanting
from handrail.journey.timetable.engine.fit import Fit, best_weeks
from handrail.journey.timetable.places import Places, places_of, seated, with_unmet
from handrail.journey.timetable.problem import Mode, Order, Patient, clock
from handrail.journey.timetable.problem import Span as Busy
from handrail.journey.timetable.queries.lives import Changed
from handrail.journey.timetable.queries.running import Running, running
from handrail.journey.timetable.sentences import group_names
from handrail.journey.timetable.week import Week

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NEWCOMER = "newcomer"
PARTS = {"morning": _("mornings"), "afternoon": _("afternoons"), "evening": _("evenings")}
FIVE = 5
SALT, LASTS = "timetable.asked", 12 * 60 * 60


@dataclass(frozen=True)
class Asked:
    """What a sample week or a week for someone not yet admitted is asked for. `orders`: service -> how many."""

    mode: Mode
    travel_minutes: int
    orders: Mapping[UUID, int]
    busy: tuple[Span, ...]
    cohorts: tuple[str, ...] = ()
    full_days: int = 0
    full_day_minutes: int = 0

    def to_json(self) -> str:
        told = asdict(self) | {"orders": {str(key): count for key, count in self.orders.items()}}
        return json.dumps(told | {"busy": [[s.weekday, s.start, s.end, s.why] for s in self.busy]})

    @classmethod
    def from_json(cls, text: str) -> "Asked":
        told = json.loads(text)
        orders = {UUID(key): count for key, count in told["orders"].items()}
        busy = tuple(Span(*one) for one in told["busy"])
        return cls(**(told | {"orders": orders, "busy": busy, "cohorts": tuple(told["cohorts"])}))


@dataclass(frozen=True)
class Offered:
    """One week she could have."""

    running: Running
    entry: Patient
    fit: Fit

    @cached_property
    def places(self) -> Places:
        return places_of(self.running.week, self.fit.joined, self.fit.sessions)

    @cached_property
    def shown(self) -> InForce:
        """Her own week only, as pages show it: of groups, that she is in them and nobody else."""
        week = self.running.week
        groups = tuple(
            g.model_copy(update={"members": (self.entry.id,)}) for g in week.groups if g.id in self.fit.joined
        )
        hers = Week(groups=groups, appointments=self.fit.sessions, unmet=self.fit.unmet)
        return InForce(
            program=self.running.program, monday=self.running.first_day, week=hers, names=self.running.prepared.names,
            problem=self.running.problem.model_copy(update={"patients": (self.entry,)}),
            with_family=self.running.prepared.with_family,
        )  # fmt: skip

    @cached_property
    def ledger(self) -> rules.Ledger:
        return self.shown.ledgers[self.entry.id]

    @cached_property
    def cards(self) -> list[Card]:
        return self.shown.cards

    @cached_property
    def days(self) -> list[str]:
        return [day for day in WEEKDAYS if any(card.day == day for card in self.cards)]

    @cached_property
    def by_day(self) -> list[tuple[str, list[Card]]]:
        return [(day, [card for card in self.cards if card.day == day]) for day in self.days]

    @property
    def days_said(self) -> str:
        """Mon, Tue and Thu, evenings."""
        days = str(get_text_list([look.short_weekday(day) for day in self.days], _("and")))
        parts = {rules.part_of_day(card.start) for card in self.cards}
        return f"{days}, {PARTS[parts.pop()]}" if len(parts) == 1 else days

    @property
    def first_on(self) -> date | None:
        """The date of her first meeting."""
        days = self.days
        return self.running.first_day + timedelta(days=WEEKDAYS.index(days[0])) if days else None

    @property
    def is_whole(self) -> bool:
        return self.fit.whole

    @property
    def missing(self) -> list[tuple[str, int]]:
        return [(self.running.prepared.names[u.service], u.count) for u in self.fit.unmet]


@dataclass(frozen=True)
class Help:
    """Why something is missing, and the smallest change that frees it; `kind` empty when nothing tried does."""

    service: str
    count: int
    because: str
    freed: str
    kind: str = ""
    minutes: int = 0
    day: str = ""


def sealed(asked: Asked) -> str:
    """What was asked for, to go from one page of ours to another: nobody can change it on the way."""
    return signing.dumps(asked.to_json(), salt=SALT, compress=True)


def unsealed(text: str) -> Asked | None:
    try:
        return Asked.from_json(signing.loads(text, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        return None


def entry_of(running: Running, patient: UUID) -> Patient | None:
    """A patient's own entry, as the tables have it."""
    return running.problem.patient_of.get(str(patient))


def entry_for(running: Running, asked: Asked) -> Patient:
    """An entry for someone not yet admitted: individual sessions with whoever has most time left for them."""
    services = running.problem.service_of
    orders = [
        Order(service=str(s), count=count, clinician=None if services[str(s)].is_group else _most_free(running, s))
        for s, count in asked.orders.items()
        if count and str(s) in services
    ]
    return Patient.model_validate(
        {
            "id": NEWCOMER, "mode": asked.mode, "travel_minutes": asked.travel_minutes, "orders": orders,
            "cohorts": asked.cohorts, "busy": _busy(asked.busy),
            "full_days": {"count": asked.full_days, "minutes": asked.full_day_minutes},
        }
    )  # fmt: skip


def _busy(told: Iterable[Span]) -> dict[str, tuple[Busy, ...]]:
    busy: dict[str, tuple[Busy, ...]] = {}
    for span in sorted(told):
        one = Busy.model_validate({"start": clock(span.start), "end": clock(span.end), "why": span.why})
        busy[WEEKDAYS[span.weekday]] = (*busy.get(WEEKDAYS[span.weekday], ()), one)
    return busy


def _most_free(running: Running, service: UUID) -> str | None:
    """Who could see somebody new: with the skill it needs, most minutes left first."""
    skill = next((s.skill for s in running.services if s.id == service), "")
    able = [c for c in running.problem.clinicians if c.available and (not skill or skill in c.skills)]
    best = max(able, key=lambda c: (running.running.minutes_left(c.id, ""), c.id), default=None)
    return best.id if best else None


def usual(services: Iterable[Service], mode: Mode, cohorts: Iterable[str] = ()) -> dict[UUID, int]:
    """What most people of a program are ordered, of the services that are held this way."""
    mine = set(cohorts)
    return {
        s.id: s.usual_count for s in services if s.usual_count and s.mode == mode and (not s.cohort or s.cohort in mine)
    }


def weeks(running: Running, entry: Patient, *, count: int = FIVE) -> list[Offered]:
    """Up to so many different weeks, best first; those that leave as little unmet as the best, and the best always."""
    key = ("weeks", entry.model_dump_json(), count)
    found: list[Fit] = running.answer(key, lambda: best_weeks(running.running, entry, count))
    best = found[0].terms["unmet"] if found else 0
    kept = [one for one in found if one.terms["unmet"] == best and (one.joined or one.sessions)]
    return [Offered(running, entry, one) for one in kept]


def help_for(running: Running, entry: Patient) -> list[Help]:
    """Why her best week is not whole, and what would help, each thing tried."""
    short_of = running.answer("wanting", lambda: wanting(running.running))
    key = ("help", entry.model_dump_json())
    explained: list[Explanation] = running.answer(key, lambda: explain_person(running.running, entry, short_of))
    return [_help(running, one) for one in explained]


def _help(running: Running, one: Explanation) -> Help:
    names, change = running.prepared.names, one.free_by
    known = names | group_names(names, running.week)

    def said(sentence: str) -> str:
        return KEY.sub(lambda found: known.get(found[0], found[0]), sentence)

    return Help(
        service=names.get(one.service, ""), count=one.count, because=said(one.because), freed=said(one.freed),
        kind=change.kind if change else "", minutes=abs(change.minutes or 0) if change else 0,
        day=(change.day or "") if change else "",
    )  # fmt: skip


def with_life(entry: Patient, life: Iterable[tuple[Span, str]], travel_minutes: int) -> Patient:
    """Her entry with other hours of her own."""
    told = [replace(span, why=span.why or reason) for span, reason in life]
    return entry.model_copy(update={"busy": _busy(told), "travel_minutes": travel_minutes})


def mends(running: Running, entry: Patient, *, count: int = 3) -> list[Offered]:
    """Her week laid round other hours than she had, with as few changes as can be: the best few, nobody else moved.

    A week that would leave a group too small is none: whoever plans weeks has to look at it.
    """
    keeping = running.running.keeping(entry.id)
    found = best_weeks(keeping, entry, count)
    best = found[0].terms["unmet"] if found else 0
    kept = [one for one in found if one.terms["unmet"] <= best + 1 and (one.joined or one.sessions)]
    return [Offered(running, entry, one) for one in kept if not one.left_short]


def has_whole(running: Running, patient: UUID) -> bool:
    """Whether she has everything she is ordered in the week she would join."""
    entry = entry_of(running, patient)
    if entry is None or not entry.orders:
        return False
    told = with_unmet(running.prepared.week, entry, "")
    return not any(one.patient == entry.id for one in told.unmet)


def present(running: Running, entry: Patient) -> list[Card]:
    """Her meetings in the week that runs; `clashes_with` says what of her own hours each would hit."""
    cards = _own_week(running, entry, running.week).cards
    return [replace(card, clashes_with=_hit(running, entry, card)) for card in cards]


def _own_week(running: Running, entry: Patient, week: Week) -> InForce:
    """Of a whole week, what is hers."""
    groups = tuple(g.model_copy(update={"members": (entry.id,)}) for g in week.groups if entry.id in g.members)
    own = Week(groups=groups, appointments=tuple(a for a in week.appointments if a.patient == entry.id))
    return InForce(
        program=running.program, monday=running.first_day, week=own, names=running.prepared.names,
        problem=running.problem.model_copy(update={"patients": (entry,)}), with_family=running.prepared.with_family,
    )  # fmt: skip


def _hit(running: Running, entry: Patient, card: Card) -> tuple[str, ...]:
    travel = rules.travel_for(entry, running.problem.service_of[card.service])
    spans = entry.busy.get(card.day, ())  # type: ignore[call-overload]
    return tuple(s.why for s in spans if card.start - travel < s.end and s.start < card.end + travel)


def shown_places(program: Program, told: Changed, *, first_day: date, at: datetime) -> list[Card]:
    """The meetings of the week a patient chose, as far as they still stand."""
    found = running(program, first_day=first_day, at=at, apart_from=told.patient)
    entry = entry_of(found, told.patient) if found else None
    if found is None or entry is None or told.places is None:
        return []
    entry = with_life(entry, told.life, told.travel_minutes)
    week, _missing = seated(found.problem, found.week, entry.id, told.places)
    return _own_week(found, entry, week).cards
