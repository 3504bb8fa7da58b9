# SPDX-License-Identifier: Apache-2.0
"""Which level of care, and why: six ratings, safety gates and what is in place, judged by a pack of rules. Pure.

The pack is data (`packs/placement/`): ranges of each level, rules that weigh areas together, gates, supports.
Everything here is a function of a pack and a situation; nothing knows a patient, a day or a table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

WORST = 4  # each area is rated 0 to 4
Ratings = tuple[int, ...]  # in the order of the pack's areas
Least = tuple[tuple[int, int], ...]  # (place of an area, rating from which it counts), all of them together


@dataclass(frozen=True)
class Source:
    id: str
    title: str
    url: str


@dataclass(frozen=True)
class Area:
    """One of the six need areas. `needs`: the answers without which no rating is proposed.

    `plain`: each anchor as a patient reads it of herself.
    """

    id: str
    name: str
    asks: str
    anchors: tuple[str, ...]
    needs: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    def plainly(self, rating: int) -> str:
        return (self.plain or self.anchors)[rating]


@dataclass(frozen=True)
class Row:
    """What each row of a pack tells of itself. `verified`: it was read in the source."""

    id: str
    words: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Level(Row):
    """`holds`: the highest rating in each area that it can care for; `plain`: as a patient reads it.

    `review_days`: after so many at the latest it is judged again.
    """

    name: str
    plain: str
    review_days: int
    holds: Ratings


@dataclass(frozen=True)
class Rule(Row):
    """Where all these ratings are reached, at least this level (its place among the levels)."""

    level: int
    when: Least


@dataclass(frozen=True)
class Gate(Row):
    """A danger now. `words`: what to do at once."""

    name: str
    asks: str
    level: int
    plain: str


@dataclass(frozen=True)
class Support(Row):
    """Something in place that lets the ratings of an area count for less: `counts` of each rating 0 to 4."""

    name: str
    area: int
    counts: Ratings


@dataclass(frozen=True)
class Fact:
    """Something else about her that decides which services she needs or what stands in the way."""

    id: str
    name: str


@dataclass(frozen=True)
class Need(Row):
    """A service she needs wherever she goes: any of `facts` (if named), none of `unless`, all of `when`."""

    name: str
    plain: str
    facts: frozenset[str]
    unless: frozenset[str]
    when: Least

    def speaks_to(self, ratings: Ratings, facts: frozenset[str]) -> bool:
        named = not self.facts or not self.facts.isdisjoint(facts)
        return named and self.unless.isdisjoint(facts) and reached(self.when, ratings)


@dataclass(frozen=True)
class Barrier(Row):
    """What stands in the way of coming, and what removes it (`words`). Never a ground for refusing anybody."""

    name: str
    facts: frozenset[str]


@dataclass(frozen=True)
class Condition:
    """What one answer must be. `*` in the key stands for each of the substances that the proposal names."""

    key: str
    any_of: frozenset[str] = frozenset()
    at_least: float | None = None
    at_most: float | None = None
    count_at_least: int | None = None  # so many of several that may be ticked


@dataclass(frozen=True)
class Proposal:
    """Which answers, all together, propose a rating of an area, a gate, a support or a fact."""

    kind: str  # area, gate, support, fact
    about: str
    rating: int
    of: tuple[str, ...]
    when: tuple[Condition, ...]
    words: str


@dataclass(frozen=True)
class Pack:
    version: str
    name: str
    effective_from: date
    sources: tuple[Source, ...]
    areas: tuple[Area, ...]
    levels: tuple[Level, ...]
    rules: tuple[Rule, ...]
    gates: tuple[Gate, ...]
    supports: tuple[Support, ...]
    facts: tuple[Fact, ...]
    needs: tuple[Need, ...]
    barriers: tuple[Barrier, ...]
    proposals: tuple[Proposal, ...]

    def place_of(self, level: str) -> int:
        return next(at for at, one in enumerate(self.levels) if one.id == level)

    def due_on(self, level: str, judged_on: date) -> date:
        """The last day on which a level that was judged then is judged again."""
        return judged_on + timedelta(days=self.levels[self.place_of(level)].review_days)


@dataclass(frozen=True)
class Situation:
    """What is judged: a rating for each area, the gates that stand, what is in place, and facts."""

    ratings: Ratings
    gates: frozenset[str] = frozenset()
    supports: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reason:
    """Why less than a level is not enough: these ratings (place of the area, as it counts), by this row.

    `beyond`: the level below (its place) and the most it can care for there; None where a rule asks for the level.
    """

    areas: Least
    words: str
    source: str
    verified: bool
    beyond: tuple[int, int] | None = None


@dataclass(frozen=True)
class Change:
    """What would have to be otherwise (place of the area, the rating it would have), and the level it leads to."""

    to: Least
    level: int


@dataclass(frozen=True)
class Judgement:
    """`level` and the rest are places among the pack's levels.

    `by_ratings`: the level once no gate stands any more; `counted`: the ratings as they count with what is in place.
    `also_safe`: more care than is needed now, and safe; `safe_with`: less, if one support were there.
    """

    level: int
    by_ratings: int
    counted: Ratings
    gates: tuple[Gate, ...]
    because: tuple[Reason, ...]
    also_safe: tuple[int, ...]
    safe_with: tuple[tuple[int, Support], ...]
    down: Change | None
    up: tuple[Change, ...]
    needs: tuple[Need, ...]
    barriers: tuple[Barrier, ...]


def reached(least: Least, ratings: Ratings) -> bool:
    for area, rating in least:  # noqa: SIM110 - the proof comes through here ten million times
        if ratings[area] < rating:
            return False
    return True


def counted(pack: Pack, ratings: Ratings, supports: Iterable[str]) -> Ratings:
    """The ratings as they count with these supports in place."""
    held = set(supports)
    if not held:
        return ratings
    count = list(ratings)
    for support in pack.supports:
        if support.id in held:
            count[support.area] = min(count[support.area], support.counts[ratings[support.area]])
    return tuple(count)


def level_by_ratings(pack: Pack, ratings: Ratings) -> int:
    """The least intensive level whose ranges hold all ratings and below which no rule forbids to go."""
    least = 0
    while not _holds(pack.levels[least], ratings):
        least += 1
    for rule in pack.rules:
        if rule.level > least and reached(rule.when, ratings):
            least = rule.level
    return least


def _holds(level: Level, ratings: Ratings) -> bool:
    for at, most in enumerate(level.holds):  # noqa: SIM110 - as above
        if ratings[at] > most:
            return False
    return True


def level_of(pack: Pack, situation: Situation) -> int:
    """The level alone, without its reasons: a gate outranks every rating."""
    level = level_by_ratings(pack, counted(pack, situation.ratings, situation.supports))
    for gate in pack.gates:
        if gate.level > level and gate.id in situation.gates:
            level = gate.level
    return level


def judge(pack: Pack, situation: Situation) -> Judgement:
    """The level, why it is that one, what else is safe, and what would have to change."""
    count = counted(pack, situation.ratings, situation.supports)
    by_ratings = level_by_ratings(pack, count)
    level = level_of(pack, situation)
    return Judgement(
        level=level, by_ratings=by_ratings, counted=count,
        gates=tuple(gate for gate in pack.gates if gate.id in situation.gates),
        because=reasons(pack, count, by_ratings),
        also_safe=tuple(range(level + 1, min(level + 2, len(pack.levels)))),
        safe_with=() if level > by_ratings else _safe_with(pack, situation, by_ratings),
        down=next_down(pack, count, by_ratings),
        up=next_up(pack, count, by_ratings),
        needs=tuple(need for need in pack.needs if need.speaks_to(situation.ratings, situation.facts)),
        barriers=tuple(one for one in pack.barriers if not one.facts.isdisjoint(situation.facts)),
    )  # fmt: skip


def reasons(pack: Pack, ratings: Ratings, level: int) -> tuple[Reason, ...]:
    """Why the level below is not enough: what goes beyond its ranges, and the rules that ask for this level."""
    if level == 0:
        return ()
    below = pack.levels[level - 1]
    beyond = tuple(
        Reason(
            ((at, ratings[at]),), pack.areas[at].anchors[ratings[at]], below.source, below.verified, (level - 1, most)
        )
        for at, most in enumerate(below.holds)
        if ratings[at] > most
    )
    asked = tuple(
        Reason(tuple((at, ratings[at]) for at, _ in rule.when), rule.words, rule.source, rule.verified)
        for rule in pack.rules
        if rule.level == level and reached(rule.when, ratings)
    )
    return beyond + asked


def next_down(pack: Pack, ratings: Ratings, level: int) -> Change | None:
    """The fewest steps down in ratings that make a less intensive level enough."""
    if level == 0:
        return None
    lowered = tuple(min(pair) for pair in zip(ratings, pack.levels[level - 1].holds, strict=True))
    standing = [rule.when for rule in pack.rules if rule.level >= level and reached(rule.when, lowered)]
    best: Ratings | None = None
    for chosen in product(*standing):
        tried = list(lowered)
        for area, rating in chosen:
            tried[area] = min(tried[area], rating - 1)
        if best is None or sum(tried) > sum(best):
            best = tuple(tried)
    assert best is not None
    to = tuple((at, best[at]) for at in range(len(best)) if best[at] < ratings[at])
    return Change(to, level_by_ratings(pack, best))


def next_up(pack: Pack, ratings: Ratings, level: int) -> tuple[Change, ...]:
    """For each area by itself, the smallest rise that would lead to a more intensive level."""
    found = []
    for at, rating in enumerate(ratings):
        for higher in range(rating + 1, WORST + 1):
            then = level_by_ratings(pack, (*ratings[:at], higher, *ratings[at + 1 :]))
            if then > level:
                found.append(Change(((at, higher),), then))
                break
    return tuple(found)


def _safe_with(pack: Pack, situation: Situation, level: int) -> tuple[tuple[int, Support], ...]:
    found = []
    for support in pack.supports:
        if support.id not in situation.supports:
            then = level_by_ratings(pack, counted(pack, situation.ratings, situation.supports | {support.id}))
            if then < level:
                found.append((then, support))
    return tuple(found)


def compared(before: Mapping[str, int], now: Mapping[str, int]) -> tuple[tuple[str, int, int], ...]:
    """Each area with what it was and what it is, where both are known."""
    return tuple((area, before[area], rating) for area, rating in now.items() if area in before)
