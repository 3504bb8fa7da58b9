# SPDX-License-Identifier: Apache-2.0
"""Two honest peers of the solver: the clerk's first fit, and fixed tracks as most programs run them.

Each is as good as its method can be, and neither searches: what is decided stays, save for groups too small.
"""

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from handrail.journey.timetable.engine.clinic import PARTS, Bools, Clinic, Wish
from handrail.journey.timetable.engine.desk import Desk, Held, Rows
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.rules import score
from handrail.journey.timetable.week import Week

import os
OPENW=float(os.environ.get('OPENW','0'));FILL=int(os.environ.get('FILL','0'));HARD=int(os.environ.get('HARD','0'))
# ---- the clerk ------------------------------------------------------------------------------------------------


def clerk(problem: Problem) -> Week:
    """What a careful clerk does by hand: one person after another, first group with a seat that fits.

    Where none fits she opens one at the first time that works for enough people still waiting. Groups under
    their minimum at the end are closed and their people put in elsewhere.
    """
    desk = Desk(Clinic(problem))
    people=list(enumerate(desk.clinic.wishes))
    if HARD:
        n=desk.able.sum(axis=1); people.sort(key=lambda x:n[x[0]])
    for p, wishes in people:
        for wish in _longest_first(desk.clinic, wishes):
            _serve(desk, p, wish)
    _close_small(desk)
    for p, wishes in enumerate(desk.clinic.wishes):
        for wish in wishes:
            _seat_left_over(desk, p, wish)
    return desk.week()


def _longest_first(clinic: Clinic, wishes: Iterable[Wish]) -> list[Wish]:
    """Groups that meet often first, as they are hardest to fit; individual sessions last."""
    return sorted(wishes, key=lambda w: (not clinic.services[w.s].is_group, -clinic.services[w.s].times_per_week))


def _serve(desk: Desk, p: int, wish: Wish) -> None:
    """All of one order, as far as it goes."""
    for _ in range(wish.count):
        if not desk.clinic.services[wish.s].is_group:
            served = desk.session(p, wish)
        else:
            group = _first_seat(desk, p, wish.s) or _opened(desk, p, wish.s)
            if served := group is not None:
                desk.join(p, group)
        if not served:
            return


def _first_seat(desk: Desk, p: int, s: int) -> Held | None:
    """The first group with a seat that fits her, those that lie best for her before others."""
    fits = [group for group in desk.groups[s] if desk.fits(p, group)]
    if len(fits) < 2:
        return fits[0] if fits else None
    return fits[int(desk.trouble(p, np.array([group.k for group in fits])).argmin())]


def _opened(desk: Desk, p: int, s: int) -> Held | None:
    """A new group at the first time that fits her and enough people still waiting, where it can be held."""
    ks = desk.clinic.of_service[s]
    ks = ks[desk.able[p, ks]]
    waiting = desk.waiting(s)
    counts = desk.able[np.ix_(waiting, ks)].sum(axis=0)
    enough = counts >= desk.clinic.services[s].min
    ks, counts = ks[enough], counts[enough]
    for i in np.argsort(desk.trouble(p, ks)-OPENW*np.minimum(counts,desk.clinic.services[s].max), kind="stable"):
        if group := desk.open(int(ks[i]), int(counts[i])):
            if FILL:
                joined=0
                for q in waiting:
                    if q!=p and desk.fits(q,group) and len(group.members)<group.seats-1: desk.join(q,group)
            return group
    return None


def _close_small(desk: Desk) -> None:
    """Close the smallest group under its minimum, put its people in elsewhere, and so on until none is under."""
    clinic = desk.clinic
    while True:
        small = [
            group
            for s, groups in desk.groups.items()
            for group in groups
            if len(group.members) < clinic.services[s].min
        ]
        if not small:
            return
        group = min(small, key=lambda group: len(group.members))
        s = int(clinic.service_of[group.k])
        members = list(group.members)
        desk.close(group)
        for p in members:
            if other := _first_seat(desk, p, s):
                desk.join(p, other)


def _seat_left_over(desk: Desk, p: int, wish: Wish) -> None:
    """Once the small groups are closed: any seat or hour this has freed."""
    for _ in range(int(desk.left[wish.s, p])):
        if not desk.clinic.services[wish.s].is_group:
            desk.session(p, wish)
        elif group := _first_seat(desk, p, wish.s):
            desk.join(p, group)
