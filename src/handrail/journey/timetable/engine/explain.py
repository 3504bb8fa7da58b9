# SPDX-License-Identifier: Apache-2.0
"""Why an order is unmet: which rules close what to her, and the smallest single change that frees it, tried.

Every change told here was made, and her week fitted anew, before it is told. Sentences are for clinicians and
name nobody but her and staff.
"""

from collections import Counter
from dataclasses import dataclass, replace

from handrail.journey.timetable.engine.blocks import Block as Block
from handrail.journey.timetable.engine.blocks import Hers, blocks_of, closed_groups, closed_starts, counted, hers
from handrail.journey.timetable.engine.changes import Case, Trial, trials
from handrail.journey.timetable.engine.changes import Change as Change
from handrail.journey.timetable.engine.fit import Fit, fit, with_person
from handrail.journey.timetable.engine.offers import Meeting, Offer, Offers
from handrail.journey.timetable.engine.running import RunningWeek
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.rules import faults, ordered_of
from handrail.journey.timetable.week import DAYS, Unmet, Week

NOTHING_FREES = "No single change we tried frees it."


@dataclass(frozen=True)
class Explanation:
    """Why `count` of an order are unmet, or days are short (`kind` "short day", `service` empty).

    `because` is one sentence for `unmet[].because`. `blocks` counts a group or start under every rule that closes
    it; `because` counts each once. `free_by` is None when nothing tried frees it; `freed` says it in a sentence.
    """

    patient: str
    kind: str
    service: str
    count: int
    because: str
    blocks: tuple[Block, ...]
    free_by: Change | None

    @property
    def freed(self) -> str:
        return self.free_by.sentence if self.free_by else NOTHING_FREES


def explain(problem: Problem, week: Week, *, only: str | None = None) -> list[Explanation]:
    """For each order unmet in this lawful week, and for each person only short of full days: why, and what frees it.

    Of this person alone, if she is named.
    """
    running, found = RunningWeek(problem, week), []
    lacking = {patient.id: _lacking(running, patient) for patient in problem.patients}
    short_of: dict[str, list[str]] = {}
    for name, services in lacking.items():
        for service in services:
            short_of.setdefault(service, []).append(name)
    for patient in problem.patients if only is None else [problem.patient_of[only]]:
        person = _Person(running.keeping(patient.id), patient, short_of)
        found += [person.unmet(service, count) for service, count in lacking[patient.id].items()]
        if not lacking[patient.id] and person.short_days:
            found.append(person.short_day())
    return found


def explain_person(running: RunningWeek, patient: Patient, short_of: dict[str, list[str]]) -> list[Explanation]:
    """The same for one person as her best week leaves her, whether she is in this running week or not yet.

    `short_of`: service -> others in want of it, as `wanting` finds them.
    """
    week = with_person(running.week, fit(running, patient), patient)
    joined = RunningWeek(running.problem.with_patient(patient), week)
    person = _Person(joined.keeping(patient.id), patient, short_of)
    lacking = _lacking(joined, patient)
    found = [person.unmet(service, count) for service, count in lacking.items()]
    return found if found or not person.short_days else [person.short_day()]


def wanting(running: RunningWeek) -> dict[str, list[str]]:
    """Service -> everyone of the running week in want of it."""
    short_of: dict[str, list[str]] = {}
    for patient in running.problem.patients:
        for service in _lacking(running, patient):
            short_of.setdefault(service, []).append(patient.id)
    return short_of


def with_reasons(week: Week, explained: list[Explanation]) -> Week:
    """The week with each unmet order's reason, as explained."""
    because = {(one.patient, one.service): one.because for one in explained}
    unmet = tuple(
        Unmet(
            patient=u.patient, service=u.service, count=u.count, because=because.get((u.patient, u.service), u.because)
        )
        for u in week.unmet
    )
    return week.model_copy(update={"unmet": unmet})


def _lacking(running: RunningWeek, patient: Patient) -> Counter[str]:
    """Service -> how many of it she is ordered and does not have."""
    meetings = Counter(m.service for m in hers(running, patient))
    lacking: Counter[str] = Counter()
    for service, count in ordered_of(patient).items():
        missing = count - meetings[service] // running.problem.service_of[service].times_per_week
        if missing > 0:
            lacking[service] = missing
    return lacking


class _Person:
    """One person with something unmet or short, before the running week."""

    def __init__(self, running: RunningWeek, patient: Patient, short_of: dict[str, list[str]]) -> None:
        self.running, self.patient, self.short_of = running, patient, short_of
        self.now = hers(running, patient)

    @property
    def terms(self) -> dict[str, int]:
        """What her week costs as it is."""
        return self._offers.terms([Meeting(m.day, m.start, m.service, m.end - m.start) for m in self.now])

    @property
    def _offers(self) -> Offers:
        return Offers(self.running, self.patient)

    @property
    def short_days(self) -> int:
        return self.terms["short_day"] if self.patient.full_days.count else 0

    def unmet(self, service: str, count: int) -> Explanation:
        offer = next(offer for offer in self._offers.each if offer.service.id == service)
        closed = self._closed(offer)
        return Explanation(
            patient=self.patient.id,
            kind="unmet",
            service=service,
            count=count,
            because=because(offer, closed),
            blocks=blocks_of(closed) if closed or not offer.service.is_group else (_none_runs(offer),),
            free_by=self._freed_by([offer], service),
        )

    def short_day(self) -> Explanation:
        need, minutes = self.patient.full_days, _minutes_by_day(self.now)
        full = [day for day, n in minutes.items() if n >= need.minutes]
        told = ", ".join(f"{DAYS[day]} {n}" for day, n in sorted(minutes.items())) or "none"
        sentence = f"{len(full)} of the {need.count} days needed reach {need.minutes} minutes ({told})."
        return Explanation(
            patient=self.patient.id,
            kind="short day",
            service="",
            count=self.short_days,
            because=sentence,
            blocks=(),
            free_by=self._freed_by(self._offers.each, ""),
        )

    def _closed(self, offer: Offer) -> list[dict[str, str]]:
        if offer.service.is_group:
            return list(closed_groups(self.running, self.patient, offer.service).values())
        return list(closed_starts(self.running, self.patient, offer).values()) if offer.clinician else []

    # ---- what frees it ----------------------------------------------------------------------------------------

    def _freed_by(self, offers: list[Offer], service: str) -> Change | None:
        """The first change that frees anything, the least burden first."""
        now, lacking = self.terms, _lacking(self.running, self.patient)
        for trial in trials(Case(self.running, self.patient, offers, self.short_of)):
            got = fit(trial.running, trial.patient)
            frees = _frees(now, got, lacking, service)
            if frees > 0 and self._is_lawful(trial, got):
                return replace(trial.change, frees=frees, moves=got.terms["change"] - self._added(now, got))
        return None

    def _added(self, now: dict[str, int], got: Fit) -> int:
        """Meetings that are new because she lacked them; what changes beyond these is moved."""
        return min(got.terms["change"], now["unmet"] - got.terms["unmet"])

    def _is_lawful(self, trial: Trial, got: Fit) -> bool:
        """A changed week of others is judged as a whole; without one, only her own week is new."""
        if trial.week is None:
            return True
        known = self.running.problem.with_patient(trial.patient)
        return not faults(known, with_person(trial.week, got, trial.patient))


def _frees(now: dict[str, int], got: Fit, lacking: Counter[str], service: str) -> int:
    """How many of the order, or full days, this week gives that she lacks now, at no loss elsewhere."""
    if got.left_short or got.terms["unmet"] > now["unmet"] or got.terms["short_day"] > now["short_day"]:
        return 0
    if not service:
        return now["short_day"] - got.terms["short_day"]
    still = sum(one.count for one in got.unmet if one.service == service)
    return lacking[service] - still if got.terms["unmet"] < now["unmet"] else 0


# ---- sentences ----------------------------------------------------------------------------------------------------


def because(offer: Offer, closed: list[dict[str, str]]) -> str:
    """Why an order is unmet, each group or start counted once."""
    service = offer.service
    if service.is_group and not closed:
        return f"No {service.id} group runs that she is not already in."
    told = [f"{count} {said}" for count, said in counted(closed)]
    open_to_her = sum(not one for one in closed)
    if open_to_her:
        told.append(f"{open_to_her} open to her once her own week is laid anew")
    if service.is_group:
        running = f"1 {service.id} group runs" if len(closed) == 1 else f"{len(closed)} {service.id} groups run"
        return f"{running} that she is not in: {', '.join(told)}."
    if offer.clinician is None:
        return f"No clinician is named for {service.id}."
    return f"Of {len(closed)} possible starts for {service.id} with {offer.clinician}: {', '.join(told)}."


def _none_runs(offer: Offer) -> Block:
    return Block("none runs", 0, f"No {offer.service.id} group runs that she is not already in.")


def _minutes_by_day(meetings: list[Hers]) -> Counter[int]:
    minutes: Counter[int] = Counter()
    for m in meetings:
        minutes[m.day] += m.end - m.start
    return minutes
