# SPDX-License-Identifier: Apache-2.0
"""When clinicians and rooms are held by the provider's other programs, and what that means for a week. Pure.

A week is built round these hours; one that takes an hour another program holds is not published, and it is said which.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handrail.journey.timetable.problem import Clinician, Problem, Span, clock
from handrail.journey.timetable.sittings import Meeting, Sittings
from handrail.journey.timetable.week import Group, Week


@dataclass(frozen=True)
class Held:
    """A clinician or a room is in use by another program every week. `program`: its name."""

    key: str
    day: str
    start: int
    end: int
    program: str

    def hits(self, day: str, start: int, end: int) -> bool:
        return self.day == day and self.start < end and start < self.end


def without(problem: Problem, held: Iterable[Held]) -> Problem:
    """The problem with its clinicians there only when no other program has them, and for as long as is left."""
    of_key = _by_key(held)
    clinicians = tuple(_left(one, of_key[one.id]) if one.id in of_key else one for one in problem.clinicians)
    return problem.model_copy(update={"clinicians": clinicians})


def _left(one: Clinician, held: list[Held]) -> Clinician:
    available = {
        day: tuple(left for span in spans for left in _less(span, [h for h in held if h.day == day]))
        for day, spans in one.available.items()
    }
    minutes = max(0, one.max_minutes - _minutes(held))
    return one.model_copy(update={"available": available, "max_minutes": minutes})


def _less(span: Span, held: Iterable[Held]) -> Iterator[Span]:
    """What is left of a span, in order."""
    start = span.start
    for one in sorted(held, key=lambda one: one.start):
        if one.end <= start or one.start >= span.end:
            continue
        if start < one.start:
            yield span.model_copy(update={"start": start, "end": one.start})
        start = one.end
    if start < span.end:
        yield span.model_copy(update={"start": start})


def faults(problem: Problem, week: Week, held: Iterable[Held]) -> list[str]:
    """Every hour this week takes from another program, and who would have too many minutes in all of them."""
    sittings, of_key = Sittings(problem, week), _by_key(held)
    found = [
        *_taken("clinician", sittings.of_clinician, of_key),
        *_taken("room", sittings.of_room, of_key),
        *_too_long(problem, sittings, of_key),
    ]
    return sorted(dict.fromkeys(found))


def _taken(what: str, meetings: dict[str, list[Meeting]], held: dict[str, list[Held]]) -> Iterator[str]:
    for key, hers in meetings.items():
        for meeting in hers:
            for one in held.get(key, ()):
                if one.hits(meeting.day, meeting.start, meeting.end):
                    when = f"{one.day} {clock(one.start)}-{clock(one.end)}"
                    yield f"{what} {key}: held by the program {one.program} on {when}, needed for {meeting.what}"


def _too_long(problem: Problem, sittings: Sittings, held: dict[str, list[Held]]) -> Iterator[str]:
    for key, others in held.items():
        one, hers = problem.clinician_of.get(key), sittings.of_clinician.get(key, [])
        if one and hers and sum(m.end - m.start for m in hers) + _minutes(others) > one.max_minutes:
            yield f"clinician {key}: with other programs, more than {one.max_minutes} minutes"


def housed(problem: Problem, week: Week, held: Iterable[Held]) -> Week:
    """The week with each group that stands in a room another program holds put into one that is free, if one is."""
    of_key = _by_key(held)
    used: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for room, meetings in Sittings(problem, week).of_room.items():
        for m in meetings:
            used[room, m.day].append((m.start, m.end))
    return week.model_copy(update={"groups": tuple(_in_free_rooms(problem, one, of_key, used) for one in week.groups)})


def _in_free_rooms(
    problem: Problem, group: Group, held: dict[str, list[Held]], used: dict[tuple[str, str], list[tuple[int, int]]]
) -> Group:
    service = problem.service_of.get(group.service)
    if service is None:
        return group
    start = int(group.start[:2]) * 60 + int(group.start[3:])
    end, rooms = start + service.minutes, dict(group.rooms)
    for day, room in group.rooms.items():
        if not any(one.hits(day, start, end) for one in held.get(room, ())):
            continue
        for other in sorted(problem.rooms, key=lambda one: one.seats):
            is_used = any(s < end and start < e for s, e in used[other.id, day])
            is_held = any(one.hits(day, start, end) for one in held.get(other.id, ()))
            if other.seats >= len(group.members) and not is_used and not is_held:
                rooms[day] = other.id
                used[room, day].remove((start, end))
                used[other.id, day].append((start, end))
                break
    return group.model_copy(update={"rooms": rooms})


def _by_key(held: Iterable[Held]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        found[one.key].append(one)
    return dict(found)


def _minutes(held: Iterable[Held]) -> int:
    """Of one clinician in a week. What several weeks of one program have in common counts once."""
    return sum(one.end - one.start for one in set(held))
