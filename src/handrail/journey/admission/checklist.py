# SPDX-License-Identifier: Apache-2.0
"""The checklist of an admission, read from `data/admission/checklist.toml` and checked. Pure."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from handrail.ground.packs.rules import DEADLINE_UNITS, Deadline
from handrail.journey.admission.rules import PROOFS, Item

FILE = Path(__file__).parents[4] / "data" / "admission" / "checklist.toml"
KEYS = {"key", "words", "proof", "form", "rule", "only", "may_decline", "habit"}
HABIT = {"within", "unit", "first_day_counts"}


@cache
def current() -> tuple[Item, ...]:
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> tuple[Item, ...]:
    """Raises ValueError with every fault."""
    rows = tomllib.loads(text).get("items", [])
    faults = [f"checklist.toml, {row.get('key', '?')}: {fault}" for row in rows for fault in _faults(row)]
    keys = [row.get("key") for row in rows]
    faults += [f"checklist.toml, {key}: is there twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
    if faults or not rows:
        raise ValueError("\n".join(faults) or "checklist.toml: it has no items")
    return tuple(_item(row) for row in rows)


def _faults(row: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted({*row} - KEYS):
        yield f"there is no such key: {key}"
    for key in ("key", "words", "proof"):
        if not row.get(key):
            yield f"{key} is missing"
    if row.get("proof") not in PROOFS:
        yield f"proof: write one of {', '.join(PROOFS)}"
    if (row.get("proof") == "form") != bool(row.get("form")):
        yield "form: name the form, where the proof is one, and only there"
    if row.get("only", "") not in ("", "online", "in_person"):
        yield "only: write online or in_person"
    habit = row.get("habit")
    if habit is None and not row.get("rule"):
        yield "give it a rule, a habit, or both"
    if habit is not None and ({*habit} - HABIT or habit.get("unit") not in DEADLINE_UNITS or not habit.get("within")):
        yield f"habit: give within, and a unit of {', '.join(DEADLINE_UNITS)}"


def _item(row: Mapping[str, Any]) -> Item:
    habit = row.get("habit")
    told = {key: row[key] for key in KEYS - {"habit"} if key in row}
    return Item(**told, habit=_habit(row["words"], **habit) if habit else None)


def _habit(words: str, *, within: int, unit: str, first_day_counts: bool = False) -> Deadline:
    """A term of our own, so without a source; never shown as a rule."""
    return Deadline("habit", words, "", date.min, False, unit=unit, within=within, after="admission",
                    first_day_counts=first_day_counts)  # fmt: skip
