# SPDX-License-Identifier: Apache-2.0
"""What is to be measured, and in which order."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.store import Task
from benchmarks.subjects import PERFECT, Subject

MADE = 3  # clinics of our own at each size
LARGE, LARGE_SECONDS = 500, 120.0  # from so many people on a build has so long


@dataclass(frozen=True)
class Scope:
    """How much is measured. `used`: whose weeks are fitted and repaired; `after`: who gets a next week;
    `stopped`: whose builds are interrupted; `growth`: sizes of ours built once, to see how cost grows.
    """

    seconds: float
    seeds: int
    sizes: tuple[int, ...]
    known: tuple[str, ...]
    growth: tuple[int, ...]
    used: tuple[str, ...]
    after: tuple[str, ...]
    stopped: tuple[str, ...]
    interrupts: int
    is_fixed: bool = False  # the same seconds at every size
    pieces: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()

    def seconds_for(self, clinic: str) -> float:
        return self.seconds if self.is_fixed or Subject(clinic).people < LARGE else LARGE_SECONDS

    @property
    def made(self) -> tuple[str, ...]:
        return tuple(f"made-{size}-{seed}" for size in self.sizes for seed in range(1, MADE + 1))

    @property
    def grown(self) -> tuple[str, ...]:
        return tuple(name for size in self.growth if (name := f"made-{size}-1") not in self.made)


WHOLE = Scope(
    seconds=60.0,
    seeds=3,
    sizes=(60, 120),
    known=tuple(PERFECT),
    growth=(20, 60, 120, 250, 500, 1000),
    used=("60-1", "120-1", "250-1", "500-1", "made-120-1", "made-250-1", "made-500-1", "made-1000-1"),
    after=("60-1", "120-1", "250-1"),
    stopped=("60-1", "250-1"),
    interrupts=20,
)
QUICK = Scope(
    seconds=3.0,
    seeds=2,
    sizes=(20,),
    known=("20-1", "60-1"),
    growth=(20,),
    used=("60-1", "made-20-1"),
    after=("60-1",),
    stopped=("20-1",),
    interrupts=4,
    is_fixed=True,
)


def agenda(scope: Scope) -> Iterator[Task]:
    """Every task of this scope, cheap ones and those that others stand on first."""
    for task in _everything(scope):
        named = not scope.clinics or task.clinic in scope.clinics
        if named and (not scope.pieces or task.piece in scope.pieces):
            yield task


def _everything(scope: Scope) -> Iterator[Task]:
    asked = tuple(name for name in scope.clinics if name not in (*scope.known, *scope.made, *scope.grown))
    several = (*scope.known, *scope.made, *asked)
    # A clinic and a piece named together are measured, also where a whole run does not.
    more = scope.clinics if scope.pieces else asked
    for clinic in (*several, *scope.grown):
        yield Task("peers", clinic, 0.0)
        for seed in range(1, 2 if clinic in scope.grown else scope.seeds + 1):
            yield Task("build", clinic, scope.seconds_for(clinic), seed)
    for clinic in _each(scope.used, more):
        for piece in ("fit", "callers", "repair"):
            yield Task(piece, clinic, scope.seconds_for(clinic))
    for clinic in _each(scope.after, more):
        for seed in range(1, scope.seeds + 1):
            yield Task("next", clinic, scope.seconds_for(clinic), seed)
    for clinic in _each(scope.stopped, more if scope.pieces else ()):
        yield Task("interrupt", clinic, min(3.0, scope.seconds), times=scope.interrupts)
    for clinic in _each(several, more):
        yield Task("bound", clinic, 0.0)


def _each(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for several in names for name in several))
