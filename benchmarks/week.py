# SPDX-License-Identifier: Apache-2.0
"""`./handrail bench week`: measure what is claimed of the week, beside its peers, and say which bars are met.

Each run is a process of its own, one after the other, and its figures are kept as soon as they are known: a
benchmark can be stopped, gone on with (`--missing`), done in parts (`--only`) and shown again (`--report`).
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from benchmarks.agenda import QUICK, WHOLE, Scope, agenda
from benchmarks.measures import PIECES
from benchmarks.report import Report
from benchmarks.store import ROOT, Store, Task
from benchmarks.subjects import is_subject


def main(argv: list[str]) -> int:
    """Status 0: no bar is missed, and in a whole run every bar was measured."""
    asked = parser().parse_args(argv)
    store = Store(asked.out or ROOT / "var" / ("bench-quick" if asked.quick else "bench"))
    failed = [] if asked.report else measure(store, agenda(scope(asked)), missing=asked.missing)
    report = Report(store)
    report.write()
    print(report.text)
    for name in failed:
        print(f"could not be measured: {name}", file=sys.stderr)
    partly = asked.quick or asked.only or asked.report
    return int(bool(failed) or not report.is_met(partly=bool(partly)))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="handrail bench week", description=(__doc__ or "").partition("\n")[0])
    made.add_argument("--quick", action="store_true", help="small clinics, a few seconds each: does it run?")
    made.add_argument(
        "--only",
        nargs="+",
        type=_name,
        default=[],
        metavar="NAME",
        help=f"clinics (60-1, made-120-2) or pieces ({', '.join(PIECES)}); both narrow",
    )
    made.add_argument("--seconds", type=float, help="for each build (60; 120 from 500 people on)")
    made.add_argument("--seeds", type=int, help="solver seeds (3)")
    made.add_argument("--sizes", nargs="+", type=int, help="people of the clinics we make (60 120)")
    made.add_argument("--out", type=Path, help="folder of the figures (var/bench)")
    made.add_argument("--missing", action="store_true", help="measure only what has not been measured")
    made.add_argument("--report", action="store_true", help="measure nothing, show what has been measured")
    return made


def _name(text: str) -> str:
    if text in PIECES or is_subject(text):
        return text
    raise argparse.ArgumentTypeError(f"{text}: no clinic and no piece; write 60-1, made-120-2, fit ...")


def scope(asked: argparse.Namespace) -> Scope:
    whole = QUICK if asked.quick else WHOLE
    return Scope(
        seconds=asked.seconds or whole.seconds,
        is_fixed=bool(asked.quick or asked.seconds),
        seeds=asked.seeds or whole.seeds,
        sizes=tuple(asked.sizes or whole.sizes),
        known=whole.known,
        growth=whole.growth,
        used=whole.used,
        after=whole.after,
        stopped=whole.stopped,
        interrupts=whole.interrupts,
        pieces=tuple(name for name in asked.only if name in PIECES),
        clinics=tuple(name for name in asked.only if name not in PIECES),
    )


# ---- one run after the other ----------------------------------------------------------------------------------


def measure(store: Store, tasks: Iterable[Task], *, missing: bool) -> list[str]:
    """Do these one at a time; the names of those that failed. Ctrl-C ends it and keeps what is known."""
    todo = [task for task in tasks if _is_possible(task) and not (missing and store.has(task))]
    failed, began, commit = [], time.monotonic(), _commit()
    try:
        for number, task in enumerate(todo, 1):
            print(f"{time.monotonic() - began:6.0f} s  {number}/{len(todo)}  {task.name}", file=sys.stderr, flush=True)
            if task.piece in {"fit", "callers", "repair", "next"} and not store.week_file(task.clinic, 1).exists():
                _alone(store, Task("build", task.clinic, task.seconds), commit)
            if not _alone(store, task, commit):
                failed.append(task.name)
    except KeyboardInterrupt:
        print("Stopped; --missing goes on from here.", file=sys.stderr)
    return failed


def _alone(store: Store, task: Task, commit: str) -> bool:
    """Measure in a process of its own, so that neither memory nor warm caches are another run's."""
    store.problem_file(task.clinic)
    store.forget(task)
    words = [sys.executable, "-m", "benchmarks.measures", task.piece, task.clinic, "--out", str(store.out)]
    words += ["--seconds", str(task.seconds), "--seed", str(task.seed), "--times", str(task.times)]
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    environ = {**os.environ, "PYTHONPATH": path, "BENCH_COMMIT": commit}
    done = subprocess.run([*words, "--began", str(time.monotonic())], cwd=ROOT, env=environ, check=False)
    return done.returncode == 0 and store.has(task)


def _is_possible(task: Task) -> bool:
    """Whether the engine has what is to be measured."""
    return task.piece != "bound" or find_spec("handrail.journey.timetable.engine.bound") is not None


def _commit() -> str:
    """Which code is measured; a + when the checkout holds more than was committed."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"
