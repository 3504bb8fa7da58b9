# SPDX-License-Identifier: Apache-2.0
"""What answers of the assessment propose: ratings, gates, supports and facts, each with its answers. Pure.

Answers are a mapping from a question's key to its value; of a question asked per substance, `use.days_30.alcohol`.
Nothing is decided here: the one who judges sees where each proposal comes from and may change it.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handrail.journey.placement.rules import Area, Condition, Pack, Proposal

Answers = Mapping[str, Any]
AGO = {"use.last_on.": "use.days_ago.", "use.overdose_on.": "use.overdose_ago."}
SIGN = "criteria."
PRESCRIBED = "only_as_prescribed"
NO_SIGN_AS_PRESCRIBED = {"needs_more", "unwell_without"}  # what a body used to a medicine does is no sign


@dataclass(frozen=True)
class Ground:
    """Why something is proposed: the words of the row, and the answers it came from."""

    words: str
    answers: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Proposed:
    """A rating for one area; None while answers it rests on are missing and none of the others speaks."""

    area: Area
    rating: int | None
    grounds: tuple[Ground, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Proposals:
    """What the answers propose. `gates`, `supports` and `facts`: by code, with their grounds."""

    ratings: tuple[Proposed, ...]
    gates: Mapping[str, tuple[Ground, ...]]
    supports: Mapping[str, tuple[Ground, ...]]
    facts: Mapping[str, tuple[Ground, ...]]


def proposed(pack: Pack, answers: Answers, *, on: date) -> Proposals:
    """Everything these answers propose, as they stand on this day."""
    known = with_counts(answers, on=on)
    found = [(row, ground) for row in pack.proposals for ground in _grounds(row, known)]
    return Proposals(
        ratings=tuple(_rating(area, found, answers) for area in pack.areas),
        gates=_by_code("gate", found), supports=_by_code("support", found), facts=_by_code("fact", found),
    )  # fmt: skip


def _rating(area: Area, found: Iterable[tuple[Proposal, Ground]], answers: Answers) -> Proposed:
    ours = [(row.rating, ground) for row, ground in found if row.kind == "area" and row.about == area.id]
    missing = tuple(key for key in area.needs if _is_empty(answers.get(key)))
    if not ours:
        return Proposed(area, None if missing else 0, (), missing)
    highest = max(rating for rating, _ in ours)
    return Proposed(area, highest, tuple(ground for rating, ground in ours if rating == highest), missing)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def _by_code(kind: str, found: Iterable[tuple[Proposal, Ground]]) -> dict[str, tuple[Ground, ...]]:
    codes: dict[str, tuple[Ground, ...]] = {}
    for row, ground in found:
        if row.kind == kind:
            codes[row.about] = (*codes.get(row.about, ()), ground)
    return codes


def _grounds(row: Proposal, known: Answers) -> Iterator[Ground]:
    """The row as it holds: once for each substance it is tried for."""
    for substance in row.of or ("",):
        keys = [one.key.replace("*", substance) for one in row.when]
        if all(holds(one, known.get(key)) for one, key in zip(row.when, keys, strict=True)):
            yield Ground(row.words, tuple((key, known[key]) for key in keys))


def holds(condition: Condition, value: Any) -> bool:
    """Whether an answer is as the condition wants it; what was not answered never is."""
    if _is_empty(value):
        return False
    if condition.any_of:
        return not condition.any_of.isdisjoint(value if isinstance(value, list | tuple) else [value])
    if condition.count_at_least is not None:
        return isinstance(value, list | tuple) and len(value) >= condition.count_at_least
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    least, most = condition.at_least, condition.at_most
    return (least is None or value >= least) and (most is None or value <= most)


def with_counts(answers: Answers, *, on: date) -> dict[str, Any]:
    """The answers, and what is counted from them: days since a day, and the signs of a disorder by substance."""
    known = dict(answers)
    for key, value in answers.items():
        for asked, ago in AGO.items():
            day = as_day(value) if key.startswith(asked) else None
            if day is not None and day <= on:
                known[key.replace(asked, ago)] = (on - day).days
    for substance in {key.split(".")[2] for key in answers if key.startswith(SIGN) and key.count(".") == 2}:
        for name, recent in (("signs", {"months_3", "months_12"}), ("signs_3", {"months_3"})):
            known[f"{SIGN}{name}.{substance}"] = _signs(answers, substance, recent)
    return known


def _signs(answers: Answers, substance: str, recent: set[str]) -> int:
    as_prescribed = answers.get(f"{SIGN}{PRESCRIBED}.{substance}") == "yes"
    count = 0
    for key, value in answers.items():
        _, _, rest = key.partition(SIGN)
        name, _, of = rest.partition(".")
        if key.startswith(SIGN) and of == substance and value in recent:
            count += not (as_prescribed and name in NO_SIGN_AS_PRESCRIBED)
    return count


def as_day(value: Any) -> date | None:
    """A day as it is kept: a date, or written 2026-11-25."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


@dataclass(frozen=True)
class Answered:
    """An answer that is otherwise than when the draft was begun; None: there is none, or none any more."""

    key: str
    then: Any
    now: Any


def answered_since(kept: Answers, now: Answers) -> list[Answered]:
    """What was answered since these answers were kept, by key."""
    then, told = (json.loads(json.dumps(dict(answers), default=str)) for answers in (kept, now))
    keys = sorted(key for key in {*then, *told} if then.get(key) != told.get(key))
    return [Answered(key, then.get(key), told.get(key)) for key in keys]


def stands(
    current: Collection[str], before: Mapping[str, tuple[Ground, ...]], now: Mapping[str, tuple[Ground, ...]]
) -> list[str]:
    """The codes that stand once new answers are taken in. What was put in by hand stays; what was taken out stays out
    as long as it rests on the same answers: a danger told anew stands again."""
    by_hand = set(current) - before.keys()
    taken_out = {code for code, grounds in before.items() if code not in current and now.get(code) == grounds}
    return sorted((now.keys() - taken_out) | by_hand)
