# SPDX-License-Identifier: Apache-2.0
"""What has been measured, on disk: one file for each run, written as soon as it is known, so that runs can be merged.

`OUT/runs` holds the figures, `OUT/problems` the clinics made, `OUT/weeks` the weeks built.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.subjects import PERFECT, Subject
from handrail.journey.timetable.problem import Problem, read_problem, read_week
from handrail.journey.timetable.rules import score
from handrail.journey.timetable.week import Week

ROOT = Path(__file__).parents[1]
KNOWN = ROOT / "tests" / "weeks" / "problems"
Run = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """One thing to measure, in a process of its own."""

    piece: str
    clinic: str
    seconds: float
    seed: int = 1
    times: int = 100  # how often, for what is measured many times in one run

    @property
    def name(self) -> str:
        return f"{self.piece}-{self.clinic}-{self.seed}"


@dataclass(frozen=True)
class Store:
    """The folder of one benchmark."""

    out: Path

    def problem_file(self, clinic: str) -> Path:
        """The clinic's file; one of our own is made when it is first asked for."""
        if clinic in PERFECT:
            return KNOWN / f"clinic-{clinic}.json"
        path = self.out / "problems" / f"{clinic}.json"
        if not path.exists():
            problem, week = Subject(clinic).made()
            self._write(self._perfect_file(clinic), json.dumps(score(problem, week).total))
            self._write(path, problem.to_json() + "\n")
        return path

    def problem(self, clinic: str) -> Problem:
        return read_problem(self.problem_file(clinic).read_bytes())

    def perfect(self, clinic: str) -> int:
        """What the week scores that the clinic was made round."""
        if clinic in PERFECT:
            return PERFECT[clinic]
        self.problem_file(clinic)
        return int(self._perfect_file(clinic).read_text())

    def _perfect_file(self, clinic: str) -> Path:
        return self.out / "problems" / f"{clinic}.perfect"

    def week_file(self, clinic: str, seed: int) -> Path:
        return self.out / "weeks" / f"{clinic}-{seed}.json"

    def week(self, clinic: str, seed: int = 1) -> Week:
        return read_week(self.week_file(clinic, seed).read_bytes())

    def keep_week(self, clinic: str, seed: int, week: Week) -> None:
        self._write(self.week_file(clinic, seed), week.to_json())

    def has(self, task: Task) -> bool:
        return self._run_file(task).exists()

    def keep(self, task: Task, run: Run) -> None:
        facts = {**asdict(task), "people": Subject(task.clinic).people, **run}
        self._write(self._run_file(task), json.dumps(facts, indent=1) + "\n")

    def forget(self, task: Task) -> None:
        self._run_file(task).unlink(missing_ok=True)

    def runs(self) -> list[Run]:
        return [json.loads(path.read_text()) for path in sorted((self.out / "runs").glob("*.json"))]

    def _run_file(self, task: Task) -> Path:
        return self.out / "runs" / f"{task.name}.json"

    def _write(self, path: Path, text: str) -> None:
        """Whole or not at all: a run may be stopped at any instant."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of the values does not exceed; 0.0 of none."""
    inorder = sorted(values)
    return inorder[max(0, -int(-share * len(inorder) // 1) - 1)] if inorder else 0.0
