# SPDX-License-Identifier: Apache-2.0
"""`handrail test`: everything the build runs, with one plain summary at the end.

Three parts run side by side, so that both cores of a small machine are busy to the end; four took longer there. What
a part says is printed when it is through.

It installs the browser and the database server the tests need where it may, beside the first parts, which need
neither; and otherwise says in one line what to install.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[4]
PYTHON = (sys.executable, "-P", "-m")
TREE = ("src", "tests", "benchmarks", "conftest.py")
NO_CACHE = ("-p", "no:cacheprovider")  # which is one file for all: the first of those side by side keeps it
ENGINE = "src/handrail/journey/timetable/engine"
CONTRACTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


LOOK = 0.1  # seconds between two looks at what runs
Outcome = tuple[str, int, float]  # the name of a part, its exit status, the seconds it took


class Check(NamedTuple):
    """One part of the build: what it promises, the command that tries it, and the package it cannot begin without."""

    name: str
    command: Sequence[str]
    needs: str = ""


class InVain(Exception):
    """What was to be installed is still missing."""


# Begun in this order: what tells at once, then the longest, so that what is begun last is short. Those that need
# packages are passed over until these are there; the types, which take least, keep that place for them.
CHECKS = (
    Check("lint", (*PYTHON, "ruff", "check", *TREE)),
    Check("format", (*PYTHON, "ruff", "format", "--check", *TREE)),
    Check(
        "database tests on PostgreSQL",
        (sys.executable, "tests/postgres.py", *PYTHON, "pytest", *NO_CACHE, "-m", "database"),
        needs="postgresql",
    ),
    Check("tests from outside", (*PYTHON, "pytest", *NO_CACHE, "tests", "--ignore=tests/browser")),
    Check("tests on SQLite", (*PYTHON, "pytest", "src", f"--ignore={ENGINE}")),
    Check("types", (*PYTHON, "mypy")),
    Check("tests in a browser", (*PYTHON, "pytest", *NO_CACHE, "tests/browser"), needs="chromium"),
    Check("tests of the engine", (*PYTHON, "pytest", *NO_CACHE, ENGINE)),
    Check("contracts", (sys.executable, "-P", "-c", CONTRACTS)),
)


def main(argv: list[str]) -> int:
    """0 only when every part passed. With arguments: pytest alone, on SQLite, with them."""
    if argv in (["-h"], ["--help"]):
        print("usage: handrail test [PYTEST ARGUMENTS]\n\nWithout arguments, everything the build runs.")
        return 0
    if argv:
        return run(Check("tests", (*PYTHON, "pytest", *argv)))
    missing = missing_packages()
    if missing and not may_install():
        return needs(missing)
    with ThreadPoolExecutor(1) as beside:
        installing = beside.submit(install, missing)

        def lacking() -> list[str]:
            if not installing.done():
                return missing
            if installing.result():
                raise InVain
            return []

        try:
            return summary(side_by_side(CHECKS, lacking=lacking))
        except InVain:
            return needs(installing.result())


def needs(missing: list[str]) -> int:
    print(f"handrail test: needs {' and '.join(missing)}: apt install {' '.join(missing)}", file=sys.stderr)
    if "chromium" in missing:
        print("Another Chromium or Chrome will do: name its path in CHROMIUM.", file=sys.stderr)
    return 1


def missing_packages() -> list[str]:
    """Debian's names of what the tests need and this machine lacks."""
    here = {
        "chromium": shutil.which(os.environ.get("CHROMIUM") or "chromium"),
        "postgresql": any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    }
    return [package for package, found in here.items() if not found]


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> list[str]:
    """Install with apt; what is still missing afterwards."""
    if not packages:
        return []
    print(f"Installing {' and '.join(packages)} ...", flush=True)
    quietly = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
    told = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages, "fonts-dejavu-core"]):
        subprocess.run([*quietly, *words], env=told, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    return missing_packages()


class Running:
    """A part under way; what it says is kept."""

    def __init__(self, check: Check) -> None:
        print(f"{check.name} ...", flush=True)
        self.name, self.start = check.name, time.monotonic()
        self.said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below
        self.process = subprocess.Popen(
            check.command, cwd=ROOT, env=surroundings(os.environ), stdout=self.said, stderr=subprocess.STDOUT
        )

    def is_through(self) -> bool:
        return self.process.poll() is not None

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.said.close()

    def told(self) -> Outcome:
        """Prints what it said, and tells how it ended."""
        took = time.monotonic() - self.start
        with self.said as said:
            said.seek(0)
            print(f"\n=== {self.name} ===\n{said.read()}", flush=True)
        return self.name, self.process.returncode, took


def side_by_side(
    checks: Sequence[Check], *, at_once: int = 3, lacking: Callable[[], Collection[str]] = tuple
) -> list[Outcome]:
    """How each part ended, as they ended. Three run at a time; none is left behind when we are stopped.

    `lacking` tells each time which packages are not there yet.
    """
    waiting, running, outcomes = list(checks), list[Running](), list[Outcome]()
    try:
        while waiting or running:
            missing = lacking()
            able = [check for check in waiting if check.needs not in missing]
            for check in able[: at_once - len(running)]:
                waiting.remove(check)
                running.append(Running(check))
            time.sleep(LOOK)
            for one in [one for one in running if one.is_through()]:
                running.remove(one)
                outcomes.append(one.told())
    finally:
        for one in running:
            one.stop()
    return outcomes


def run(check: Check) -> int:
    return subprocess.run(check.command, cwd=ROOT, env=surroundings(os.environ), check=False).returncode


def surroundings(outside: Mapping[str, str]) -> dict[str, str]:
    """The same surroundings everywhere: our source, and no database but the tests' own.

    Python keeps what it compiled, even where it is told not to: the tests start it some hundred times.
    """
    ours = ("HANDRAIL_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in outside.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT / "src")}


def summary(results: list[Outcome]) -> int:
    print("\n=== summary ===")
    for name, status, seconds in results:
        print(f"{'ok    ' if status == 0 else 'FAILED'}  {name}  ({seconds:.0f} s)")
    failed = [name for name, status, _ in results if status]
    print(f"\n{len(failed)} of {len(results)} failed." if failed else "\nEverything passed.")
    return 1 if failed else 0
