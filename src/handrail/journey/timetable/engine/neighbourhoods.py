# SPDX-License-Identifier: Apache-2.0
"""Which part of a week to take apart next: some groups with everyone in them, some more people, some new places.

A group has a least size, so every betterment is collective: whole groups are freed, never single seats only.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.clinic import Clinic, Wish
from handrail.journey.timetable.engine.itineraries import Breadth, Offer, itineraries
from handrail.journey.timetable.engine.plan import Leaders, Plan, cost_of
from handrail.journey.timetable.rules import WEIGHTS

MOST_OF_ONE, PLACES = 25, 30  # people, by weight, and new places when one service is made anew for everybody
# The share of groups taken apart with their members' whole weeks, and what a person weighs of whom only some
# services are free. Found by trial on two clinics of 60 people.
CORE, LIGHT = 0.25, 0.4
SPARE, INVITED = 2, 20  # people invited to a new group beyond the fewest it needs; the chance in who they are


@dataclass
class Neighbourhood:
    """People and groups to be freed, and services for which new places are wanted.

    `size`: how many people at most. `depth`: how many more places and weeks than usual to look at, from 1.
    `partly`: of some people only these services are free, the rest of their groups stand. `places`: how many new
    places for each service wanted, when not the usual few. `core`: the share of groups taken apart with their
    members' whole weeks; below 1 it also counts which places would fill, not only what each person would like.
    """

    clinic: Clinic
    plan: Plan
    size: int
    rng: np.random.Generator
    depth: float = 1.0
    people: set[int] = field(default_factory=set)
    closed: list[tuple[int, Leaders]] = field(default_factory=list)
    wanted: set[int] = field(default_factory=set)
    closed_ks: set[int] = field(default_factory=set)
    relead: set[int] = field(default_factory=set)
    forced: set[int] = field(default_factory=set)
    partly: dict[int, set[int]] = field(default_factory=dict)
    places: int = 0
    core: float = 1.0

    def take_group(self, k: int, core: bool | None = None) -> bool:
        """Free every group at k; False when that is too much.

        `core`: its members' whole weeks are free. Else only this service of theirs, and the rest of their groups
        stand: such people cost little, so that more groups can be taken apart. By lot when not said.
        """
        if k in self.closed_ks or k not in self.plan.leaders or k in self.clinic.pinned.stays:
            return False
        members, s = self.plan.members[k], int(self.clinic.service_of[k])
        core = self.rng.random() < self.core if core is None else core
        weight = (1.0 if core else LIGHT) * len(members - self.people)
        if self.weight + weight > self.size:
            return False
        self.closed_ks.add(k)
        self.closed += [(k, leaders) for leaders in self.plan.leaders[k]]
        for p in members:
            if core:
                self.partly.pop(p, None)
            elif p not in self.people or p in self.partly:
                self.partly.setdefault(p, set()).add(s)
        self.people |= members
        self.wanted.add(s)
        return True

    @property
    def many(self) -> int:
        """What the number of groups to take apart is reckoned from: `size`, or twice that when people cost less."""
        return self.size if self.core == 1 else 2 * self.size

    @property
    def weight(self) -> float:
        return len(self.people) - (1.0 - LIGHT) * len(self.partly)

    def take_people(self, people: NDArray[np.integer] | list[int]) -> None:
        """Free the whole weeks of these people, as many as there is place for."""
        for p in people:
            if self.weight >= self.size:
                return
            self.partly.pop(int(p), None)
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
        _take_groups(here, ks, weight, int(rng.integers(2, 3 + here.many // 7)))
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
            _open_at(here, p, k)
        elif len(plan.members[k]) >= plan.seats(k):
            here.take_people(rng.permutation(sorted(plan.members[k]))[:6])
    for s, t in aim.sessions:
        _clear_hour(here, clinic.clinician_of(p, s), clinic.session_options[s].mask[t] & clinic.time_mask)
    return True


def _open_at(here: Neighbourhood, p: int, k: int) -> None:
    """A new group for her: hers of this service may move there, others may come, and what is in its way is freed."""
    clinic, plan, rng = here.clinic, here.plan, here.rng
    here.forced.add(k)
    own = [g for g in plan.itineraries[p].groups if clinic.service_of[g] == clinic.service_of[k]]
    for g in rng.permutation(own)[:1]:
        here.take_group(int(g))
    _invite(here, k)
    _find_leader(here, k)
    _clear_time(here, clinic.options.mask[k] & clinic.time_mask, 2)


def _find_leader(here: Neighbourhood, k: int) -> None:
    """When nobody could lead a group there as things are: one who has the skill, of whose work something is freed."""
    clinic, plan = here.clinic, here.plan
    mask, length = clinic.options.mask[k] & clinic.time_mask, int(clinic.options.minutes[k].sum())
    taken, minutes = plan.clinician_taken()
    able = np.flatnonzero(clinic.can_lead[k] & clinic.skilled[clinic.service_of[k]])
    within = minutes[able] + length <= clinic.max_minutes[able]
    if not len(able) or (within & ~(taken[able] & mask).any(axis=1)).any():
        return
    at = int(here.rng.integers(len(able)))
    _clear_hour(here, int(able[at]), mask)
    if not within[at]:
        led = np.array([g for g in sorted(plan.leaders) if any(able[at] in ls for ls in plan.leaders[g])], np.intp)
        here.relead |= set(led.tolist()) - here.closed_ks
        if len(led):
            _take_groups(here, led, 0.2 + (clinic.service_of[led] == clinic.service_of[k]), 1)


def _invite(here: Neighbourhood, k: int) -> None:
    """Those who could have this group in place of theirs and lack nothing by it, some more than a group needs."""
    clinic, rng = here.clinic, here.rng
    s = int(clinic.service_of[k])
    found = []
    for q in np.flatnonzero(clinic.can_come[:, k]).tolist():
        if q not in here.people:
            now, costs = here.plan.itineraries[q].cost, _costs_instead(here, q, k)
            if min(costs, default=WEIGHTS["short_day"]) < WEIGHTS["short_day"]:
                found.append((min(costs) - now + INVITED * rng.gumbel(), q))
    for _, q in sorted(found)[: clinic.services[s].min + SPARE]:
        if here.weight < here.size:
            here.people.add(q)
            here.partly[q] = {s}


def _costs_instead(here: Neighbourhood, q: int, k: int) -> list[int]:
    """What her week would cost with this group in place of each of the same service, where nothing else meets it."""
    clinic, one = here.clinic, here.plan.itineraries[q]
    mask, _ = clinic.laid(int(clinic.service_of[k]), k)
    if any(mask & clinic.laid(s, t)[0] for s, t in one.sessions):
        return []
    costs = []
    for g in one.groups:
        rest = [h for h in one.groups if h != g]
        if clinic.service_of[g] == clinic.service_of[k] and not any(
            mask & clinic.laid(int(clinic.service_of[h]), h)[0] for h in rest
        ):
            costs.append(cost_of(clinic, q, [*rest, k], one.sessions))
    return costs


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
    _take_groups(here, ks, near, int(rng.integers(1, 3 + here.many // 8)))


def around_window(here: Neighbourhood) -> None:
    """Groups of one part of the day, whatever they are."""
    clinic, plan, rng = here.clinic, here.plan, here.rng
    ks = np.array(sorted(plan.leaders), np.intp)
    if not len(ks):
        return
    centre = int(clinic.start_minute[ks[rng.integers(len(ks))]])
    _take_groups(
        here, ks, np.exp(-np.abs(clinic.start_minute[ks] - centre) / 90.0), int(rng.integers(2, 3 + here.many // 7))
    )


def around_service(here: Neighbourhood) -> None:
    """One service anew for everybody who has it: its groups and all sessions with one person; other groups stand.

    So few full groups can take the place of many small ones, which no smaller part would find.
    """
    clinic, plan, rng = here.clinic, here.plan, here.rng
    seated, open_now = np.zeros(len(clinic.services)), np.zeros(len(clinic.services))
    for k, groups in plan.leaders.items():
        s = clinic.service_of[k]
        seated[s] += len(plan.members[k])
        open_now[s] += len(groups)
    largest = np.array([caps[-1] if caps else 1 for caps in clinic.caps])
    spare = (open_now - np.ceil(seated / largest)) * [clinic.staff_cost(s) for s in range(len(clinic.services))]
    if not open_now.any():
        return
    s = _pick(rng, np.where(open_now > 0, spare.clip(min=0) + 3.0, 0))
    ks = np.array([k for k in sorted(plan.leaders) if clinic.service_of[k] == s], np.intp)
    fill = np.array([len(plan.members[int(k)]) / max(1, plan.seats(int(k))) for k in ks])
    here.size = max(here.size, MOST_OF_ONE)
    _take_groups(here, ks, 1.1 - fill.clip(max=1.0), len(ks), core=False)
    here.places = PLACES


def someone_dear(here: Neighbourhood, least: NDArray[np.int32]) -> int:
    """Someone who pays much above the cheapest week seen for her."""
    cost = np.array([one.cost for one in here.plan.itineraries])
    # A plan that came from elsewhere may have a cheaper week for her than any seen here.
    weight = (cost - least).clip(0, 500) + 1.0
    return _pick(here.rng, weight)


def dearest_people(here: Neighbourhood, least: NDArray[np.int32]) -> None:
    """Only people, and places for what they lack: those who pay most above the best week they could have alone."""
    cost = np.array([one.cost for one in here.plan.itineraries])
    weight = (cost - least).clip(0, 500) + 4.0
    order = np.argsort(-np.log(weight.clip(min=0.1)) + gumbel(here.rng, len(cost)))
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


def _take_groups(
    here: Neighbourhood, ks: NDArray[np.intp], weight: NDArray[np.float64], count: int, core: bool | None = None
) -> None:
    taken = 0
    for at in np.argsort(-np.log(weight) + gumbel(here.rng, len(ks))):
        taken += here.take_group(int(ks[at]), core)
        if taken >= count:
            return


def gumbel(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Noise with which sorting by log-weight draws without replacement."""
    return -np.asarray(rng.gumbel(size=count))


def _pick(rng: np.random.Generator, weight: NDArray[np.float64]) -> int:
    return int(rng.choice(len(weight), p=weight / weight.sum()))
