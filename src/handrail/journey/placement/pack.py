# SPDX-License-Identifier: Apache-2.0
"""Reads a pack of placement rules from TOML, strictly: each fault with its place and how to mend it. Pure."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handrail.ground.kit.answer import Refused
from handrail.journey.placement import rules
from handrail.journey.placement.rules import WORST, Least, Pack, Ratings

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
Key = Annotated[str, Field(pattern=r"^[a-z_0-9]+(\.[a-z_0-9*]+)+$", max_length=80)]
Words = Annotated[str, Field(min_length=3, max_length=400)]
Rating = Annotated[int, Field(ge=0, le=WORST)]
Some = Annotated[tuple[Code, ...], Field(strict=False)]
AREAS = 6


class Told(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class SourceTold(Told):
    title: Words
    url: str


class AreaTold(Told):
    id: Code
    name: Words
    asks: Words
    anchors: Annotated[tuple[Words, ...], Field(strict=False, min_length=WORST + 1, max_length=WORST + 1)]
    needs: Annotated[tuple[Key, ...], Field(strict=False)] = ()
    plain: Annotated[tuple[Words, ...], Field(strict=False, max_length=WORST + 1)] = ()


class RowTold(Told):
    id: Code
    words: Words
    source: Code
    verified: bool


class LevelTold(RowTold):
    name: Words
    plain: Words
    review_days: Annotated[int, Field(ge=1, le=366)]
    holds: dict[Code, Rating]


class RuleTold(RowTold):
    level: Code
    when: Annotated[dict[Code, Rating], Field(min_length=1)]


class GateTold(Told):
    id: Code
    name: Words
    asks: Words
    level: Code
    now: Words
    plain: Words
    source: Code
    verified: bool


class SupportTold(RowTold):
    name: Words
    area: Code
    counts: Annotated[tuple[Rating, ...], Field(strict=False, min_length=WORST + 1, max_length=WORST + 1)]


class NeedTold(RowTold):
    name: Words
    plain: Words
    facts: Some = ()
    unless: Some = ()
    when: dict[Code, Rating] = {}


class BarrierTold(RowTold):
    name: Words
    facts: Annotated[tuple[Code, ...], Field(strict=False, min_length=1)]


class ConditionTold(Told):
    key: Key
    any_of: Annotated[tuple[str, ...], Field(strict=False, alias="is")] = ()
    at_least: float | int | None = None
    at_most: float | int | None = None
    count_at_least: int | None = None


class ProposalTold(Told):
    area: Code | None = None
    rating: Rating = 0
    gate: Code | None = None
    support: Code | None = None
    fact: Code | None = None
    of: Some = ()
    when: Annotated[tuple[ConditionTold, ...], Field(strict=False, min_length=1)]
    words: Words


class PackTold(Told):
    format: Literal["handrail/placement@1"]
    version: Annotated[str, Field(pattern=r"^[0-9]{4}\.[0-9]+$")]
    name: Words
    effective_from: date
    sources: dict[Code, SourceTold]
    areas: Annotated[tuple[AreaTold, ...], Field(strict=False, min_length=AREAS, max_length=AREAS)]
    levels: Annotated[tuple[LevelTold, ...], Field(strict=False, min_length=2)]
    rules: Annotated[tuple[RuleTold, ...], Field(strict=False)]
    gates: Annotated[tuple[GateTold, ...], Field(strict=False)]
    supports: Annotated[tuple[SupportTold, ...], Field(strict=False)] = ()
    facts: dict[Code, Words] = {}
    needs: Annotated[tuple[NeedTold, ...], Field(strict=False)] = ()
    barriers: Annotated[tuple[BarrierTold, ...], Field(strict=False)] = ()
    proposals: Annotated[tuple[ProposalTold, ...], Field(strict=False)] = ()


def read(text: str) -> Pack:
    """The pack that this text holds. Raises Refused with every fault."""
    try:
        told = PackTold.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as bad:
        raise Refused(f"it is not TOML: {bad}") from None
    except ValidationError as bad:
        raise Refused(*(f"{_where(error['loc'])}: {error['msg']}" for error in bad.errors())) from None
    if found := [*_unknown(told), *_senseless(told)]:
        raise Refused(*found)
    return _as_pack(told)


def _where(loc: tuple[int | str, ...]) -> str:
    """rules 3, when, risk: rows are counted from one, as people count."""
    return ", ".join(str(part + 1) if isinstance(part, int) else part for part in loc)


def _unknown(told: PackTold) -> Iterable[str]:
    """Codes that nothing in the pack declares."""
    areas, levels = {one.id for one in told.areas}, {one.id for one in told.levels}
    known = {"area": areas, "level": levels, "source": set(told.sources), "fact": set(told.facts)} | {
        "gate": {one.id for one in told.gates}, "support": {one.id for one in told.supports},
    }  # fmt: skip
    for place, kind, code in _named(told):
        if code not in known[kind]:
            yield f"{place}: there is no {kind} {code}; write one of {', '.join(sorted(known[kind]))}"


def _named(told: PackTold) -> Iterable[tuple[str, str, str]]:
    """Every code that a row names: where, of which kind, which."""
    for table in ("levels", "rules", "gates", "supports", "needs", "barriers"):
        for row in getattr(told, table):
            place = f"{table}, {row.id}"
            yield place, "source", row.source
            yield from ((place, "area", code) for code in (*getattr(row, "holds", ()), *getattr(row, "when", ())))
            yield from ((place, "fact", code) for code in (*getattr(row, "facts", ()), *getattr(row, "unless", ())))
            yield from ((place, kind, getattr(row, kind)) for kind in ("level", "area") if hasattr(row, kind))
    for number, proposal in enumerate(told.proposals, start=1):
        for kind in ("area", "gate", "support", "fact"):
            if code := getattr(proposal, kind):
                yield f"proposals {number}", kind, code


def _senseless(told: PackTold) -> Iterable[str]:
    for table in ("areas", "levels", "rules", "gates", "supports", "needs", "barriers"):
        times = Counter(row.id for row in getattr(told, table))
        yield from (f"{table}: {code} is given twice" for code, count in times.items() if count > 1)
    yield from _senseless_levels(told)
    yield from _senseless_proposals(told)
    for area in told.areas:
        if area.plain and len(area.plain) != len(area.anchors):
            yield f"areas, {area.id}: `plain` needs a sentence for each of the {len(area.anchors)} anchors, or none"
    for support in told.supports:
        falls = list(support.counts) != sorted(support.counts)
        if falls or any(count > rating for rating, count in enumerate(support.counts)):
            yield f"supports, {support.id}: counts may only lower a rating, and never a higher one below a lower one"


def _senseless_levels(told: PackTold) -> Iterable[str]:
    for less, more in zip(told.levels, told.levels[1:], strict=False):
        for area in (one.id for one in told.areas):
            if less.holds.get(area, WORST) > more.holds.get(area, WORST):
                yield f"levels, {more.id}: it holds less in {area} than {less.id}, which comes before it"
    if any(most < WORST for most in told.levels[-1].holds.values()):
        yield f"levels, {told.levels[-1].id}: the last level holds everything; take its numbers out of holds"


def _senseless_proposals(told: PackTold) -> Iterable[str]:
    for number, row in enumerate(told.proposals, start=1):
        kinds = [kind for kind in ("area", "gate", "support", "fact") if getattr(row, kind)]
        if len(kinds) != 1:
            yield f"proposals {number}: name one of area, gate, support or fact"
        if (row.area is not None) != (row.rating > 0):
            yield f"proposals {number}: a rating of 1 to {WORST} belongs to an area, and only to one"
        if bool(row.of) != any("*" in one.key for one in row.when):
            yield f"proposals {number}: `of` and a key with * belong together"


def _as_pack(told: PackTold) -> Pack:
    at = {area.id: place for place, area in enumerate(told.areas)}
    level = {one.id: place for place, one in enumerate(told.levels)}
    return Pack(
        version=told.version, name=told.name, effective_from=told.effective_from,
        sources=tuple(rules.Source(code, one.title, one.url) for code, one in told.sources.items()),
        areas=tuple(rules.Area(**one.model_dump()) for one in told.areas),
        levels=tuple(
            rules.Level(
                **_row(one), name=one.name, plain=one.plain, review_days=one.review_days, holds=_ranges(one.holds, at)
            )
            for one in told.levels
        ),
        rules=tuple(rules.Rule(**_row(one), level=level[one.level], when=_least(one.when, at)) for one in told.rules),
        gates=tuple(
            rules.Gate(one.id, one.now, one.source, one.verified, one.name, one.asks, level[one.level], one.plain)
            for one in told.gates
        ),
        supports=tuple(
            rules.Support(**_row(one), name=one.name, area=at[one.area], counts=one.counts) for one in told.supports
        ),
        facts=tuple(rules.Fact(code, name) for code, name in told.facts.items()),
        needs=tuple(
            rules.Need(
                **_row(one), name=one.name, plain=one.plain, facts=frozenset(one.facts), unless=frozenset(one.unless),
                when=_least(one.when, at),
            )
            for one in told.needs
        ),
        barriers=tuple(rules.Barrier(**_row(one), name=one.name, facts=frozenset(one.facts)) for one in told.barriers),
        proposals=tuple(_proposal(one) for one in told.proposals),
    )  # fmt: skip


def _row(row: RowTold) -> dict[str, Any]:
    return {"id": row.id, "words": row.words, "source": row.source, "verified": row.verified}


def _ranges(holds: Mapping[str, int], at: Mapping[str, int]) -> Ratings:
    return tuple(holds.get(area, WORST) for area in at)


def _least(when: Mapping[str, int], at: Mapping[str, int]) -> Least:
    return tuple((at[area], rating) for area, rating in when.items())


def _proposal(row: ProposalTold) -> rules.Proposal:
    kind = next(kind for kind in ("area", "gate", "support", "fact") if getattr(row, kind))
    when = tuple(
        rules.Condition(one.key, frozenset(one.any_of), one.at_least, one.at_most, one.count_at_least)
        for one in row.when
    )
    return rules.Proposal(kind, getattr(row, kind), row.rating, row.of, when, row.words)
