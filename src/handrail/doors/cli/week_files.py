# SPDX-License-Identifier: Apache-2.0
"""The files of `handrail week`: read with every fault told, written whole or not at all."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from handrail.journey.timetable.problem import BadFile, Patient, Problem, read_patient, read_problem, read_week
from handrail.journey.timetable.rules import faults
from handrail.journey.timetable.week import Week

STDIO = "-"
What = TypeVar("What")


class BadInput(Exception):
    """What was given cannot be used; `faults` says why, one line each."""

    status = 2

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


class Unlawful(BadInput):
    """A week was given that breaks a rule."""

    status = 1


class Broken(BadInput):
    """A week we made breaks a rule: a fault of ours, and nothing is written."""

    status = 3


def problem_in(name: str) -> Problem:
    return _read(name, read_problem)


def week_in(name: str) -> Week:
    return _read(name, read_week)


def patient_in(name: str, problem: Problem) -> Patient:
    return _read(name, lambda text: read_patient(text, problem))


def lawful_week_in(name: str, problem: Problem) -> Week:
    """A week that keeps every rule; what is asked about another has no answer."""
    week = week_in(name)
    if broken := faults(problem, week):
        raise Unlawful(*(f"{name}: {fault}" for fault in broken))
    return week


def _read(name: str, read: Callable[[bytes], What]) -> What:
    try:
        text = sys.stdin.buffer.read() if name == STDIO else Path(name).read_bytes()
        return read(text)
    except BadFile as bad:
        raise BadInput(*(f"{name}: {fault}" for fault in bad.faults)) from None
    except OSError as error:
        raise BadInput(f"{name}: cannot be read ({error.strerror})") from None
    except ValueError as error:  # a name no file can have
        raise BadInput(f"{name!r}: cannot be read ({error})") from None


def writable(name: str, *inputs: str) -> None:
    """Say before any work whether the result could be written there."""
    if name == STDIO:
        return
    path = Path(name)
    folder = path.resolve().parent
    if path.is_dir():
        raise BadInput(f"{name}: is a folder; name a file in it")
    if not folder.is_dir():
        raise BadInput(f"{name}: there is no folder {folder}")
    if not os.access(path if path.exists() else folder, os.W_OK) or not os.access(folder, os.W_OK):
        raise BadInput(f"{name}: may not be written")
    if path.exists() and any(Path(given).exists() and path.samefile(given) for given in inputs if given != STDIO):
        raise BadInput(f"{name}: is what was given; name another file")


def write(text: str, name: str) -> None:
    """Write the whole text under this name, or leave there what was there, whatever happens in between."""
    if name == STDIO:
        sys.stdout.write(text)
        return
    path = Path(name).resolve()
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):  # a pipe or /dev/stdout cannot be replaced
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path, text)
    except OSError as error:
        raise BadInput(f"{name}: cannot be written ({error.strerror})") from None


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_week(problem: Problem, week: Week, name: str) -> None:
    """No week leaves that breaks a rule."""
    if broken := faults(problem, week):
        raise Broken("This is a fault of Handrail; nothing is written. The week made breaks a rule:", *broken)
    write(week.to_json(), name)
