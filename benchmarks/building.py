# SPDX-License-Identifier: Apache-2.0
"""Whether a build slows the pages: `python -m benchmarks.building`, on two cores that do nothing else.

The demo is served as anyone serves it, with its worker beside it. The week's page is asked for by turns while nothing
is built and while a week is; p95 by nearest rank over all turns of a kind. The bar: at most 1.5 times as long.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

BAR, TURNS, PAGES, SETTLE = 1.5, 4, 60, 4.0
ROOT = Path(__file__).parents[1]
READY = re.compile(r"Handrail is ready: http://127\.0\.0\.1:(\d+)/")
HERE = """
import sys, django
django.setup()
from datetime import UTC, datetime, timedelta
from django.contrib.auth import get_user_model
from django.test import Client
from handrail.ground.kit.by import By
from handrail.ground.kit.days import monday_of
from handrail.ground.program import queries as programs
from handrail.journey.timetable import queries
from handrail.journey.timetable.actions import drafts
program, at = programs.all_named()[0], datetime.now(UTC)
by = By(program.provider_id)
"""
SIGN_IN = """
client = Client()
client.force_login(get_user_model().objects.get(email="director@demo.example"))
print(client.cookies["sessionid"].value)
"""
ASK = "print(drafts.ask(by=by, program=program, first_day=monday_of(at.date()) + timedelta(7), seconds=900, at=at))"
STOP = """
for one in queries.drafts(program):
    drafts.stop(by=by, draft=one.id, at=at)
"""
OPEN = "print(sum(one.is_in_the_making and one.people > 0 for one in queries.drafts(program)))"


def main() -> int:
    """0 if pages are no slower than the bar while a week is built."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (port, env):
        cookie = told(env, SIGN_IN)
        idle, building = list[float](), list[float]()
        times(port, cookie, 20)  # the first ones fill the caches
        for _ in range(TURNS):
            idle += times(port, cookie, PAGES)
            told(env, ASK)
            while told(env, OPEN) != "1":
                time.sleep(0.2)
            building += times(port, cookie, PAGES)
            told(env, STOP)
            while told(env, OPEN) != "0":
                time.sleep(0.2)
            time.sleep(SETTLE)
    before, while_built = p95(idle), p95(building)
    print(
        f"the week's page, {len(idle)} times each: p95 {before:.0f} ms idle, {while_built:.0f} ms while a week is built"
    )
    print(f"{while_built / before:.2f} times; the bar is {BAR}")
    return 0 if while_built <= BAR * before else 1


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The demo's port, and the surroundings in which its database is spoken to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
    env = kept | {"PYTHONPATH": str(ROOT / "src"), "HANDRAIL_DATA": str(folder)}
    command = [sys.executable, "-P", "-m", "handrail", "demo", "--port", "0", "--seconds", "5"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout
            port = next(int(found[1]) for line in demo.stdout if (found := READY.search(line)))
            data = folder / "demo"
            here = {"HANDRAIL_DATA": str(data), "HANDRAIL_DATABASE": f"sqlite:///{data}/handrail.sqlite3"}
            yield port, kept | here | {
                "PYTHONPATH": str(ROOT / "src"), "HANDRAIL_MODE": "demo",
                "DJANGO_SETTINGS_MODULE": "handrail.site.settings",
            }  # fmt: skip
        finally:
            demo.terminate()


def told(env: dict[str, str], code: str) -> str:
    command = [sys.executable, "-P", "-c", HERE + code]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()


def times(port: int, cookie: str, count: int) -> list[float]:
    """Milliseconds of so many pages, one after the other, with a moment's rest as a reader has."""
    found, there = [], HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(count):
        began = time.perf_counter()
        there.request("GET", "/week/", headers={"Cookie": f"sessionid={cookie}"})
        answer = there.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        found.append((time.perf_counter() - began) * 1000)
        time.sleep(0.05)
    return found


def p95(measured: list[float]) -> float:
    return sorted(measured)[-(-len(measured) * 95 // 100) - 1]


if __name__ == "__main__":
    sys.exit(main())
