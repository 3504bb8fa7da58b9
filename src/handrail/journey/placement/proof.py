# SPDX-License-Identifier: Apache-2.0
"""The proof of a pack: every combination of ratings and gates is judged, and what was found is told in a table. Pure.

Nothing is sampled. 15,625 ratings are judged alone, with every combination of supports and with every combination of
gates; each rating is raised by one and judged again; each rule is looked for where it alone decides.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations, product

from handrail.journey.placement import rules
from handrail.journey.placement.rules import WORST, Gate, Level, Pack, Ratings, Rule, Situation

Steps = tuple[tuple[int, int, int], ...]  # for every rating: its number, and by how much it and the level differ


def every_rating(pack: Pack) -> Iterator[Ratings]:
    return product(range(WORST + 1), repeat=len(pack.areas))


def every_set(codes: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(chosen) for chosen in chain.from_iterable(combinations(codes, n) for n in range(len(codes) + 1))]


@dataclass(frozen=True)
class Proof:
    """What was found. Everything is counted from `level_of`, which pages and determinations use too."""

    pack: Pack

    @cached_property
    def levels(self) -> dict[Ratings, int]:
        """The level of every rating, where no gate stands and no support is in place."""
        return {ratings: rules.level_of(self.pack, Situation(ratings)) for ratings in every_rating(self.pack)}

    @cached_property
    def people(self) -> dict[int, int]:
        """How many ratings lead to each level."""
        return Counter(self.levels.values())

    @cached_property
    def lowered(self) -> list[tuple[Ratings, int]]:
        """Ratings of which one can be raised (place of its area) so that the level falls. There must be none."""
        return [(ratings, at) for ratings in self.levels for at in _falls(self.levels, ratings)]

    @cached_property
    def gates_tried(self) -> int:
        return len(self.levels) * (1 << len(self.pack.gates))

    @cached_property
    def gates_lost(self) -> list[tuple[Ratings, frozenset[str]]]:
        """Situations in which a gate stands and less than its level came out. There must be none."""
        most = {gate.id: gate.level for gate in self.pack.gates}
        found = []
        for gates in every_set(tuple(most)):
            least = max((most[gate] for gate in gates), default=0)
            for ratings, level in self.levels.items():
                if rules.level_of(self.pack, Situation(ratings, gates)) != max(level, least):
                    found.append((ratings, gates))
        return found

    @cached_property
    def supports_tried(self) -> int:
        return len(self.levels) * (1 << len(self.pack.supports))

    @cached_property
    def supports_harm(self) -> list[tuple[Ratings, frozenset[str]]]:
        """Situations in which having a support leads to more care, or a raised rating to less. There must be none."""
        found = []
        for supports in every_set(tuple(support.id for support in self.pack.supports)):
            there = {
                ratings: rules.level_of(self.pack, Situation(ratings, supports=supports)) for ratings in self.levels
            }
            found += [(ratings, supports) for ratings, level in there.items() if level > self.levels[ratings]]
            found += [(ratings, supports) for ratings in there if next(_falls(there, ratings), None) is not None]
        return found

    @cached_property
    def decides(self) -> dict[str, int]:
        """For each rule, the number of ratings whose level would be lower were this rule not there."""
        return {rule.id: self._differing(_without(self.pack, rule)) for rule in self.pack.rules}

    @cached_property
    def limits(self) -> dict[tuple[str, str], int]:
        """For each limit (by the last level that has it, and the area), the ratings that get more care by it."""
        return {
            (level.id, area.id): self._differing(_unlimited(self.pack, place, at))
            for place, level in enumerate(self.pack.levels[:-1])
            for at, area in enumerate(self.pack.areas)
            if level.holds[at] < self.pack.levels[place + 1].holds[at]
        }

    @cached_property
    def gates_decide(self) -> dict[str, int]:
        """For each gate, the number of ratings whose level it alone raises."""
        return {gate.id: sum(level < gate.level for level in self.levels.values()) for gate in self.pack.gates}

    @cached_property
    def contradictions(self) -> list[tuple[Rule, Rule]]:
        """Rules that ask for different levels of the same ratings, so that one could never be heard."""
        return [(one, other) for one, other in combinations(self.pack.rules, 2) if _contradict(one, other)]

    @cached_property
    def broken_promises(self) -> list[Ratings]:
        """Ratings whose recommended level is below what a rule asks for, or beyond its own ranges."""
        return [
            ratings
            for ratings, level in self.levels.items()
            if any(rule.level > level and rules.reached(rule.when, ratings) for rule in self.pack.rules)
            or any(rating > most for rating, most in zip(ratings, self.pack.levels[level].holds, strict=True))
        ]

    def _differing(self, other: Pack) -> int:
        return sum(rules.level_by_ratings(other, ratings) < level for ratings, level in self.levels.items())


def _falls(levels: dict[Ratings, int], ratings: Ratings) -> Iterator[int]:
    for at, rating in enumerate(ratings):
        if rating < WORST and levels[(*ratings[:at], rating + 1, *ratings[at + 1 :])] < levels[ratings]:
            yield at


def _without(pack: Pack, rule: Rule) -> Pack:
    return replace(pack, rules=tuple(one for one in pack.rules if one is not rule))


def _unlimited(pack: Pack, place: int, at: int) -> Pack:
    """The pack without this limit: whatever levels share it hold as much in this area as the level after them."""
    most, more = pack.levels[place].holds[at], pack.levels[place + 1].holds[at]
    levels = [
        replace(one, holds=(*one.holds[:at], more, *one.holds[at + 1 :])) if one.holds[at] == most else one
        for one in pack.levels
    ]
    return replace(pack, levels=tuple(levels))


def _contradict(one: Rule, other: Rule) -> bool:
    """Whether all that one speaks of the other speaks of too, and asks for as much or more: then one is never heard."""
    if one.level == other.level:
        return dict(one.when) == dict(other.when)
    lower, higher = (one, other) if one.level < other.level else (other, one)
    low, high = dict(lower.when), dict(higher.when)
    return all(low.get(area, 0) >= rating for area, rating in high.items())


def document(pack: Pack) -> str:
    """The tables of docs/placement.md: what the rules are, and the proof of them."""
    return "\n".join([*_areas(pack), *_ranges(pack), *_rules(pack), *_gates(pack), *_supports(pack), *_proof(pack)])


def _areas(pack: Pack) -> Iterator[str]:
    yield "### The six need areas\n"
    for area in pack.areas:
        yield f"**{area.name}.** {area.asks}\n"
        yield from (f"{rating}. {anchor}" for rating, anchor in enumerate(area.anchors))
        yield ""


def _ranges(pack: Pack) -> Iterator[str]:
    yield "### Ranges: the highest rating each level can care for\n"
    yield _line("Level", *(area.name for area in pack.areas), "Rests on")
    yield _line(*["---"] * (len(pack.areas) + 2))
    for level in pack.levels:
        held = ["any" if most == WORST else str(most) for most in level.holds]
        yield _line(level.name, *held, _source(pack, level))
    yield ""


def _rules(pack: Pack) -> Iterator[str]:
    proof = Proof(pack)
    yield "### Rules that weigh areas together\n"
    yield _line("Where all of these are reached", "at least", "because", "decides alone", "Rests on")
    yield _line(*["---"] * 5)
    for rule in pack.rules:
        when = " and ".join(f"{pack.areas[at].name} {rating}" for at, rating in rule.when)
        decides = f"{proof.decides[rule.id]:,}"
        yield _line(when, pack.levels[rule.level].name, rule.words, decides, _source(pack, rule))
    yield ""


def _gates(pack: Pack) -> Iterator[str]:
    yield "### Safety gates\n"
    yield _line("Gate", "Asked first", "What to do now", "Level")
    yield _line(*["---"] * 4)
    yield from (_line(one.name, one.asks, one.words, pack.levels[one.level].name) for one in pack.gates)
    yield ""


def _supports(pack: Pack) -> Iterator[str]:
    yield "### What is in place lets a rating count for less\n"
    yield _line("Support", "Area", "0, 1, 2, 3, 4 count as", "when")
    yield _line(*["---"] * 4)
    for one in pack.supports:
        yield _line(one.name, pack.areas[one.area].name, ", ".join(map(str, one.counts)), one.words)
    yield ""


def _proof(pack: Pack) -> Iterator[str]:
    found = Proof(pack)
    total = len(found.levels)
    raised = sum(sum(rating < WORST for rating in ratings) for ratings in found.levels)
    yield "### The proof\n"
    yield _line("What was tried", "How many", "Found")
    yield _line(*["---"] * 3)
    yield _line("Every combination of the six ratings has one level", f"{total:,}", f"{len(found.levels):,} answers")
    yield _line("Every one of them with every combination of gates: a gate always wins", f"{found.gates_tried:,}",
                f"{len(found.gates_lost)} exceptions")  # fmt: skip
    yield _line("One rating raised by one: the level never falls", f"{raised:,}", f"{len(found.lowered)} exceptions")
    yield _line("Every one with every combination of supports: having one never leads to more care, raising a rating "
                "never to less", f"{found.supports_tried:,}", f"{len(found.supports_harm)} exceptions")  # fmt: skip
    yield _line("Nobody is recommended less than a rule asks for, or a level whose ranges do not hold the ratings",
                f"{total:,}", f"{len(found.broken_promises)} exceptions")  # fmt: skip
    yield _line("Rules that contradict each other", f"{len(list(combinations(pack.rules, 2)))} pairs",
                f"{len(found.contradictions)} found")  # fmt: skip
    fires = sum(count > 0 for count in (*found.decides.values(), *found.limits.values(), *found.gates_decide.values()))
    rows = len(found.decides) + len(found.limits) + len(found.gates_decide)
    yield _line("Every rule, every limit and every gate decides somewhere by itself", f"{rows}", f"{fires} do")
    yield ""
    yield _line("Level", "Ratings that lead to it")
    yield _line("---", "---")
    yield from (_line(level.name, f"{found.people[at]:,}") for at, level in enumerate(pack.levels))
    yield ""


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _source(pack: Pack, row: Level | Rule | Gate) -> str:
    source = next(one for one in pack.sources if one.id == row.source)
    told = f"[{source.title}]({source.url})" if source.url else source.title
    return told if row.verified or not source.url else f"{told}; our wording, to be confirmed"
