# SPDX-License-Identifier: Apache-2.0
"""Processes killed at the worst moment: in the middle of a build, in the middle of publishing. Nothing is lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-P", "-m", "handrail"]
MAKE = """
from datetime import timedelta
from handrail.flow import demo
from handrail.journey.timetable.engine.peers import clerk
demo.load(make=clerk, say=lambda _: None)
"""
HERE = """
import django; django.setup()
from datetime import date, datetime, timedelta, UTC
from handrail.ground.kit.by import By
from handrail.ground.kit.days import monday_of
from handrail.ground.program import queries as programs
from handrail.journey.timetable import queries, rules
from handrail.journey.timetable.actions import drafts
program = programs.all_named()[0]
by, at = By(program.provider_id), datetime.now(UTC)
first_day = monday_of(at.date()) + timedelta(weeks=1)
"""
ASK = "print(drafts.ask(by=by, program=program, first_day=first_day, seconds=300, at=at))"
DRAW = "print(drafts.draw(by=by, program=program, first_day=first_day, at=at))"
# The draft is published with other hours for its first group, and the process dies at its nth INSERT.
PUBLISH = """
import os, signal, sys
from uuid import UUID
from django.db import connection
from handrail.journey.timetable.edits import Close
key, nth = UUID(sys.argv[1]), int(sys.argv[2])
left = [nth]
def die(execute, sql, params, many, context):
    if sql.startswith("INSERT"):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
draft = queries.draft(program, key)
with connection.execute_wrapper(die):
    drafts.publish_draft(by=by, program=program, draft=key, version=draft.version, at=at)
print("published")
"""


class Clinic:
    """The demo clinic in a database of its own, spoken to by processes."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
        self.env = kept | {"PYTHONPATH": str(ROOT / "src"), "HANDRAIL_DATA": str(folder), "HANDRAIL_MODE": "demo"}
        self.env["DJANGO_SETTINGS_MODULE"] = "handrail.site.settings"
        self.database = folder / "handrail.sqlite3"

    def runs(self, code: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-c", HERE + code, *words]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=120, check=False)

    def works(self) -> "subprocess.Popen[str]":
        return subprocess.Popen([*COMMAND, "work"], env=self.env, stdout=subprocess.DEVNULL, text=True)

    def asks(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database, timeout=20, isolation_level=None)) as there:
            return list(there.execute(sql, values))

    def draft(self, key: str) -> dict[str, object]:
        (row,) = self.asks("SELECT state, week, took FROM timetable_draft WHERE id = ?", key.replace("-", ""))
        return dict(zip(("state", "week", "took"), row, strict=True))

    def comes_to(self, key: str, state: str, seconds: float = 60) -> dict[str, object]:
        ends = time.monotonic() + seconds
        while (found := self.draft(key))["state"] != state or (state == "building" and not found["week"]):
            assert time.monotonic() < ends, found["state"]
            time.sleep(0.1)
        return found

    def weeks(self) -> list[list[tuple[object, ...]]]:
        """Every published week, and all that is in any."""
        return [
            self.asks("SELECT id, first_day, replaced_at FROM timetable_timetable ORDER BY id"),
            self.asks("SELECT id, timetable_id FROM timetable_group ORDER BY id"),
            self.asks("SELECT id, timetable_id FROM timetable_appointment ORDER BY id"),
            self.asks("SELECT id, timetable_id FROM timetable_unmet ORDER BY id"),
            self.asks("SELECT id, group_id FROM timetable_seat ORDER BY id"),
        ]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory, tables):
    made = Clinic(tmp_path_factory.mktemp("clinic"))
    shutil.copy(tables, made.database)
    code = "import django; django.setup()\n" + MAKE
    subprocess.run([sys.executable, "-P", "-c", code], env=made.env, check=True, timeout=120)
    return made


def test_a_worker_killed_in_the_middle_of_a_build_is_followed_by_another(clinic):
    key = clinic.runs(ASK).stdout.strip()
    weeks = clinic.weeks()
    first = clinic.works()
    clinic.comes_to(key, "building")
    first.send_signal(signal.SIGKILL)
    first.wait()

    left = clinic.draft(key)
    lapsed = "UPDATE timetable_draft SET held_until = '2020-01-01 00:00:00', may_take = took + 2 WHERE id = ?"
    clinic.asks(lapsed, key.replace("-", ""))
    second = clinic.works()
    try:
        ready = clinic.comes_to(key, "ready")
    finally:
        second.terminate()

    assert left["state"] == "building"
    assert left["week"]  # the best so far was kept
    assert second.wait(timeout=20) == 0
    assert ready["week"]
    assert ready["took"] >= left["took"]
    assert clinic.weeks() == weeks  # a build puts nothing in force


@pytest.mark.parametrize("nth", [2, 6])
def test_a_process_killed_while_it_publishes_leaves_no_half_published_week(clinic, nth):
    key = clinic.runs(DRAW).stdout.strip()
    weeks = clinic.weeks()

    killed = clinic.runs(PUBLISH, key, str(nth))

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert clinic.weeks() == weeks
    assert clinic.draft(key)["state"] == "ready"


def test_what_was_not_published_can_be_published_afterwards(clinic):
    key = clinic.runs(DRAW).stdout.strip()
    clinic.runs(PUBLISH, key, "5")
    weeks = clinic.weeks()

    done = clinic.runs(PUBLISH, key, "9999")

    assert done.stdout.strip() == "published"
    assert len(clinic.weeks()[0]) == len(weeks[0]) + 1
    assert clinic.draft(key)["state"] == "published"
