# SPDX-License-Identifier: Apache-2.0
"""What `handrail week` shows of a week: the summary, and the table in the terminal."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from handrail.journey.timetable.problem import Problem, clock, minutes_of
from handrail.journey.timetable.rules import WEIGHTS, Sittings, ledger, ordered_of, score
from handrail.journey.timetable.week import DAYS, Week

TERMS = {
    "unmet": "meetings unmet",
    "short_day": "short days",
    "change": "meetings changed",
    "extra_trip": "extra trips",
    "part_of_day": "outside the preferred part of day",
    "avoided_day": "on avoided days",
    "staff_quarter": "leader quarter-hours",
    "idle_quarter": "waiting quarter-hours",
}
Facts = dict[str, Any]


def summary(problem: Problem, week: Week) -> Facts:
    """The week in numbers, for machines; `told` says the same to people."""
    found, sittings = score(problem, week), Sittings(problem, week)
    ledgers = [ledger(sittings, patient) for patient in problem.patients]
    staff = sum(m.end - m.start for meetings in sittings.of_clinician.values() for m in meetings)
    return {
        "people": found.people,
        "whole": found.whole,
        "whole_share": round(found.whole_share, 4),
        "score": found.total,
        "terms": found.terms,
        "hours": {
            "ordered": round(sum(one.ordered_minutes for one in ledgers) / 60, 2),
            "scheduled": round(sum(one.scheduled_minutes for one in ledgers) / 60, 2),
            "staff": round(staff / 60, 2),
        },
        "groups": len(week.groups),
        "appointments": len(week.appointments),
        "unmet": list(unmet(problem, week, sittings)),
    }


def unmet(problem: Problem, week: Week, sittings: Sittings) -> Iterator[Facts]:
    """What was ordered and is not in the week: counted, not taken from what the week says of itself."""
    because = {(one.patient, one.service): one.because for one in week.unmet}
    for patient in problem.patients:
        received = sittings.received.get(patient.id, Counter())
        for service, count in ordered_of(patient).items():
            if missing := max(0, count - received[service]):
                why = because.get((patient.id, service), "")
                yield {"patient": patient.id, "service": service, "count": missing, "because": why}


def told(facts: Facts) -> Iterator[str]:
    yield f"{facts['whole']} of {facts['people']} people whole, score {facts['score']:,}"
    for term, count in facts["terms"].items():
        if count:
            yield f"  {WEIGHTS[term] * count:>10,}  {count:,} {TERMS[term]}"
    hours = facts["hours"]
    yield f"  {hours['scheduled']:g} of {hours['ordered']:g} hours ordered are scheduled, in {facts['groups']} groups"
    yield f"  and {facts['appointments']} individual sessions; they take {hours['staff']:g} hours of clinicians"
    for one in facts["unmet"]:
        yield f"  unmet: {one['count']} {one['service']} of {one['patient']}. {one['because']}".rstrip()


def rows(week: Week, problem: Problem | None) -> dict[str, list[tuple[str, ...]]]:
    """Day -> its sessions in order: time, what, where, with whom, for whom."""
    minutes = {service.id: service.minutes for service in problem.services} if problem else {}
    found: dict[str, list[tuple[str, ...]]] = {day: [] for day in DAYS}

    def span(start: str, service: str) -> str:
        return f"{start}-{clock(minutes_of(start) + minutes[service])}" if service in minutes else start

    for group in week.groups:
        for day in group.days:
            where = group.rooms.get(day, "online")
            people = f"{len(group.members)}: {', '.join(group.members)}"
            found[day].append(
                (span(group.start, group.service), group.service, where, ", ".join(group.leaders), people)
            )
    for a in week.appointments:
        found[a.day].append((span(a.start, a.service), a.service, "", a.clinician, a.patient))
    return {day: sorted(held) for day, held in found.items() if held}


def show(week: Week, problem: Problem | None, console: Console) -> None:
    for day, held in rows(week, problem).items():
        table = Table(title=day, title_justify="left", title_style="bold", expand=True, show_edge=False)
        for column in ("time", "session", "room", "with"):
            table.add_column(column, overflow="fold")
        table.add_column("for", overflow="fold", ratio=1)
        for row in held:
            table.add_row(*map(Text, row))
        console.print(table)
        console.print()
    for one in week.unmet:
        console.print(Text(f"unmet: {one.count} {one.service} of {one.patient}. {one.because}".rstrip()))
