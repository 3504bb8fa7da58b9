# SPDX-License-Identifier: Apache-2.0
"""From a neighbourhood to a part of the solver's model: everyone's possible weeks, and where groups may open."""

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.clinic import Options, Wish
from handrail.journey.timetable.engine.itineraries import Breadth, Offer, itineraries
from handrail.journey.timetable.engine.model import Part
from handrail.journey.timetable.engine.neighbourhoods import Neighbourhood, gumbel, missing
from handrail.journey.timetable.engine.plan import NOTHING, Itinerary

MOST_GROUP_OPTIONS, MOST_SESSION_OPTIONS = 16, 40
LURE, STAFF = 12.0, 3.0  # chance by meeting, and leaders' time: how much they sway which weeks are looked at


def part_of(here: Neighbourhood, breadth: Breadth) -> Part:
    """The neighbourhood with everyone's possible weeks and the places where groups may open."""
    clinic, plan = here.clinic, here.plan
    taken, minutes = plan.clinician_taken(frozenset(here.people))
    here.relead -= clinic.pinned.led | here.closed_ks
    led_anew = [(k, leaders) for k in here.relead for leaders in plan.leaders[k]]
    for k, leaders in (*here.closed, *led_anew):
        service = clinic.services[clinic.service_of[k]]
        for c in leaders:
            taken[c] &= ~clinic.options.mask[k]
            minutes[c] -= service.minutes * service.times_per_week
    openable = here.closed_ks | here.forced
    for s in sorted(here.wanted):
        openable |= _new_places(here, s, taken, minutes)
    offered = _joinable(here, openable)
    lure = _lure(here, offered, openable)
    columns = {}
    for p in sorted(here.people):
        base = _standing(here, p)
        offers = [
            _group_offer(here, p, wish, offered, openable, lure)
            if wish.c < 0
            else _session_offer(here, p, wish, taken, minutes)
            for wish in clinic.wishes[p]
            if base is None or wish.c >= 0 or wish.s in here.partly[p]
        ]
        found = itineraries(clinic, p, offers, breadth, here.rng, base or NOTHING)
        columns[p] = _with_present(found, plan.itineraries[p])
    return Part(columns, tuple(here.closed), frozenset(openable), frozenset(here.relead - openable))


def _standing(here: Neighbourhood, p: int) -> Itinerary | None:
    """What of her week stands when only some services are made anew; nothing when she lacks any order."""
    if p not in here.partly or missing(here.clinic, here.plan, p):
        return None
    groups = here.plan.itineraries[p].groups
    return Itinerary(tuple(k for k in groups if int(here.clinic.service_of[k]) not in here.partly[p]))


def _with_present(found: list[Itinerary], present: Itinerary) -> list[Itinerary]:
    same = any(one.groups == present.groups and one.sessions == present.sessions for one in found)
    return found if same else [present, *found]


def _new_places(here: Neighbourhood, s: int, taken: NDArray[np.uint64], minutes: NDArray[np.int32]) -> set[int]:
    """Some promising places for a group of this service: many of the free people could come, a leader could lead."""
    clinic, rng, service = here.clinic, here.rng, here.clinic.services[s]
    ks = clinic.of_service[s]
    people = [p for p in sorted(here.people) if any(wish.s == s for wish in clinic.wishes[p])]
    if not len(ks) or not people:
        return set()
    theirs = np.ix_(np.array(people, np.intp), ks)
    come = clinic.can_come[theirs]
    lacks = np.array([any(w.s == s for w in missing(clinic, here.plan, p)) for p in people])
    pays = np.array([_dearest_of(here, p, s) for p in people])
    # Where people who lack it could come counts most, then where it would suit them better than what they have.
    suits = (pays[:, None] - clinic.price_of[theirs]).clip(min=0, max=30) / 8
    worth = (come * (0.5 + 3.5 * lacks[:, None] + suits)).sum(axis=0)
    length = service.minutes * service.times_per_week
    able = clinic.skilled[s] & (minutes + length <= clinic.max_minutes)
    led = np.zeros(len(ks), bool)
    for c in np.flatnonzero(able):
        led |= clinic.can_lead[ks, c] & ~(clinic.options.mask[ks] & taken[c]).any(axis=1)
    worth[~led | (come.sum(axis=0) < min(service.min, len(people)))] = 0
    worth *= 0.4 + _touching(here, ks)
    rows = np.flatnonzero(worth > 0)
    if not len(rows):
        return set()
    count = here.places or int(rng.integers(3, 10) * here.depth**0.5)
    order = np.argsort(-3.0 * np.log(worth[rows]) + gumbel(rng, len(rows)))
    return {int(ks[rows[i]]) for i in order[:count]}


def _dearest_of(here: Neighbourhood, p: int, s: int) -> int:
    """What her dearest group of this service costs her by preference and change; nothing when she has none."""
    own = [k for k in here.plan.itineraries[p].groups if here.clinic.service_of[k] == s]
    return max((int(here.clinic.price_of[p, k]) for k in own), default=0)


def _touching(here: Neighbourhood, ks: NDArray[np.intp]) -> NDArray[np.float64]:
    """The share of a placement's meetings that begin where an open group ends, or end where one begins."""
    clinic = here.clinic
    open_ks = np.array(sorted(here.plan.leaders), np.intp)
    if not len(open_ks):
        return np.zeros(len(ks))
    ends, begins = clinic.options.last[open_ks], clinic.options.first[open_ks]
    touch = np.zeros(len(ks))
    for d in range(len(clinic.days)):
        meets = clinic.options.minutes[ks, d] > 0
        touch += meets * (
            np.isin(clinic.options.first[ks, d], ends[:, d]) | np.isin(clinic.options.last[ks, d], begins[:, d])
        )
    return touch / np.maximum(1, (clinic.options.minutes[ks] > 0).sum(axis=1))


def _joinable(here: Neighbourhood, openable: set[int]) -> dict[int, NDArray[np.intp]]:
    """For each service the placements where a free person could sit."""
    clinic, plan = here.clinic, here.plan
    found: dict[int, list[int]] = {s: [] for s in range(len(clinic.services))}
    for k in plan.leaders:
        staying = len(plan.members[k] - here.people)
        if k not in openable and plan.seats(k) > staying:
            found[int(clinic.service_of[k])].append(k)
    for k in openable:
        found[int(clinic.service_of[k])].append(k)
    return {s: np.array(sorted(ks), np.intp) for s, ks in found.items()}


def _lure(here: Neighbourhood, offered: dict[int, NDArray[np.intp]], openable: set[int]) -> NDArray[np.int32]:
    """What each place is held to cost besides when weeks are chosen to look at.

    A new group costs its leader's time, shared by those who sit there; and chance, the same for everyone, so that
    people's weeks lean towards the same few places: a group needs several who come.
    """
    clinic = here.clinic
    lure = np.zeros(clinic.placements, np.int32)
    if here.core == 1:
        return lure
    scale = LURE * here.rng.integers(0, 3)
    for s, ks in offered.items():
        if not len(ks):
            continue
        service = clinic.services[s]
        share = STAFF * clinic.staff_cost(s) * service.leaders / service.max
        new = np.array([int(k) in openable for k in ks])
        lure[ks] = new * share + scale * here.rng.random(len(ks)) * service.times_per_week
    return lure


def _group_offer(
    here: Neighbourhood,
    p: int,
    wish: Wish,
    offered: dict[int, NDArray[np.intp]],
    openable: set[int],
    lure: NDArray[np.int32],
) -> Offer:
    clinic, plan = here.clinic, here.plan
    ks = offered[wish.s]
    ks = ks[clinic.can_come[p, ks]]
    if clinic.apart[p]:
        staying = clinic.apart[p] - here.people
        ks = np.array([k for k in ks if not staying & plan.members.get(int(k), set())], np.intp)
    most = max(MOST_GROUP_OPTIONS, here.places)
    if len(ks) > most:
        must = np.array([int(k) in openable or int(k) in plan.itineraries[p].groups for k in ks])
        rank = here.rng.random(len(ks)) - 2.0 * must + 0.02 * clinic.price_of[p, ks]
        ks = np.sort(ks[np.argsort(rank)[:most]])
    return Offer(wish, clinic.options.rows(ks), clinic.price_of[p, ks], lure[ks])


def _session_offer(
    here: Neighbourhood, p: int, wish: Wish, taken: NDArray[np.uint64], minutes: NDArray[np.int32]
) -> Offer:
    clinic = here.clinic
    times = clinic.session_times(p, wish)
    masks = clinic.session_options[wish.s].mask[times] & clinic.time_mask
    within = minutes[wish.c] + clinic.services[wish.s].minutes <= clinic.max_minutes[wish.c]
    times = times[~(masks & taken[wish.c]).any(axis=1) & within]
    if len(times) > MOST_SESSION_OPTIONS:
        times = np.sort(here.rng.permutation(times)[:MOST_SESSION_OPTIONS])
    options: Options = clinic.session_options[wish.s].rows(times)
    return Offer(wish, options, clinic.price(p, wish.s, times[:, None]))
