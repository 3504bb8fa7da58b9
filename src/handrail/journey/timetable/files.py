# SPDX-License-Identifier: Apache-2.0
"""Reading a JSON file of any format: every fault at once, each with its place, in plain words.

What the keys mean is said by the formats, `problem` and `week`.
"""

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from handrail.journey.timetable.week import DAYS

Kinds = Mapping[str, type[BaseModel]]
SPAN = ("start", "end", "why")  # in files a list: [from, to, why]


class BadFile(ValueError):
    """A file that cannot be read; `faults` says what and where, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def shown(value: object) -> dict[str, Any]:
    try:
        return {"shown": json.dumps(value, ensure_ascii=False, default=str)[:60]}
    except RecursionError:
        return {"shown": "something nested too deeply to show"}


def slips(kind: type[BaseModel], data: object, inside: Kinds, place: tuple[int | str, ...] = ()) -> Iterator[str]:
    """Keys that look like a slip of the pen for one that is not there."""
    if not isinstance(data, Mapping):
        return
    for key in sorted(map(str, data.keys() - kind.model_fields.keys())):
        near = difflib.get_close_matches(key, kind.model_fields, n=1, cutoff=0.8)
        if near and near[0] not in data:
            yield f"{place_of(place)}: there is no key {key}; is it {near[0]}?"
    for key, inner in inside.items():
        if key not in kind.model_fields or key not in data:
            continue
        if isinstance(data[key], list):
            for index, entry in enumerate(data[key]):
                yield from slips(inner, entry, inside, (*place, key, index))
        else:
            yield from slips(inner, data[key], inside, (*place, key))


def place_of(location: tuple[int | str, ...]) -> str:
    """`patients[12].busy.mon[0][1]` of pydantic's ('patients', 12, 'busy', 'mon', 0, 'end')."""
    text = ""
    for before, part in zip((None, *location), location, strict=False):
        if part == "[key]":
            continue
        in_span = isinstance(before, int) and part in SPAN and location[-3] in DAYS
        at = SPAN.index(str(part)) if in_span else part
        text += f"[{at}]" if isinstance(at, int) else f".{at}" if text else at
    return text or "file"


WORDS = {
    "missing": "missing",
    "int_type": "must be a whole number",
    "int_parsing_size": "is far too large",
    "string_type": "must be text",
    "string_unicode": "must be text; this is half a character",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be a time of day from 00:00 to 23:59, as in 09:30",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "too_short": "must not be empty",
}


def told_by(error: Any) -> str:
    """One of pydantic's errors, in plain words."""
    words = error["msg"]
    if error["type"] in WORDS:
        words = WORDS[error["type"]].format_map(error.get("ctx", {}))
    elif error["type"] == "literal_error":
        words = f"must be {error['ctx']['expected'].replace(chr(39), '')}, not {shown(error['input'])['shown']}"
    return f"{place_of(error['loc'])}: {words}"


Kind = TypeVar("Kind", bound=BaseModel)


def parsed(kind: type[Kind], data: object, inside: Kinds | None = None) -> Kind:
    """`data` as `kind`, whose keys hold the kinds `inside`, or BadFile with every fault and its place."""
    told = set(slips(kind, data, inside or {}))
    try:
        entry = kind.model_validate(data)
    except ValidationError as bad:
        told |= {told_by(error) for error in bad.errors()}
    if told:
        raise BadFile(sorted(told, key=natural))
    return entry


def natural(text: str) -> list[tuple[bool, int, str]]:
    """A key to sort faults by their place, `patients[9]` before `patients[10]`."""
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"[\[\]]", text)]


def json_of(text: str | bytes) -> object:
    """The JSON in `text`, or BadFile with line and column."""
    if not text.strip():
        raise BadFile(["file: empty"])
    try:
        return json.loads(text if isinstance(text, str) else text.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError as bad:
        raise BadFile([f"file: not UTF-8 text (byte {bad.start})"]) from None
    except json.JSONDecodeError as bad:
        raise BadFile([f"file: line {bad.lineno}, column {bad.colno}: not JSON ({bad.msg})"]) from None
    except RecursionError:
        raise BadFile(["file: nested too deeply to be a problem or a week"]) from None
    except ValueError as bad:  # a number of thousands of digits, or a key given twice
        raise BadFile(
            [f"file: {bad}" if "twice" in str(bad) else "file: holds a number that is far too large"]
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are each given once: of two lists for Monday one would be lost unseen."""
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        near = next((str(made[key]) for key in ("id", "patient") if key in made), "")
        raise ValueError(f"the key {twice} is given twice in one object{f' (that of {near[:60]})' if near else ''}")
    return made
