# SPDX-License-Identifier: Apache-2.0
"""Measure one thing of one clinic, alone in this process: `python -m benchmarks.measures build 60-1 --out DIR`.

Here the week is built, by the solver and by its peers, and its score bounded from below. What happens to a week
that runs is measured in `changes`, what interrupting does in `interrupts`.
"""

import argparse
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.changes import callers, fit, next_week, repair
from benchmarks.interrupts import interrupt
from benchmarks.judging import broken
from benchmarks.store import Run, Store, Task
from handrail.journey.timetable.problem import Problem, read_problem
from handrail.journey.timetable.rules import score
from handrail.journey.timetable.week import Week

STATUS = Path("/proc/self/status")


def build(store: Store, task: Task, began: float) -> Run:
    """A week by the solver, with every better one on the way. Reading the problem counts from process start only."""
    from handrail.journey.timetable.engine.build import Progress
    from handrail.journey.timetable.engine.build import build as built

    problem = read_problem(store.problem_file(task.clinic).read_bytes())
    steps: list[list[float]] = []
    first: list[float] = []

    def note(stand: Progress) -> None:
        first.append(time.monotonic() - began)
        steps.append([round(stand.seconds, 3), stand.score, stand.whole])

    start = time.monotonic()
    week = built(problem, seconds=task.seconds, seed=task.seed, progress=note)
    took, memory = time.monotonic() - start, peak_memory()
    store.keep_week(task.clinic, task.seed, week)
    return {
        **judged(problem, week),
        "took": round(took, 2),
        "first": steps[0][0],
        "first_from_start": round(first[0], 3),
        "mebibytes": memory,
        "perfect": store.perfect(task.clinic),
        "steps": steps,
    }


def peers(store: Store, task: Task, _began: float) -> Run:
    """The clerk's week and the week of fixed tracks."""
    from handrail.journey.timetable.engine.build import build as built

    problem = store.problem(task.clinic)
    found: Run = {}
    for by in ("clerk", "tracks"):
        start = time.perf_counter()
        week = built(problem, by=by)
        found[by] = {"took": round(time.perf_counter() - start, 3), **judged(problem, week)}
    return {**found, "broken": [*found["clerk"]["broken"], *found["tracks"]["broken"]]}


def bound(store: Store, task: Task, _began: float) -> Run:
    """A score below which no week can be, proven."""
    bounded = import_module("handrail.journey.timetable.engine.bound").bound
    start = time.perf_counter()
    found = bounded(store.problem(task.clinic))
    return {"bound": int(found.value), "took": round(time.perf_counter() - start, 1), "mebibytes": peak_memory()}


def judged(problem: Problem, week: Week) -> Run:
    found = score(problem, week)
    return {"score": found.total, "whole": found.whole, "terms": found.terms, "broken": broken(problem, week)}


def peak_memory() -> int:
    """Mebibytes this process held at most. What getrusage says may be its parent's, from before it was itself."""
    if STATUS.exists():
        peak = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


PIECES: dict[str, Callable[[Store, Task, float], Run]] = {
    "peers": peers,
    "bound": bound,
    "build": build,
    "fit": fit,
    "callers": callers,
    "repair": repair,
    "next": next_week,
    "interrupt": interrupt,
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measures", description=(__doc__ or "").split(":")[0])
    parser.add_argument("piece", choices=PIECES)
    parser.add_argument("clinic")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--began", type=float, default=time.monotonic(), help="when this process was started")
    asked = parser.parse_args(argv)
    store = Store(asked.out)
    task = Task(asked.piece, asked.clinic, asked.seconds, asked.seed, asked.times)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    found = PIECES[task.piece](store, task, asked.began)
    store.keep(task, {**found, "commit": os.environ.get("BENCH_COMMIT", "unknown"), "machine": machine})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
