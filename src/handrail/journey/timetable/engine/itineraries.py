# SPDX-License-Identifier: Apache-2.0
"""A person's possible weeks, enumerated and priced: the columns of the solver's model.

A beam search over her orders: groups first, individual sessions last. Days, trips and waiting are exact on
every finished week, so that the model needs no variables for them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.clinic import NEVER_STARTED, Clinic, Ints, Masks, Options, Wish
from handrail.journey.timetable.engine.plan import NOTHING, Itinerary, session_price
from handrail.journey.timetable.rules import WEIGHTS


@dataclass(frozen=True)
class Offer:
    """What of one order she may have: options, and the price of each by preference and change.

    `lure`: what more each is held to cost when it is decided which weeks to keep; no part of their cost.
    """

    wish: Wish
    options: Options
    prices: Ints
    lure: Ints | None = None


@dataclass(frozen=True)
class Breadth:
    """How wide to search: states kept between orders, weeks returned, session variants a combination of groups."""

    beam: int = 120
    keep: int = 40
    variants: int = 3


@dataclass
class Weeks:
    """Partial weeks of one person, a row each.

    `days`: for each day minutes, minus the first start, and the last end, so that two of three are a greatest.
    `sums`: price, lure and missing meetings. `picks`: for each step the option's row, or -1.
    """

    mask: Masks
    days: NDArray[np.int16]
    sums: Ints
    picks: NDArray[np.int16]

    def rows(self, chosen: NDArray[np.integer]) -> "Weeks":
        return Weeks(
            self.mask.take(chosen, axis=0),
            self.days.take(chosen, axis=0),
            self.sums.take(chosen, axis=0),
            self.picks.take(chosen, axis=0),
        )

    def __len__(self) -> int:
        return len(self.sums)

    @property
    def minutes(self) -> NDArray[np.int16]:
        return self.days[:, 0]

    @property
    def lure(self) -> Ints:
        return self.sums[:, _LURE]


_PRICE, _LURE, _MISSING = range(3)  # the columns of `sums`


def _days_of(options: Options) -> NDArray[np.int16]:
    return np.stack([options.minutes, -options.first, options.last], axis=1).astype(np.int16)


def itineraries(
    clinic: Clinic,
    p: int,
    offers: list[Offer],
    breadth: Breadth,
    rng: np.random.Generator,
    base: Itinerary = NOTHING,
) -> list[Itinerary]:
    """This person's best weeks from these offers, varied, cheapest first; always one with each single order left out.

    What she has in `base` she keeps in every one of them.
    """
    offers = sorted(offers, key=lambda one: (one.wish.c >= 0, -clinic.services[one.wish.s].times_per_week))
    weeks, steps = _starting(clinic, p, base, sum(one.wish.count for one in offers)), 0
    left = sum(clinic.services[one.wish.s].minutes * _meetings(clinic, one) * one.wish.count for one in offers)
    grouped: NDArray[np.intp] | None = None
    for offer in offers:
        if offer.wish.c >= 0 and grouped is None:
            weeks = weeks.rows(_best(_rank(clinic, p, weeks, left, rng), breadth.beam))
            grouped = np.arange(len(weeks))
        for nth in range(offer.wish.count):
            left -= clinic.services[offer.wish.s].minutes * _meetings(clinic, offer)
            parents, weeks = _with(clinic, weeks, offer, steps, nth)
            rank = _rank(clinic, p, weeks, left, rng)
            if grouped is None:
                weeks = weeks.rows(_best(rank, breadth.beam))
            else:
                grouped = grouped[parents]
                # The best of those that lack the same is kept too: what one person gives up may make two others whole.
                chosen = np.union1d(_few_each(grouped, rank, breadth.variants), _best_lacking(weeks, rank))
                grouped, weeks = grouped[chosen], weeks.rows(chosen)
            steps += 1
    return _finished(clinic, p, offers, weeks, breadth, base)


def _meetings(clinic: Clinic, offer: Offer) -> int:
    return clinic.services[offer.wish.s].times_per_week


def _starting(clinic: Clinic, p: int, base: Itinerary, steps: int) -> Weeks:
    """The one week that has only what she keeps."""
    days = np.zeros((1, 3, len(clinic.days)), np.int16)
    days[:, 1], days[:, 2] = -NEVER_STARTED, -1
    sums, picks = np.zeros((1, 3), np.int32), np.full((1, steps), -1, np.int16)
    weeks = Weeks(np.zeros((1, clinic.words), np.uint64), days, sums, picks)
    kept = [(clinic.options, k, int(clinic.price_of[p, k])) for k in base.groups]
    kept += [(clinic.session_options[s], t, session_price(clinic, p, s, t)) for s, t in base.sessions]
    for options, row, price in kept:
        weeks.mask[0] |= options.mask[row]
        _add(weeks.days, _days_of(options.rows(np.array([row]))))
        weeks.sums[0, _PRICE] += price
    return weeks


def _add(days: NDArray[np.int16], more: NDArray[np.int16]) -> None:
    days[:, 0] += more[:, 0]
    np.maximum(days[:, 1:], more[:, 1:], out=days[:, 1:])


def _with(clinic: Clinic, weeks: Weeks, offer: Offer, step: int, nth: int) -> tuple[NDArray[np.intp], Weeks]:
    """Every partial week, once without and once with each option that still fits it; and the row each came from."""
    count = len(weeks)
    fits = ~(weeks.mask[:, None, :] & offer.options.mask[None, :, :]).any(axis=2)
    if nth:
        # The nth of several comes after the one before it, so that no pair is counted twice; none after none.
        before = weeks.picks[:, step - 1][:, None]
        fits &= (before >= 0) & (np.arange(len(offer.prices)) > before)
    rows, option = np.nonzero(fits)
    parents = np.concatenate([np.arange(count), rows])
    grown = weeks.rows(parents)
    grown.sums[:count, _MISSING] += _meetings(clinic, offer)
    grown.mask[count:] |= offer.options.mask[option]
    _add(grown.days[count:], _days_of(offer.options)[option])
    grown.sums[count:, _PRICE] += offer.prices[option]
    if offer.lure is not None:
        grown.sums[count:, _LURE] += offer.lure[option]
    grown.picks[count:, step] = option
    return parents, grown


def costs(clinic: Clinic, p: int, weeks: Weeks, left: int = 0) -> Ints:
    """What each week costs; with minutes `left` to place, the least it can cost by days that can still fill up."""
    need = clinic.patients[p].full_days
    minutes = weeks.minutes
    attended = minutes > 0
    trips = attended.sum(axis=1)
    idle = ((weeks.days[:, 2] + weeks.days[:, 1] - minutes) * attended // 15).sum(axis=1)
    cost = weeks.sums[:, _PRICE] + WEIGHTS["unmet"] * weeks.sums[:, _MISSING] + WEIGHTS["idle_quarter"] * idle
    cost += WEIGHTS["extra_trip"] * np.maximum(0, trips - need.count)
    if need.count and need.minutes:
        best = -np.sort(-minutes, axis=1)[:, : need.count]
        lacking = np.cumsum(np.maximum(0, need.minutes - best), axis=1)
        full = (lacking <= left).sum(axis=1)
        cost += WEIGHTS["short_day"] * np.maximum(0, need.count - full)
    elif need.count:
        cost += WEIGHTS["short_day"] * np.maximum(0, need.count - trips)
    return cost.astype(np.int32)


def _rank(clinic: Clinic, p: int, weeks: Weeks, left: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return costs(clinic, p, weeks, left) + weeks.lure + rng.random(len(weeks)) * 6.0


def _best(rank: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    return np.argpartition(rank, count)[:count] if len(rank) > count else np.arange(len(rank))


def _few_each(family: NDArray[np.intp], rank: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """The best few rows of each family: session times must not crowd out other combinations of groups."""
    order = np.lexsort((rank, family))
    ordered = family[order]
    begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    place = np.arange(len(order)) - np.repeat(begins, np.diff(np.r_[begins, len(order)]))
    return order[place < count]


def _best_lacking(weeks: Weeks, rank: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each set of orders left out the best row."""
    order = np.argsort(rank)
    _, firsts = np.unique(_left_out(weeks.picks[order]), return_index=True)
    return order[firsts]


def _left_out(picks: NDArray[np.int16]) -> NDArray[np.intp]:
    """What is left out in each row, as one number."""
    return np.asarray((picks < 0) @ (1 << np.arange(picks.shape[1])))


def _finished(
    clinic: Clinic, p: int, offers: list[Offer], weeks: Weeks, breadth: Breadth, base: Itinerary
) -> list[Itinerary]:
    cost = costs(clinic, p, weeks)
    order = np.argsort(cost + weeks.lure, kind="stable")
    chosen = list(order[: breadth.keep])
    _, firsts = np.unique(_left_out(weeks.picks[order]), return_index=True)
    chosen += [order[i] for i in sorted(firsts) if i >= breadth.keep]
    whose = [offer for offer in offers for _ in range(offer.wish.count)]
    ids = [offer.options.id.tolist() for offer in whose]
    found = []
    for picks, one in zip(weeks.picks[chosen].tolist(), cost[chosen].tolist(), strict=True):
        groups, sessions = list(base.groups), list(base.sessions)
        for offer, of, pick in zip(whose, ids, picks, strict=True):
            if pick >= 0 and offer.wish.c < 0:
                groups.append(of[pick])
            elif pick >= 0:
                sessions.append((offer.wish.s, of[pick]))
        found.append(Itinerary(tuple(sorted(groups)), tuple(sorted(sessions)), one))
    return found
