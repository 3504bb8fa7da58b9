# SPDX-License-Identifier: Apache-2.0
"""The numbers of the front door, read once from `data/frontdoor/desk.toml`, where each has its source."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handrail.journey.frontdoor.rules.slots import Offering
from handrail.journey.frontdoor.rules.steps import Pace

FILE = Path(__file__).parents[4] / "data" / "frontdoor" / "desk.toml"


@dataclass(frozen=True)
class Desk:
    pace: Pace
    offering: Offering
    remind_hours: int
    longest_paper: int
    most_papers: int
    helplines: dict[str, str]


@cache
def desk() -> Desk:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    pace, offer, papers = told["pace"], told["offer"], told["papers"]
    return Desk(
        pace=Pace(**(pace | {"again": tuple(pace["again"])})),
        offering=Offering(**(offer | {"credentials": frozenset(offer["credentials"])})),
        remind_hours=told["remind"]["hours"],
        longest_paper=papers["longest_bytes"],
        most_papers=papers["most"],
        helplines=told["helplines"],
    )
