# SPDX-License-Identifier: Apache-2.0
"""Measure what is left when a build is interrupted: no file, or a lawful week; never half of one."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.judging import broken
from benchmarks.store import ROOT, Run, Store, Task
from handrail.journey.timetable.problem import BadFile, Problem, read_week

PATIENCE = 60.0  # seconds after which a build that does not end is called stuck
WRITING = 0.6  # the last seconds of a build, in which the week is judged and written


def interrupt(store: Store, task: Task, _began: float) -> Run:
    """The real command line, interrupted by turns softly and hard, at times where a week was written before."""
    rng, file, problem = random.Random("interrupt"), store.problem_file(task.clinic), store.problem(task.clinic)
    left, stops, faults, in_time = {"absent": 0, "lawful": 0}, [0.0], list[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        lasts = _ended(_begun(file, Path(folder) / "week.json", task, 0))
    for turn in range(task.times):
        sign, after = (signal.SIGINT, signal.SIGKILL)[turn % 2], _instant(rng, lasts)
        with tempfile.TemporaryDirectory() as folder:
            week = Path(folder) / "week.json"
            if turn % 4 > 1:
                week.write_text('{"format": "handrail/week@1", "groups": [], "appointments": []}')
            build = _begun(file, week, task, turn)
            if _is_running_after(build, after):
                build.send_signal(sign)
                in_time += 1
            stops.append(_ended(build))
            said = _left(problem, week)
        if said in left:
            left[said] += 1
        else:
            faults.append(f"{sign.name} after {after:.2f} s: {said}")
    slowest = round(max(stops), 2)
    return {"n": task.times, "in_time": in_time, **left, "slowest_stop": slowest, "broken": faults}


def _instant(rng: random.Random, lasts: float) -> float:
    """Any instant of a build that lasts so long; every other one at its end, when the week is written."""
    return rng.uniform(0 if rng.random() < 0.5 else lasts - WRITING, lasts)


def _begun(problem: Path, week: Path, task: Task, seed: int) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "handrail", "week", "build", str(problem), "-o", str(week)]
    words += ["--seconds", str(task.seconds), "--seed", str(seed)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(words, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _is_running_after(build: "subprocess.Popen[bytes]", seconds: float) -> bool:
    try:
        build.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _ended(build: "subprocess.Popen[bytes]") -> float:
    """Wait for its end, and answer how long that took."""
    start = time.monotonic()
    try:
        build.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        build.kill()
        build.wait()
    return time.monotonic() - start


def _left(problem: Problem, file: Path) -> str:
    """What stands under the name of the week: absent, lawful, or what is wrong with it."""
    if not file.exists():
        return "absent"
    try:
        faults = broken(problem, read_week(file.read_bytes()))
    except BadFile as bad:
        faults = bad.faults
    return "; ".join(faults[:3]) or "lawful"
