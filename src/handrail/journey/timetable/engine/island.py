# SPDX-License-Identifier: Apache-2.0
"""A search in a process of its own, so that two searches truly use two cores.

The two sides exchange pickled plans over pipes; each makes the same arrays from the same problem, so that indices
mean the same. The process ends when its parent closes the pipe or is gone.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Sequence

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.pinned import pinned_of
from handrail.journey.timetable.engine.plan import Itinerary, Leaders, Plan
from handrail.journey.timetable.pins import Pin
from handrail.journey.timetable.problem import Problem

Packed = tuple[list[Itinerary], dict[int, list[Leaders]]]
PAUSE = 0.25  # seconds between looks at what the search has found


def packed(plan: Plan) -> Packed:
    return plan.itineraries, plan.leaders


def unpacked(clinic: Clinic, parts: Packed) -> Plan:
    itineraries, leaders = parts
    plan = Plan(clinic)
    for k, groups in leaders.items():
        for one in groups:
            plan.open(k, one)
    for p, itinerary in enumerate(itineraries):
        plan.place(p, itinerary)
    return plan


class Island:
    """The parent's side: `best` is the best plan the other process has told of."""

    def __init__(self, clinic: Clinic, seed: int, running: Plan | None, pins: Sequence[Pin] = ()) -> None:
        self.clinic = clinic
        self.best: Plan | None = None
        self.told: int | None = None
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is the parent's to hear
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        self._send((clinic.problem, seed, running and packed(running), tuple(pins)))
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()

    def _send(self, message: object) -> None:
        assert self.process.stdin is not None
        try:
            pickle.dump(message, self.process.stdin)
            self.process.stdin.flush()
        except (OSError, ValueError):  # it has ended; what it told so far stays
            pass

    def _listen(self) -> None:
        assert self.process.stdout is not None
        while True:
            try:
                self.best = unpacked(self.clinic, pickle.load(self.process.stdout))  # noqa: S301 - our own process
            except (EOFError, pickle.UnpicklingError, ValueError, OSError):
                return

    @property
    def has_failed(self) -> bool:
        """Whether it ended with an error of ours; one that was killed has only ended early."""
        return (self.process.poll() or 0) > 0

    def tell(self, plan: Plan) -> None:
        """Let it know the best plan so far, once."""
        if self.told != plan.cost:
            self.told = plan.cost
            self._send(packed(plan))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join(timeout=2)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()


def main() -> None:
    """The process's side: search until the parent closes the pipe."""
    import numpy as np

    from handrail.journey.timetable.engine.search import Search
    from handrail.journey.timetable.engine.start import best_first_plan

    problem: Problem
    problem, seed, running, pins = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the parent above
    clinic = Clinic(problem)
    clinic.pinned = pinned_of(clinic, pins)
    search = Search(clinic, seed)
    search.running = unpacked(clinic, running) if running else None
    search.begin(search.running or best_first_plan(clinic, seed))
    threading.Thread(target=_hear, args=(clinic, search), daemon=True).start()
    threading.Thread(target=_run, args=(search, np.random.default_rng(seed)), daemon=True).start()
    told = search.best_cost + 1
    while True:
        best = search.best
        if best.cost < told:
            told = best.cost
            pickle.dump(packed(best), sys.stdout.buffer)
            sys.stdout.buffer.flush()
        time.sleep(PAUSE)


def _run(search: "Search", rng: "np.random.Generator") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Search until the process ends; an error ends it, so that the parent learns of it."""
    try:
        search.run(rng, lambda: False)
    except BaseException:  # noqa: BLE001 - told below, and by the exit status
        traceback.print_exc()
        os._exit(1)


def _hear(clinic: Clinic, search: "Search") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Take note of what the parent knows; end with it."""
    while True:
        try:
            search.elsewhere = unpacked(clinic, pickle.load(sys.stdin.buffer))  # noqa: S301
        except (EOFError, OSError, pickle.UnpicklingError):  # the parent has closed the pipe, or is gone
            os._exit(0)
        except BaseException:  # noqa: BLE001 - told below, and by the exit status
            traceback.print_exc()
            os._exit(1)


if __name__ == "__main__":
    main()
