# SPDX-License-Identifier: Apache-2.0
"""Writing a file of `handrail/program@1`: TOML as a person would type it. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

HEAD = "# A program of Handrail. docs/how-to/setup.md tells each key; `handrail setup import` reads it back.\n"
INDENTED = 100  # characters: a longer list goes over several lines


def written(told: Mapping[str, Any]) -> str:
    """The file that says this."""
    return HEAD + "\n" + "\n".join(_table(told, ())) + "\n"


def _table(told: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """First what stands in the table itself, then its tables, then its lists of tables."""
    tables = {key: value for key, value in told.items() if isinstance(value, Mapping)}
    listed = {key: value for key, value in told.items() if not path and _is_list_of_tables(value)}
    for key, value in told.items():
        if key not in tables and key not in listed:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in tables.items():
        yield f"\n[{'.'.join((*path, key))}]"
        yield from _table(value, (*path, key))
    for key, rows in listed.items():
        for row in rows:
            yield f"\n[[{key}]]"
            yield from _table(row, (key,))


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        inside = [_value(one) for one in value]
        line = f"[{', '.join(inside)}]"
        return line if len(line) < INDENTED else "[\n" + "".join(f"  {one},\n" for one in inside) + "]"
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """A TOML basic string; JSON escapes the same characters, save for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
