# SPDX-License-Identifier: Apache-2.0
"""Invented people with their answers, read from `data/cases`: for tests, for docs/cases/, for the demo. Pure."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handrail.journey.placement.proposals import Answers

FOLDER = Path(__file__).parents[4] / "data" / "cases"
ASSESSED_ON = date(2026, 11, 20)


@dataclass(frozen=True)
class Case:
    """`level` and `gates`: what a careful clinician says; `reading`: why, in her words."""

    slug: str
    title: str
    who: str
    level: str
    gates: tuple[str, ...]
    reading: str
    answers: Answers


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        yield Case(path.stem, **told | {"gates": tuple(told["gates"])})
