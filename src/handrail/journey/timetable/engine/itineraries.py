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
    """What of one order she may have: options, and the price of each by preference and change."""

    wish: Wish
    options: Options
    prices: Ints


@dataclass(frozen=True)
class Breadth:
    """How wide to search: states kept between orders, weeks returned, session variants a combination of groups."""

    beam: int = 120
    keep: int = 40
    variants: int = 3


@dataclass
class Weeks:
    """Partial weeks of one person, a row each. `picks`: for each step the option's row, or -1."""

    mask: Masks
    minutes: Ints
    first: Ints
    last: Ints
    price: Ints
    missing: Ints
    picks: NDArray[np.int16]

    def rows(self, chosen: NDArray[np.integer]) -> "Weeks":
        return Weeks(
            self.mask[chosen],
            self.minutes[chosen],
            self.first[chosen],
            self.last[chosen],
            self.price[chosen],
            self.missing[chosen],
            self.picks[chosen],
        )

    def and_also(self, more: "Weeks") -> "Weeks":
        return Weeks(*(np.concatenate([getattr(self, f), getattr(more, f)]) for f in self.__dataclass_fields__))


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
            grouped = np.arange(len(weeks.price))
        for nth in range(offer.wish.count):
            left -= clinic.services[offer.wish.s].minutes * _meetings(clinic, offer)
            parents, weeks = _with(clinic, weeks, offer, steps, nth)
            rank = _rank(clinic, p, weeks, left, rng)
            if grouped is None:
                weeks = weeks.rows(_best(rank, breadth.beam))
            else:
                grouped = grouped[parents]
                chosen = _few_each(grouped, rank, breadth.variants)
                grouped, weeks = grouped[chosen], weeks.rows(chosen)
            steps += 1
    return _finished(clinic, p, offers, weeks, breadth, base)


def _meetings(clinic: Clinic, offer: Offer) -> int:
    return clinic.services[offer.wish.s].times_per_week


def _starting(clinic: Clinic, p: int, base: Itinerary, steps: int) -> Weeks:
    """The one week that has only what she keeps."""
    days = len(clinic.days)
    weeks = Weeks(
        mask=np.zeros((1, clinic.words), np.uint64),
        minutes=np.zeros((1, days), np.int32),
        first=np.full((1, days), NEVER_STARTED, np.int32),
        last=np.full((1, days), -1, np.int32),
        price=np.zeros(1, np.int32),
        missing=np.zeros(1, np.int32),
        picks=np.full((1, steps), -1, np.int16),
    )
    kept = [(clinic.options, k, int(clinic.price_of[p, k])) for k in base.groups]
    kept += [(clinic.session_options[s], t, session_price(clinic, p, s, t)) for s, t in base.sessions]
    for options, row, price in kept:
        weeks.mask[0] |= options.mask[row]
        weeks.minutes[0] += options.minutes[row]
        np.minimum(weeks.first[0], options.first[row], out=weeks.first[0])
        np.maximum(weeks.last[0], options.last[row], out=weeks.last[0])
        weeks.price[0] += price
    return weeks


def _with(clinic: Clinic, weeks: Weeks, offer: Offer, step: int, nth: int) -> tuple[NDArray[np.intp], Weeks]:
    """Every partial week, once without and once with each option that still fits it; and the row each came from."""
    without = weeks.rows(np.arange(len(weeks.price)))
    without.missing = weeks.missing + _meetings(clinic, offer)
    fits = ~(weeks.mask[:, None, :] & offer.options.mask[None, :, :]).any(axis=2)
    if nth:
        # The nth of several comes after the one before it, so that no pair is counted twice; none after none.
        before = weeks.picks[:, step - 1][:, None]
        fits &= (before >= 0) & (np.arange(len(offer.prices)) > before)
    rows, option = np.nonzero(fits)
    grown = weeks.rows(rows)
    grown.mask |= offer.options.mask[option]
    grown.minutes += offer.options.minutes[option]
    np.minimum(grown.first, offer.options.first[option], out=grown.first)
    np.maximum(grown.last, offer.options.last[option], out=grown.last)
    grown.price += offer.prices[option]
    grown.picks[:, step] = option
    return np.concatenate([np.arange(len(weeks.price)), rows]), without.and_also(grown)


def costs(clinic: Clinic, p: int, weeks: Weeks, left: int = 0) -> Ints:
    """What each week costs; with minutes `left` to place, the least it can cost by days that can still fill up."""
    need = clinic.patients[p].full_days
    attended = weeks.minutes > 0
    idle = np.where(attended, weeks.last - weeks.first - weeks.minutes, 0) // 15
    cost = weeks.price + WEIGHTS["unmet"] * weeks.missing + WEIGHTS["idle_quarter"] * idle.sum(axis=1)
    cost += WEIGHTS["extra_trip"] * np.maximum(0, attended.sum(axis=1) - need.count)
    if need.count and need.minutes:
        best = -np.sort(-weeks.minutes, axis=1)[:, : need.count]
        lacking = np.cumsum(np.maximum(0, need.minutes - best), axis=1)
        full = (lacking <= left).sum(axis=1)
        cost += WEIGHTS["short_day"] * np.maximum(0, need.count - full)
    elif need.count:
        cost += WEIGHTS["short_day"] * np.maximum(0, need.count - attended.sum(axis=1))
    return cost.astype(np.int32)


def _rank(clinic: Clinic, p: int, weeks: Weeks, left: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return costs(clinic, p, weeks, left) + rng.random(len(weeks.price)) * 6.0


def _best(rank: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    return np.argpartition(rank, count)[:count] if len(rank) > count else np.arange(len(rank))


def _few_each(family: NDArray[np.intp], rank: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """The best few rows of each family: session times must not crowd out other combinations of groups."""
    order = np.lexsort((rank, family))
    ordered = family[order]
    begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    place = np.arange(len(order)) - np.repeat(begins, np.diff(np.r_[begins, len(order)]))
    return order[place < count]


def _finished(
    clinic: Clinic, p: int, offers: list[Offer], weeks: Weeks, breadth: Breadth, base: Itinerary
) -> list[Itinerary]:
    cost = costs(clinic, p, weeks)
    order = np.argsort(cost, kind="stable")
    chosen = list(order[: breadth.keep])
    left_out = weeks.picks[order] < 0
    _, firsts = np.unique(left_out, axis=0, return_index=True)
    chosen += [order[i] for i in sorted(firsts) if i >= breadth.keep]
    whose = [offer for offer in offers for _ in range(offer.wish.count)]
    found = []
    for row in chosen:
        groups, sessions = list(base.groups), list(base.sessions)
        for offer, pick in zip(whose, weeks.picks[row], strict=True):
            if pick >= 0 and offer.wish.c < 0:
                groups.append(int(offer.options.id[pick]))
            elif pick >= 0:
                sessions.append((offer.wish.s, int(offer.options.id[pick])))
        found.append(Itinerary(tuple(sorted(groups)), tuple(sorted(sessions)), int(cost[row])))
    return found
