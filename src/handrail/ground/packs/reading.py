# SPDX-License-Identifier: Apache-2.0
"""Reading rule packs from their folder: every fault of every file at once, with its place and what to write."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from handrail.ground.kit.answer import Refused
from handrail.ground.packs import rules

FORMAT = "handrail/pack@1"
Key = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class Row(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    id: Key
    words: Text
    source: Text
    source_date: date
    verified: bool
    section: str = ""
    levels: Annotated[tuple[str, ...], Field(strict=False)] = ()
    whom: Literal["", "adults", "adolescents"] = ""
    but_not: str = ""


class Limit(Row):
    value: Annotated[float, Field(gt=0, strict=False)]
    unit: Literal[rules.LIMIT_UNITS]  # type: ignore[valid-type]
    counts: Literal["service", "clock"] = "service"
    asks_why: bool = False

    @model_validator(mode="after")
    def says_which_way(self) -> Self:
        if not self.id.endswith((".min", ".max")):
            raise PydanticCustomError("way", "id: end it in .min or .max, to say which way it limits")
        return self


class Deadline(Row):
    unit: Literal[rules.DEADLINE_UNITS]  # type: ignore[valid-type]
    after: Text
    within: Annotated[int, Field(ge=1, le=1000)] | None = None
    first_day_counts: bool = False

    @model_validator(mode="after")
    def says_how_long(self) -> Self:
        if (self.within is None) != (self.unit == "midpoint_of_stay"):
            raise PydanticCustomError("within", "within: every unit needs it but midpoint_of_stay, which has none")
        return self


class PackFile(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    format: Literal["handrail/pack@1"]
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    version: Annotated[str, Field(min_length=1, max_length=40)]
    effective_from: date
    effective_until: date | None = None
    jurisdiction: Annotated[str, Field(pattern=r"^US(-[A-Z]{2})?$")] | None = None
    payer: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    limits: Annotated[tuple[Limit, ...], Field(strict=False)] = ()
    deadlines: Annotated[tuple[Deadline, ...], Field(strict=False)] = ()
    duties: Annotated[tuple[Row, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def makes_sense(self) -> Self:
        if (self.jurisdiction is None) == (self.payer is None):
            raise PydanticCustomError("whose", "write jurisdiction or payer, one of the two")
        if self.effective_until and self.effective_until < self.effective_from:
            raise PydanticCustomError("days", "effective_until: it is before effective_from")
        for kind in ("limits", "deadlines", "duties"):
            times = Counter((row.id, row.whom, row.levels) for row in getattr(self, kind))
            if twice := [key for (key, _, _), count in times.items() if count > 1]:
                raise PydanticCustomError("twice", "{kind}: {id} is given twice", {"kind": kind, "id": twice[0]})
        return self


def read(folder: Path) -> tuple[rules.Pack, ...]:
    """Every pack in this folder, by name of its file. Raises Refused with every fault of every file."""
    if not folder.is_dir():
        raise Refused(f"{folder}: there is no such folder of rule packs")
    made: list[rules.Pack] = []
    told: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            made.append(_read(path))
        except Refused as no:
            told += [f"{path.name}: {because}" for because in no.because]
    if told:
        raise Refused(*told)
    return tuple(made)


def _read(path: Path) -> rules.Pack:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise Refused(f"it is not TOML: {bad}") from None
    try:
        told = PackFile.model_validate(data)
    except ValidationError as bad:
        raise Refused(*_said(bad, data)) from None
    if told.id != path.stem:
        raise Refused(f"id: write {path.stem}, as the file is called, not {told.id}")
    return _as_pack(told)


def _as_pack(told: PackFile) -> rules.Pack:
    said = told.model_dump(exclude={"format", "limits", "deadlines", "duties"})
    return rules.Pack(
        **said | {"jurisdiction": told.jurisdiction or "", "payer": told.payer or ""},
        limits=tuple(rules.Limit(**_row(row, rules.Limit), pack=told.id) for row in told.limits),
        deadlines=tuple(
            rules.Deadline(**_row(row, rules.Deadline) | {"within": row.within or 0}, pack=told.id)
            for row in told.deadlines
        ),
        duties=tuple(rules.Row(**_row(row, rules.Row), pack=told.id) for row in told.duties),
    )


def _row(row: Row, kind: type[rules.Row]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in row.model_dump().items() if name in names}


WORDS = {
    "missing": "missing",
    "extra_forbidden": "there is no such key",
    "string_type": "must be text, in quotes",
    "date_type": "must be a date, as in 2026-05-31 without quotes",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "string_pattern_mismatch": "must fit {pattern}",
    "string_too_short": "must not be empty",
    "string_too_long": "may have at most {max_length} characters",
    "greater_than": "must be above {gt}",
    "literal_error": "write one of {expected}",
}


def _said(bad: ValidationError, data: dict[str, Any]) -> Iterator[str]:
    for error in bad.errors():
        words = WORDS.get(error["type"], error["msg"]).format_map(error.get("ctx", {}))
        yield f"{_place(error['loc'], data)}: {words}".removeprefix(": ")


def _place(place: tuple[int | str, ...], data: Any) -> str:
    """`limits, week.hours.min, value`: a row goes by its id where it has one, by its number elsewhere."""
    said: list[str] = []
    for part in place:
        inside = isinstance(data, dict) or (isinstance(part, int) and isinstance(data, list) and part < len(data))
        data = (data.get(part) if isinstance(data, dict) else data[part]) if inside else None
        named = data.get("id") if isinstance(data, dict) and isinstance(part, int) else None
        said.append(str(named) if named else f"number {part + 1}" if isinstance(part, int) else str(part))
    return ", ".join(said)
