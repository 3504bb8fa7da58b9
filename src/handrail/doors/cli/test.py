# SPDX-License-Identifier: Apache-2.0
"""`handrail test`: everything the build runs, with one plain summary at the end.

The tests on PostgreSQL run beside those on SQLite; what they say is printed when they are through.

It installs the browser and the database server the tests need where it may, and otherwise says
in one line what to install.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[4]
PYTHON = (sys.executable, "-P", "-m")
TREE = ("src", "tests", "benchmarks", "conftest.py")
CONTRACTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


class Check(NamedTuple):
    """One part of the build: what it promises, and the command that tries it."""

    name: str
    command: Sequence[str]


CHECKS = (
    Check("lint", (*PYTHON, "ruff", "check", *TREE)),
    Check("format", (*PYTHON, "ruff", "format", "--check", *TREE)),
    Check("types", (*PYTHON, "mypy")),
    Check("contracts", (sys.executable, "-P", "-c", CONTRACTS)),
    Check("tests on SQLite", (*PYTHON, "pytest")),
)
ASIDE = Check(
    "database tests on PostgreSQL",
    (sys.executable, "tests/postgres.py", *PYTHON, "pytest", "-p", "no:cacheprovider", "-m", "database"),
)


def main(argv: list[str]) -> int:
    """0 only when every part passed. With arguments: pytest alone, on SQLite, with them."""
    if argv in (["-h"], ["--help"]):
        print("usage: handrail test [PYTEST ARGUMENTS]\n\nWithout arguments, everything the build runs.")
        return 0
    if argv:
        return run(Check("tests", (*PYTHON, "pytest", *argv)))
    missing = install(missing_packages())
    if missing:
        print(f"handrail test: needs {' and '.join(missing)}: apt install {' '.join(missing)}", file=sys.stderr)
        if "chromium" in missing:
            print("Another Chromium or Chrome will do: name its path in CHROMIUM.", file=sys.stderr)
        return 1
    with beside(ASIDE) as finished:
        results = [(check.name, *timed(check)) for check in CHECKS]
        return summary([*results, (ASIDE.name, *finished())])


def missing_packages() -> list[str]:
    """Debian's names of what the tests need and this machine lacks."""
    here = {
        "chromium": shutil.which(os.environ.get("CHROMIUM") or "chromium"),
        "postgresql": any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    }
    return [package for package, found in here.items() if not found]


def install(packages: list[str]) -> list[str]:
    """Install with apt when that is allowed here; what is still missing afterwards."""
    if not packages or os.geteuid() != 0 or not shutil.which("apt-get"):
        return packages
    print(f"Installing {' and '.join(packages)} ...", flush=True)
    quietly = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
    told = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages, "fonts-dejavu-core"]):
        subprocess.run([*quietly, *words], env=told, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    return missing_packages()


@contextmanager
def beside(check: Check) -> Iterator[Callable[[], tuple[int, float]]]:
    """Runs a part while others run; what is given waits for it, prints what it said, and tells how it ended."""
    start = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(
            check.command, cwd=ROOT, env=surroundings(os.environ), stdout=said, stderr=subprocess.STDOUT
        )

        def finished() -> tuple[int, float]:
            status = process.wait()
            said.seek(0)
            print(f"\n=== {check.name} ===\n{said.read()}", flush=True)
            return status, time.monotonic() - start

        try:
            yield finished
        finally:
            process.terminate()
            process.wait()


def timed(check: Check) -> tuple[int, float]:
    print(f"\n=== {check.name} ===", flush=True)
    start = time.monotonic()
    return run(check), time.monotonic() - start


def run(check: Check) -> int:
    return subprocess.run(check.command, cwd=ROOT, env=surroundings(os.environ), check=False).returncode


def surroundings(outside: Mapping[str, str]) -> dict[str, str]:
    """The same surroundings everywhere: our source, and no database but the tests' own."""
    kept = {name: value for name, value in outside.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
    return kept | {"PYTHONPATH": str(ROOT / "src")}


def summary(results: list[tuple[str, int, float]]) -> int:
    print("\n=== summary ===")
    for name, status, seconds in results:
        print(f"{'ok    ' if status == 0 else 'FAILED'}  {name}  ({seconds:.0f} s)")
    failed = [name for name, status, _ in results if status]
    print(f"\n{len(failed)} of {len(results)} failed." if failed else "\nEverything passed.")
    return 1 if failed else 0
