# SPDX-License-Identifier: Apache-2.0
"""Which rules close which groups and hours to one person in the week that runs, each with a sentence.

Nobody else is named: that someone she is kept apart from sits in a group is all that is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from handrail.journey.timetable.engine.offers import Offer
from handrail.journey.timetable.engine.running import RunningGroup, RunningWeek, minutes_of
from handrail.journey.timetable.problem import Patient, Service, Span, clock
from handrail.journey.timetable.rules import travel_for
from handrail.journey.timetable.week import DAYS, Day

NAMES: dict[Day, str] = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
# Rule -> how a sentence says it of several. Of a group closed by many the first counts: what closes all or nobody
# can change stands before her own life, that before what the clinic could change, and her other sessions last.
SAID = {
    "none runs": "none runs",
    "clinician's hours": "beyond the clinician's hours of the week",
    "mode": "held the other way (online or in person)",
    "cohort": "for other people",
    "kept apart": "with someone she is kept apart from",
    "busy": "during what she is busy with",
    "travel": "too close to it for her travel",
    "clinician away": "while the clinician is away",
    "taken": "given to others",
    "full": "full",
    "same day": "on a day on which she has this group already",
    "overlap": "during her other sessions",
}
OWN_WEEK = {"same day", "overlap"}  # what laying her own week anew may open


@dataclass(frozen=True)
class Block:
    """One rule, how many groups or starts it closes to her, and one of them in a sentence."""

    rule: str
    closes: int
    example: str


@dataclass(frozen=True, order=True)
class Hers:
    """One meeting she has now."""

    day: int
    start: int
    end: int
    service: str


Closed = dict[str, str]  # rule -> a sentence


def hers(running: RunningWeek, patient: Patient) -> list[Hers]:
    """What she has in the running week."""
    found = []
    for service, day, text in running.meetings.get(patient.id, ()):
        start = minutes_of(text)
        found.append(Hers(DAYS.index(day), start, start + running.problem.service_of[service].minutes, service))
    return sorted(found)


def times(group: RunningGroup) -> str:
    """`mon, wed 09:00-10:30`."""
    end = group.start + group.service.minutes
    return f"{', '.join(DAYS[day] for day in group.days)} {clock(group.start)}-{clock(end)}"


def named(span: Span) -> str:
    return f"{span.why or 'what she is busy with'} {clock(span.start)}-{clock(span.end)}"


def in_the_way(patient: Patient, service: Service, day: int, start: int) -> list[tuple[Span, bool]]:
    """What she is busy with that a session then would hit, and whether only by her travel."""
    travel, end = travel_for(patient, service), start + service.minutes
    return [
        (span, not (start < span.end and span.start < end))
        for span in patient.busy.get(DAYS[day], ())
        if start - travel < span.end and span.start < end + travel
    ]


def closed_groups(running: RunningWeek, patient: Patient, service: Service) -> dict[str, Closed]:
    """Group -> the rules that close it to her, each with a sentence; none for a group that is open to her."""
    apart, now = running.kept_apart(patient), hers(running, patient)
    return {
        one.id: dict([*_closed_to_all_like_her(one, patient, apart), *_closed_by_her_week(one, patient, now)])
        for one in running.groups_of.get(service.id, ())
        if patient.id not in one.members
    }


def _closed_to_all_like_her(one: RunningGroup, patient: Patient, apart: set[str]) -> Iterator[tuple[str, str]]:
    service, name = one.service, f"{one.id} ({times(one)})"
    if service.mode != patient.mode:
        held, attends = (mode.replace("_", " ") for mode in (service.mode, patient.mode))
        yield "mode", f"{name} is held {held}, and she attends {attends}."
    if service.cohort and service.cohort not in patient.cohorts:
        yield "cohort", f"{name} is for the cohort {service.cohort}."
    if one.id in apart:
        yield "kept apart", f"Someone she is kept apart from is in {name}."
    if one.free(patient.id) < 1:
        yield "full", f"{name} is full: all {one.seats} seats are taken."


def _closed_by_her_week(one: RunningGroup, patient: Patient, now: list[Hers]) -> Iterator[tuple[str, str]]:
    service, name = one.service, f"{one.id} ({times(one)})"
    hits = [(day, *hit) for day in one.days for hit in in_the_way(patient, service, day, one.start)]
    for day, span, only_travel in sorted(hits, key=lambda hit: hit[2]):
        if only_travel:
            minutes = travel_for(patient, service)
            yield (
                "travel",
                f"{name} leaves no {minutes} minutes of travel on {NAMES[DAYS[day]]} to or from {named(span)}.",
            )
        else:
            yield "busy", f"{name} clashes on {NAMES[DAYS[day]]} with {named(span)}."
        break  # the hardest is reason enough
    for m in now:
        if m.day not in one.days:
            continue
        if m.service == service.id:
            yield "same day", f"{name}: she has a {m.service} group on {NAMES[DAYS[m.day]]} already."
        elif m.start < one.start + service.minutes and one.start < m.end:
            yield "overlap", f"{name} overlaps her {m.service} on {NAMES[DAYS[m.day]]} {clock(m.start)}-{clock(m.end)}."


def closed_starts(running: RunningWeek, patient: Patient, offer: Offer) -> dict[tuple[int, int], Closed]:
    """(Day, start) -> the rules that close it to a session, for every start inside opening hours."""
    service, whom, grid = offer.service, offer.clinician, running.problem.grid_minutes
    assert whom is not None
    there = running.there(whom, service.minutes)
    free = running.free(whom, service.minutes, patient.id)
    now, lengths = hers(running, patient), running.problem.service_of
    had = sum(lengths[a.service].minutes for a in running.sessions_of.get(patient.id, ()) if a.clinician == whom)
    left = running.minutes_left(whom, patient.id) - had
    found: dict[tuple[int, int], Closed] = {}
    for day, bits in enumerate(running.open(service.minutes)):
        for i in (i for i in range(bits.bit_length()) if bits >> i & 1):
            start, closed = i * grid, Closed()
            if not there[day] >> i & 1:
                closed["clinician away"] = f"{whom} is away on {NAMES[DAYS[day]]} at {clock(start)}."
            elif not free[day] >> i & 1:
                closed["taken"] = f"{whom} is with others on {NAMES[DAYS[day]]} at {clock(start)}."
            if left < service.minutes:
                most = running.problem.clinician_of[whom].max_minutes
                closed["clinician's hours"] = f"All {most} minutes of {whom}'s week are given or ordered."
            closed.update(_hit_at(patient, service, day, start, now))
            found[day, start] = closed
    return found


def _hit_at(patient: Patient, service: Service, day: int, start: int, now: list[Hers]) -> Closed:
    closed = Closed()
    for span, only_travel in sorted(in_the_way(patient, service, day, start), key=lambda hit: hit[1])[:1]:
        how = "leaves no travel to or from" if only_travel else "clashes with"
        closed["travel" if only_travel else "busy"] = f"{DAYS[day]} {clock(start)} {how} {named(span)}."
    for m in now:
        if m.day == day and m.start < start + service.minutes and start < m.end:
            closed["overlap"] = f"{DAYS[day]} {clock(start)} overlaps her {m.service} at {clock(m.start)}."
    return closed


def blocks_of(closed: list[Closed]) -> tuple[Block, ...]:
    """The rules that close anything, those that close most first."""
    found: dict[str, list[str]] = {}
    for one in closed:
        for rule, sentence in one.items():
            found.setdefault(rule, []).append(sentence)
    blocks = [Block(rule, len(sentences), sentences[0]) for rule, sentences in found.items()]
    return tuple(sorted(blocks, key=lambda block: (-block.closes, list(SAID).index(block.rule))))


def counted(closed: list[Closed]) -> list[tuple[int, str]]:
    """How many are closed by what, each counted once, by the rule that stands first."""
    firsts = [next((rule for rule in SAID if rule in one), "") for one in closed]
    return [(firsts.count(rule), said) for rule, said in SAID.items() if rule in firsts]
