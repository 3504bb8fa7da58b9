# SPDX-License-Identifier: Apache-2.0
"""Building while someone waits: progress is shown, and Ctrl-C or SIGTERM ends it with the best week so far."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.week import Week

if TYPE_CHECKING:
    from handrail.journey.timetable.engine.build import Progress as Stand

EVERY = 10.0  # seconds between two lines when nobody looks at a terminal

AGAIN = 1.0  # seconds after which a second signal is meant: one Ctrl-C may reach us twice, by way of a parent


class Building:
    """One build in a thread of its own, so that a signal is heard while the solver works."""

    def __init__(self, problem: Problem, **asked: Any) -> None:
        self.problem, self.asked = problem, asked
        self.stop, self.stopped_at = threading.Event(), 0.0
        self.stand: Stand | None = None
        self.week: Week | None = None
        self.error: BaseException | None = None

    @property
    def stopped(self) -> bool:
        return self.stopped_at > 0

    def run(self) -> Week:
        """The best week found. A second signal does not wait for it: KeyboardInterrupt."""
        thread = threading.Thread(target=self._build, daemon=True)
        with shown(self.asked["seconds"]) as show:
            thread.start()
            while thread.is_alive():
                thread.join(0.1)
                show(self.stand)
        if self.error is not None:
            raise self.error
        assert self.week is not None
        return self.week

    def _build(self) -> None:
        try:
            from handrail.journey.timetable.engine.build import build  # only now: the solver takes a while to load

            self.week = build(self.problem, progress=self._note, stop=self.stop, **self.asked)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self.error = error

    def _note(self, stand: "Stand") -> None:
        self.stand = stand

    @contextmanager
    def hearing(self) -> Iterator["Building"]:
        """Signals are heard in here, until the week is written: ending then would leave half a file behind."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {sign: signal.signal(sign, self._end) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def _end(self, _sign: int, _frame: FrameType | None) -> None:
        if self.stopped:
            if time.monotonic() > self.stopped_at + AGAIN:
                raise KeyboardInterrupt
            return
        self.stopped_at = time.monotonic()
        self.stop.set()
        print("Stopping with the best week so far; once more ends without it.", file=sys.stderr, flush=True)


@contextmanager
def shown(seconds: float) -> Iterator[Callable[["Stand | None"], None]]:
    """A bar on a terminal; elsewhere a line now and then."""
    if not sys.stderr.isatty():
        yield lines()
        return
    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task, began = bar.add_task("looking for a first week", total=seconds), time.monotonic()

        def show(stand: "Stand | None") -> None:
            bar.update(task, completed=min(seconds, time.monotonic() - began))
            if stand is not None:
                bar.update(task, description=words(stand))

        yield show


def lines() -> Callable[["Stand | None"], None]:
    said = -EVERY

    def show(stand: "Stand | None") -> None:
        nonlocal said
        if stand is not None and stand.seconds >= said + EVERY:
            said = stand.seconds
            print(f"{stand.seconds:5.0f} s  {words(stand)}", file=sys.stderr, flush=True)

    return show


def words(stand: "Stand") -> str:
    bound = "" if stand.bound is None else f", none below {stand.bound:,}"
    proven = ", proven best" if stand.proven else ""
    return f"{stand.whole} of {stand.people} people whole, score {stand.score:,}{bound}{proven}"
