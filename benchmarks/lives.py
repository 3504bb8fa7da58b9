# SPDX-License-Identifier: Apache-2.0
"""Invented lives: what keeps a person busy round the sessions she could come to. Times are odd, as in life."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from handrail.journey.timetable.problem import clock

WAKES, SLEEPS = 7 * 60, 21 * 60
SHORTEST = 40  # minutes of a commitment worth telling
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
Meetings = Iterable[tuple[str, int, int]]  # day, start, end
Span = tuple[int, int, str]

WHYS = {
    "morning": ("school run", "work", "childcare", "court", "class"),
    "afternoon": ("work", "school run", "probation", "medical", "class"),
    "evening": ("childcare", "shift", "class", "second job"),
}


def a_life(rng: Random, meetings: Meetings, travel: int, also: Meetings = ()) -> dict[str, list[list[str]]]:
    """Busy hours that leave exactly these meetings possible, travel included, and not much else.

    `also` are hours she can no longer come, whatever else.
    """
    attended: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for day, start, end in meetings:
        attended[day].append((start - travel, end + travel))
    busy: dict[str, list[Span]] = defaultdict(list)
    for day in DAYS:
        for begin, end in _free(attended[day]):
            busy[day] += _commitments(rng, day, begin, end, comes=bool(attended[day]))
    for day, start, end in also:
        if all(end <= begin or until <= start for begin, until in attended[day]):
            busy[day].append((start, end, "new hours"))
    return {day: [[clock(a), clock(b), why] for a, b, why in sorted(spans)] for day, spans in busy.items() if spans}


def _free(attended: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a waking day; the waits between two sessions are left free."""
    if not attended:
        return [(WAKES, SLEEPS)]
    first, last = min(start for start, _ in attended), max(end for _, end in attended)
    return [(WAKES, first), (last, SLEEPS)]


def _commitments(rng: Random, day: str, begin: int, end: int, *, comes: bool) -> list[Span]:
    """One or two commitments in a stretch of the day, most of it taken when she does not come that day."""
    if end - begin < SHORTEST or rng.random() < (0.25 if comes or day == "sat" else 0.12):
        return []
    begin, end = begin + rng.choice((0, 0, 3, 10, 25, 50)), end - rng.choice((0, 0, 2, 15, 35, 60))
    if end - begin < SHORTEST:
        return []
    if end - begin > 300 and rng.random() < 0.5:
        middle = begin + int((end - begin) * rng.uniform(0.35, 0.65))
        pause = rng.choice((0, 20, 45, 70))
        halves = ((begin, middle), (middle + pause, end))
        return [_commitment(rng, *half) for half in halves if half[1] - half[0] >= SHORTEST]
    return [_commitment(rng, begin, end)]


def _commitment(rng: Random, begin: int, end: int) -> Span:
    part = "morning" if begin < 12 * 60 else "afternoon" if begin < 16 * 60 else "evening"
    return begin, end, rng.choice(WHYS[part])
