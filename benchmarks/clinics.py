# SPDX-License-Identifier: Apache-2.0
"""Harder clinics than those of `tests/weeks`, each with a week in it that leaves everyone whole.

`python -m benchmarks.clinics --people 120 --seed 1 -o FILE` writes one. What the known problems leave out:
grids of 5 and 10 minutes with 40 and 50 minute sessions, co-led groups, groups twice a week, more cohorts,
rooms of several sizes, a closed hour at noon, rotating shifts, part-time clinicians, up to 19 hours a week,
more people online, lives at odd minutes, and almost nothing to spare.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.lives import a_life
from benchmarks.next_week import next_week as next_week
from benchmarks.planting import ATTENDED, DAYS, KINDS, Person, Planting, Session, Staff
from handrail.journey.timetable.problem import Problem, clock, read_problem
from handrail.journey.timetable.week import Week

Data = dict[str, Any]
COHORTS = {"women": 0.45, "parents": 0.3, "young": 0.2, "spanish": 0.12}
SEATS = (5, 7, 8, 10, 12, 14, 16)


@dataclass(frozen=True)
class Shape:
    """How a clinic is made. `pause` lies between two groups; minutes are of sessions."""

    grid: int = 10
    long: int = 50
    short: int = 40
    talk: int = 50
    pause: int = 10
    slots: int = 4
    online: float = 0.2
    noon: bool = True  # closed from 12:30 to 13:00
    people_a_lane: int = 22
    spare: int = 60  # minutes at most that a clinician has left


STYLES = (
    Shape(),
    Shape(grid=5, long=50, short=40, talk=45, pause=5),
    Shape(grid=15, long=75, short=45, talk=45, pause=0, slots=3, noon=False),
    Shape(grid=10, long=80, short=50, talk=40, pause=10, slots=3),
)


def a_clinic(people: int, seed: int, **shape: Any) -> tuple[Problem, Week]:
    """A clinic of so many people, and the week it was made round: lawful, and everyone whole."""
    rng = Random(f"{people} people, seed {seed}")
    style = replace(STYLES[(people + seed) % len(STYLES)], **shape)
    planted = _planting(rng, people, style)
    planted.plant()
    rooms, held = _roomed(planted.sessions)
    week = _week(planted.sessions, held)
    services = _services(planted)
    problem: Data = {
        "format": "handrail/week-problem@1",
        "name": f"harder-{people}-{seed}",
        "grid_minutes": style.grid,
        "open": {day: [[clock(a), clock(b)] for a, b in planted.opened[day]] for day in DAYS},
        "rooms": [{"id": f"r{number}", "seats": seats} for number, seats in enumerate(rooms)],
        "clinicians": [_clinician(rng, c, one, style) for c, one in enumerate(planted.staff)],
        "services": services,
        "patients": [_patient(rng, n, person, planted) for n, person in enumerate(planted.people)],
        "running": None,
    }
    return read_problem(json.dumps(problem)), week


def _planting(rng: Random, people: int, style: Shape) -> Planting:
    """Lanes by part of the day, some of them online, and people on them."""
    lanes = max(2, round(people / style.people_a_lane))
    modes = ["online" if lane < int(lanes * style.online) else "in_person" for lane in range(lanes)]
    opened = {day: [(480, 750), (780, 1260)] if style.noon else [(480, 1260)] for day in DAYS}
    parts = ("evening", "morning", "evening", "morning", "afternoon")
    starts = [_slots(rng, parts[lane % len(parts)], style) for lane in range(lanes)]
    found = []
    for number in range(people):
        lane = number % lanes
        several = rng.choices((3, 4, 5), (50, 30, 20))[0]
        fewer = several > 3 and len(starts[lane]) > 3 and rng.random() < 0.3
        slots = range(len(starts[lane]))[rng.randrange(2) :][:3] if fewer else range(len(starts[lane]))
        cohorts = tuple(cohort for cohort, share in COHORTS.items() if rng.random() < share)
        travel = 0 if modes[lane] == "online" else rng.choice((5, 10, 12, 18, 25, 35, 45))
        days = tuple(rng.choice(ATTENDED[several]).split())
        found.append(Person(lane, modes[lane], travel, days, tuple(slots), cohorts))
    return Planting(rng, style.grid, style.long, style.short, style.talk, opened, found, starts)


def _slots(rng: Random, part: str, style: Shape) -> list[int]:
    """When the groups of a lane start, one after the other, none across noon or after nine."""
    first, last = {"morning": (480, 750), "afternoon": (780, 1050), "evening": (990, 1260)}[part]
    step = style.long + style.pause
    several = min(style.slots, (last - first + style.pause) // step)
    late = last - first - several * step + style.pause
    begin = first + rng.randrange(late // style.grid + 1) * style.grid
    return [begin + slot * step for slot in range(several)]


# ---- the file round the planted week --------------------------------------------------------------------------


def _roomed(sessions: list[Session]) -> tuple[list[int], dict[int, dict[str, int]]]:
    """Rooms as they are needed, the smallest that fits; and of each group its room on each day."""
    rooms: list[int] = []
    used: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    held: dict[int, dict[str, int]] = defaultdict(dict)
    groups = [(day, -len(one.members), n) for n, one in enumerate(sessions) for day in one.days if one.kind]
    for day, size, number in sorted(groups):
        one = sessions[number]
        if one.mode == "online":
            continue
        hours = (one.start, one.start + one.minutes)
        free = [
            (seats, room)
            for room, seats in enumerate(rooms)
            if seats >= -size and all(hours[1] <= a or b <= hours[0] for a, b in used[room, day])
        ]
        if not free:
            rooms.append(next(seats for seats in SEATS if seats >= -size))
            free = [(rooms[-1], len(rooms) - 1)]
        room = min(free)[1]
        used[room, day].append(hours)
        held[number][day] = room
    return rooms, held


def _week(sessions: list[Session], held: dict[int, dict[str, int]]) -> Week:
    groups = [
        {
            "id": f"g{number:03d}",
            "service": _named(one),
            "days": list(one.days),
            "start": clock(one.start),
            "rooms": {day: f"r{room}" for day, room in held[number].items()},
            "leaders": [f"c{c:02d}" for c in one.leaders],
            "members": [f"p{n:04d}" for n in one.members],
        }
        for number, one in enumerate(sessions)
        if one.kind
    ]
    talks = [
        {"patient": f"p{one.members[0]:04d}", "service": _named(one), "clinician": f"c{one.leaders[0]:02d}"}
        | {"day": one.days[0], "start": clock(one.start)}
        for one in sessions
        if not one.kind
    ]
    return Week.model_validate({"groups": groups, "appointments": talks})


def _named(one: Session) -> str:
    return f"{one.kind.id if one.kind else 'individual'}{'-online' if one.mode == 'online' else ''}"


def _services(planted: Planting) -> list[Data]:
    """The kinds of groups that are held, and individual sessions in both modes."""
    found: list[Data] = []
    held = {(one.kind.id, one.mode) for one in planted.sessions if one.kind}
    for mode, ending in (("in_person", ""), ("online", "-online")):
        for kind in KINDS:
            if (kind.id, mode) in held:
                minutes = planted.short if kind.short else planted.long
                found.append(
                    {"id": kind.id + ending, "kind": "group", "minutes": minutes, "mode": mode}
                    | {"times_per_week": kind.times, "min": kind.min, "max": kind.max, "skill": kind.skill}
                    | {"leaders": kind.leaders, "cohort": kind.cohort}
                )
        found.append({"id": f"individual{ending}", "kind": "individual", "minutes": planted.talk, "mode": mode})
    return found


def _clinician(rng: Random, c: int, one: Staff, style: Shape) -> Data:
    """There for what is planted and little more: her shifts are cut back to near her first and last session."""
    available = {}
    for day, (begin, until) in one.there.items():
        hours = [(a, b) for d, a, b in one.meetings if d == day]
        if not hours and rng.random() < 0.6:
            continue
        first, last = min((a for a, _ in hours), default=begin), max((b for _, b in hours), default=until)
        spare = rng.choice((0, 10, 25, 60)), rng.choice((0, 10, 25, 60))
        available[day] = [[clock(max(begin, first - spare[0])), clock(min(until, last + spare[1]))]]
    skills = sorted(one.skills | ({rng.choice(KINDS).skill} if rng.random() < 0.4 else set()))
    most = one.minutes + rng.randrange(0, style.spare + 1, 5)
    return {"id": f"c{c:02d}", "skills": skills, "available": available, "max_minutes": most}


def _patient(rng: Random, number: int, person: Person, planted: Planting) -> Data:
    ending = "-online" if person.mode == "online" else ""
    orders: list[Data] = [{"service": kind + ending, "count": count} for kind, count in sorted(person.had.items())]
    if person.talks:
        talks = {"service": f"individual{ending}", "count": person.talks, "clinician": f"c{person.clinician:02d}"}
        orders.append(talks)
    parts = Counter("morning" if a < 750 else "afternoon" if a < 960 else "evening" for _, a, _ in person.meetings)
    part = rng.choice([*(parts.most_common(1)[0][0] for _ in range(3) if parts), None])
    others = [day for day in DAYS if all(d != day for d, _, _ in person.meetings)]
    return {
        "id": f"p{number:04d}",
        "cohorts": list(person.cohorts),
        "mode": person.mode,
        "travel_minutes": person.travel,
        "orders": orders,
        "full_days": _full_days(person),
        "busy": a_life(rng, person.meetings, person.travel),
        "prefers": {"part_of_day": part, "avoid_days": others[:1] if rng.random() < 0.3 else []},
        "apart_from": _apart(rng, number, planted) if rng.random() < 0.1 else [],
    }


def _full_days(person: Person) -> Data:
    """Days of as near three hours as her week has: on two at least."""
    minutes = Counter[str]()
    for day, start, end in person.meetings:
        minutes[day] += end - start
    least = next((m for m in (180, 150, 120, 90) if sum(held >= m for held in minutes.values()) >= 2), 0)
    return {"count": sum(held >= least for held in minutes.values()), "minutes": least}


def _apart(rng: Random, number: int, planted: Planting) -> list[str]:
    """Someone who is in none of her groups."""
    together = {n for one in planted.sessions if one.kind and number in one.members for n in one.members}
    others = [n for n in range(len(planted.people)) if n not in together and n != number]
    return [f"p{rng.choice(others):04d}"] if others else []


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clinics", description="Write a harder clinic.")
    parser.add_argument("--people", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--out", type=Path, required=True, help="the problem")
    parser.add_argument("--planted", type=Path, help="also the week it was made round")
    asked = parser.parse_args(argv)
    problem, week = a_clinic(asked.people, asked.seed)
    asked.out.write_text(problem.to_json() + "\n", encoding="utf-8")
    if asked.planted:
        asked.planted.write_text(week.to_json(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
