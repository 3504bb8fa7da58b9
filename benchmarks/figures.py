# SPDX-License-Identifier: Apache-2.0
"""Questions asked of what was measured: how a clinic stood after so many seconds, worst over solver seeds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from benchmarks.agenda import LARGE, LARGE_SECONDS
from benchmarks.store import Run

SECONDS = 60.0
EDGE = 0.3  # seconds by which a week that was found in time may be told late


@dataclass(frozen=True)
class Stand:
    """How a build stood, or several at their worst."""

    whole: int
    score: int


@dataclass(frozen=True)
class Figures:
    """All runs of a benchmark."""

    runs: list[Run]

    def of(self, piece: str) -> list[Run]:
        return sorted((run for run in self.runs if run["piece"] == piece), key=in_order)

    @cached_property
    def builds(self) -> dict[str, list[Run]]:
        """Clinic -> its builds, one for each solver seed."""
        found = defaultdict(list)
        for run in self.of("build"):
            found[run["clinic"]].append(run)
        return dict(found)

    def one(self, piece: str, clinic: str) -> Run | None:
        return next((run for run in self.of(piece) if run["clinic"] == clinic), None)


def in_order(run: Run) -> tuple[bool, int, str, int]:
    return run["clinic"].startswith("made-"), run["people"], run["clinic"], run["seed"]


def seconds_asked(people: int) -> float:
    """How long a clinic of that size has, as the bars say."""
    return LARGE_SECONDS if people >= LARGE else SECONDS


def stand(run: Run, second: float) -> Stand | None:
    """How this build stood then; None when it had not that long."""
    if run["seconds"] < second:
        return None
    known = [step for step in run["steps"] if step[0] <= second + EDGE]
    return Stand(int(known[-1][2]), int(known[-1][1])) if known else Stand(0, 0)


def worst(runs: Iterable[Run], second: float) -> Stand | None:
    """The fewest whole people and the highest score, each over all these builds."""
    stands = [stand(run, second) for run in runs]
    told = [one for one in stands if one is not None]
    if not told or len(told) < len(stands):
        return None
    return Stand(min(one.whole for one in told), max(one.score for one in told))


def whole_after(runs: Iterable[Run]) -> float | None:
    """Seconds until everyone is whole in the slowest of these builds; None when one never gets there."""
    found = [next((step[0] for step in run["steps"] if step[2] == run["people"]), None) for run in runs]
    told = [second for second in found if second is not None]
    return max(told) if told and len(told) == len(found) else None


def worst_score(runs: Iterable[Run]) -> int:
    return max(int(run["score"]) for run in runs)


def gap(score: int, bound: int) -> float:
    """Percent of the score that is not proven to be needed."""
    return 100 * (score - bound) / score if score else 0.0


def moved_share(run: Run) -> float:
    """Percent of their meetings that moved for people whose hours had not changed."""
    return 100 * int(run["moved"]) / max(1, int(run["meetings"]))
