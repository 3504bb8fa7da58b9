# SPDX-License-Identifier: Apache-2.0
"""Several groups at one placement: how many people each gets, and who sits in which."""

from itertools import pairwise

from handrail.journey.timetable.engine.clinic import Clinic

MOST_TRIED = 2000  # people are set down so often before it is given up: of many kept apart all ways would take ages


def seated(clinic: Clinic, k: int, people: list[int], groups: int) -> list[list[int]] | None:
    """The people of a placement shared out over its groups, those to be kept apart in different ones; or None."""
    sizes = sizes_of(clinic, int(clinic.service_of[k]), len(people), groups)
    if sizes is None:
        return None
    apart = {p: clinic.apart[p].intersection(people) for p in people}
    parts: list[list[int]] = [[] for _ in sizes]
    inorder = sorted((p for p in people if apart[p]), key=lambda p: -len(apart[p]))
    if not _dealt(inorder, apart, sizes, parts):
        return None
    for p in (p for p in people if not apart[p]):
        min((part for part, size in zip(parts, sizes, strict=True) if len(part) < size), key=len).append(p)
    return [sorted(part) for part in parts]


def _dealt(people: list[int], apart: dict[int, set[int]], sizes: list[int], parts: list[list[int]]) -> bool:
    """Whether all these people, who are to be kept apart from some, found a group; `parts` has them then."""
    left = MOST_TRIED

    def place(at: int) -> bool:
        nonlocal left
        left -= 1
        if at == len(people) or left < 0:
            return at == len(people)
        p = people[at]
        for part in sorted((part for part, size in zip(parts, sizes, strict=True) if len(part) < size), key=len):
            if not apart[p].intersection(part):
                part.append(p)
                if place(at + 1):
                    return True
                part.remove(p)
        return False

    return place(0)


def sizes_of(clinic: Clinic, s: int, people: int, groups: int) -> list[int] | None:
    """How many people each of several groups at one placement gets, needing as few large rooms as can be."""
    service, caps = clinic.services[s], clinic.caps[s]
    if not caps or not service.min * groups <= people <= caps[-1] * groups:
        return None
    limits = [caps[0]] * groups
    for smaller, larger in pairwise(caps):
        for i in range(groups):
            if sum(limits) >= people:
                break
            if limits[i] == smaller:
                limits[i] = larger
    sizes = [service.min] * groups
    for _ in range(people - sum(sizes)):
        i = min((i for i in range(groups) if sizes[i] < limits[i]), key=lambda i: sizes[i])
        sizes[i] += 1
    return sizes
