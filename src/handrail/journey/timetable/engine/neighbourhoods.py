# SPDX-License-Identifier: Apache-2.0
"""Which part of a week to take apart next: some groups with everyone in them, some more people, some new places.

A group has a least size, so every betterment is collective: whole groups are freed, never single seats only.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.clinic import Clinic, Options, Wish
from handrail.journey.timetable.engine.itineraries import Breadth, Offer, itineraries
from handrail.journey.timetable.engine.model import Part
from handrail.journey.timetable.engine.plan import Itinerary, Leaders, Plan
from handrail.journey.timetable.rules import WEIGHTS

MOST_GROUP_OPTIONS, MOST_SESSION_OPTIONS = 16, 40


@dataclass
class Neighbourhood:
    """People and groups to be freed, and services for which new places are wanted.

    `size`: how many people at most. `depth`: how many more places and weeks than usual to look at, from 1.
    """

    clinic: Clinic
    plan: Plan
    size: int
    busy: frozenset[int]
    rng: np.random.Generator
    depth: float = 1.0
    people: set[int] = field(default_factory=set)
    closed: list[tuple[int, Leaders]] = field(default_factory=list)
    wanted: set[int] = field(default_factory=set)
    closed_ks: set[int] = field(default_factory=set)
    relead: set[int] = field(default_factory=set)
    forced: set[int] = field(default_factory=set)

    def take_group(self, k: int) -> bool:
        """Free every group at k with all its members; False when that is too much or someone is busy."""
        if k in self.closed_ks or k not in self.plan.leaders or k in self.clinic.pinned.stays:
            return False
        members = self.plan.members[k]
        if members & self.busy or len(self.people | members) > self.size:
            return False
        self.closed_ks.add(k)
        self.closed += [(k, leaders) for leaders in self.plan.leaders[k]]
        self.people |= members
        self.wanted.add(int(self.clinic.service_of[k]))
        return True

    def take_people(self, people: NDArray[np.integer] | list[int]) -> None:
        for p in people:
            if len(self.people) >= self.size:
                return
            if int(p) not in self.busy:
                self.people.add(int(p))


def missing(clinic: Clinic, plan: Plan, p: int) -> list[Wish]:
    """The orders of this person that are not fully met."""
    one = plan.itineraries[p]
    got = [int(clinic.service_of[k]) for k in one.groups] + [s for s, _ in one.sessions]
    return [wish for wish in clinic.wishes[p] if got.count(wish.s) < wish.count]


def around_person(here: Neighbourhood, p: int) -> None:
    """What stands in her way: groups she could come to, or that use the time, leader or clinician she needs."""
    clinic, plan, rng = here.clinic, here.plan, here.rng
    here.take_people([p])
    lacking = missing(clinic, plan, p) or clinic.wishes[p]
    here.wanted |= {wish.s for wish in lacking if wish.c < 0}
    useful = np.zeros(clinic.words, np.uint64)
    clinicians: set[int] = set()
    for wish in lacking:
        if wish.c >= 0:
            times = clinic.session_times(p, wish)
            useful |= np.bitwise_or.reduce(clinic.session_options[wish.s].mask[times], axis=0, initial=np.uint64(0))
            clinicians.add(wish.c)
        else:
            ks = clinic.of_service[wish.s]
            ks = ks[clinic.can_come[p, ks]]
            useful |= np.bitwise_or.reduce(clinic.options.mask[ks], axis=0, initial=np.uint64(0))
    ks = np.array(sorted(plan.leaders), np.intp)
    if len(ks):
        weight = 0.05 + clinic.can_come[p, ks] * 1.0
        weight += (clinic.options.mask[ks] & useful & clinic.time_mask).any(axis=1) * 0.5
        weight += np.isin(clinic.service_of[ks], [wish.s for wish in lacking]) * 2.0
        leads = [any(c in clinicians for ls in plan.leaders[int(k)] for c in ls) for k in ks]
        weight += np.array(leads) * 1.0
        _take_groups(here, ks, weight, int(rng.integers(2, 3 + here.size // 7)))
    open_to_others(here, clinicians)
    if clinicians:
        others = [q for q, wishes in enumerate(clinic.wishes) if any(w.c in clinicians for w in wishes)]
        here.take_people(rng.permutation(others)[:14])


def towards_wish(here: Neighbourhood, p: int) -> bool:
    """A week in which this person would lack nothing, and what stands in the way of just that week.

    False when none was found, though every place she could come to was looked at by lot.
    """
    clinic, plan, rng = here.clinic, here.plan, here.rng
    found = itineraries(clinic, p, [_wished(here, p, wish) for wish in clinic.wishes[p]], Breadth(200, 30, 3), rng)
    whole = [one for one in found if one.cost < WEIGHTS["short_day"]]
    if not whole:
        return False
    aim = whole[int(rng.integers(len(whole)))]
    here.take_people([p])
    for k in aim.groups:
        if k not in plan.leaders:
            here.forced.add(k)
            _clear_time(here, clinic.options.mask[k] & clinic.time_mask, 2)
        elif len(plan.members[k]) >= plan.seats(k):
            here.take_people(rng.permutation(sorted(plan.members[k]))[:6])
    for s, t in aim.sessions:
        _clear_hour(here, clinic.clinician_of(p, s), clinic.session_options[s].mask[t] & clinic.time_mask)
    return True


def _wished(here: Neighbourhood, p: int, wish: Wish) -> Offer:
    """What she could have of one order if nobody else were there: groups that run, and some other places and times."""
    clinic, rng = here.clinic, here.rng
    if wish.c >= 0:
        times = clinic.session_times(p, wish)
        return Offer(wish, clinic.session_options[wish.s].rows(times), clinic.price(p, wish.s, times[:, None]))
    ks = clinic.of_service[wish.s]
    ks = ks[clinic.can_come[p, ks]]
    runs = np.isin(ks, sorted(here.plan.leaders))
    ks = np.sort(np.concatenate([ks[runs], rng.permutation(ks[~runs])[:12]]))
    new = ~np.isin(ks, sorted(here.plan.leaders))
    return Offer(wish, clinic.options.rows(ks), (clinic.price_of[p, ks] + 60 * new).astype(np.int32))


def _clear_time(here: Neighbourhood, mask: NDArray[np.uint64], count: int) -> None:
    """Some of the groups at this time, whose room, leader or people may be needed."""
    ks = np.array([k for k in sorted(here.plan.leaders) if (here.clinic.options.mask[k] & mask).any()], np.intp)
    if len(ks):
        _take_groups(here, ks, np.ones(len(ks)), count)


def _clear_hour(here: Neighbourhood, c: int, mask: NDArray[np.uint64]) -> None:
    """What this clinician does at this hour: her group may get another leader, her other people another hour."""
    clinic, plan = here.clinic, here.plan
    for k, groups in plan.leaders.items():
        leads = any(c in leaders for leaders in groups) and (clinic.options.mask[k] & mask).any()
        if leads and k not in here.closed_ks:
            here.relead.add(k)
    for q, one in enumerate(plan.itineraries):
        for s, t in one.sessions:
            if clinic.clinician_of(q, s) == c and (clinic.session_options[s].mask[t] & mask).any():
                here.take_people([q])


def around_group(here: Neighbourhood) -> None:
    """A group that is not full, with its like or with its neighbours in time."""
    clinic, plan, rng = here.clinic, here.plan, here.rng
    ks = np.array(sorted(plan.leaders), np.intp)
    if not len(ks):
        return
    empty = np.array([1.0 - len(plan.members[int(k)]) / max(1, plan.seats(int(k))) for k in ks])
    first = int(ks[_pick(rng, 0.2 + empty)])
    here.take_group(first)
    if rng.random() < 0.5:
        near = (clinic.service_of[ks] == clinic.service_of[first]) * 1.0 + 0.05
    else:
        reach = 150
        gap = np.abs(clinic.start_minute[ks] - clinic.start_minute[first])
        meets = (clinic.options.minutes[ks] > 0) & (clinic.options.minutes[first] > 0)
        near = ((gap <= reach) & meets.any(axis=1)) * 1.0 + 0.02
    _take_groups(here, ks, near, int(rng.integers(1, 3 + here.size // 8)))


def around_window(here: Neighbourhood) -> None:
    """Groups of one part of the day, whatever they are."""
    clinic, plan, rng = here.clinic, here.plan, here.rng
    ks = np.array(sorted(plan.leaders), np.intp)
    if not len(ks):
        return
    centre = int(clinic.start_minute[ks[rng.integers(len(ks))]])
    _take_groups(
        here, ks, np.exp(-np.abs(clinic.start_minute[ks] - centre) / 90.0), int(rng.integers(2, 3 + here.size // 7))
    )


def someone_dear(here: Neighbourhood, least: NDArray[np.int32]) -> int:
    """Someone who pays much above the cheapest week seen for her."""
    cost = np.array([one.cost for one in here.plan.itineraries])
    weight = np.minimum(cost - least, 500) + 1.0
    weight[sorted(here.busy)] = 0
    return _pick(here.rng, weight if weight.sum() > 0 else np.ones(len(cost)))


def dearest_people(here: Neighbourhood, least: NDArray[np.int32]) -> None:
    """Only people, and places for what they lack: those who pay most above the best week they could have alone."""
    cost = np.array([one.cost for one in here.plan.itineraries])
    weight = np.minimum(cost - least, 500) + 4.0
    order = np.argsort(-np.log(weight.clip(min=0.1)) + _gumbel(here.rng, len(cost)))
    here.take_people(order[: here.size])
    here.wanted |= {wish.s for p in here.people for wish in missing(here.clinic, here.plan, p) if wish.c < 0}


def open_to_others(here: Neighbourhood, clinicians: set[int]) -> None:
    """Some groups that stay may change leaders: those led by clinicians in demand, and a few of the others."""
    for k, groups in sorted(here.plan.leaders.items()):
        if k in here.closed_ks:
            continue
        sought = any(c in clinicians for leaders in groups for c in leaders)
        if here.rng.random() < (0.6 if sought else 5 / (5 + len(here.plan.leaders))):
            here.relead.add(k)


def _take_groups(here: Neighbourhood, ks: NDArray[np.intp], weight: NDArray[np.float64], count: int) -> None:
    taken = 0
    for at in np.argsort(-np.log(weight) + _gumbel(here.rng, len(ks))):
        taken += here.take_group(int(ks[at]))
        if taken >= count:
            return


def _gumbel(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Noise with which sorting by log-weight draws without replacement."""
    return -np.asarray(rng.gumbel(size=count))


def _pick(rng: np.random.Generator, weight: NDArray[np.float64]) -> int:
    return int(rng.choice(len(weight), p=weight / weight.sum()))


# ---- from a neighbourhood to a part of the model ----------------------------------------------------------------


def part_of(here: Neighbourhood, breadth: Breadth) -> Part:
    """The neighbourhood with everyone's possible weeks and the places where groups may open."""
    clinic, plan = here.clinic, here.plan
    taken, minutes = plan.clinician_taken(frozenset(here.people))
    here.relead -= clinic.pinned.led
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
    columns = {}
    for p in sorted(here.people):
        offers = [
            _group_offer(here, p, wish, offered, openable)
            if wish.c < 0
            else _session_offer(here, p, wish, taken, minutes)
            for wish in clinic.wishes[p]
        ]
        found = itineraries(clinic, p, offers, breadth, here.rng)
        columns[p] = _with_present(found, plan.itineraries[p])
    return Part(columns, tuple(here.closed), frozenset(openable), frozenset(here.relead - openable))


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
    count = int(rng.integers(3, 10) * here.depth**0.5)
    order = np.argsort(-3.0 * np.log(worth[rows]) + _gumbel(rng, len(rows)))
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


def _group_offer(
    here: Neighbourhood, p: int, wish: Wish, offered: dict[int, NDArray[np.intp]], openable: set[int]
) -> Offer:
    clinic, plan = here.clinic, here.plan
    ks = offered[wish.s]
    ks = ks[clinic.can_come[p, ks]]
    if clinic.apart[p]:
        staying = clinic.apart[p] - here.people
        ks = np.array([k for k in ks if not staying & plan.members.get(int(k), set())], np.intp)
    if len(ks) > MOST_GROUP_OPTIONS:
        must = np.array([int(k) in openable or int(k) in plan.itineraries[p].groups for k in ks])
        rank = here.rng.random(len(ks)) - 2.0 * must + 0.02 * clinic.price_of[p, ks]
        ks = np.sort(ks[np.argsort(rank)[:MOST_GROUP_OPTIONS]])
    return Offer(wish, clinic.options.rows(ks), clinic.price_of[p, ks])


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
