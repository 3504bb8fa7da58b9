# SPDX-License-Identifier: Apache-2.0
"""The worker from outside, as whoever runs a clinic meets it; and its turns, from inside."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import OperationalError

from handrail.doors.cli.working import attempt, keep_at, keep_working
from handrail.doors.signin import sessions
from handrail.ground.kit.jobs import Job
from handrail.ground.people import actions as people
from handrail.ground.people.rules import Post, Role
from handrail.ground.program import actions as programs
from handrail.site.jobs import JOBS

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-P", "-m", "handrail"]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory, tables):
    """The surroundings of a clinic that was brought up to date."""
    data = tmp_path_factory.mktemp("clinic")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAIL_", "DJANGO_"))}
    env = kept | {"PYTHONPATH": str(ROOT / "src"), "HANDRAIL_DATA": str(data), "HANDRAIL_MODE": "development"}
    env["DJANGO_SETTINGS_MODULE"] = "handrail.site.settings"
    shutil.copy(tables, data / "handrail.sqlite3")
    return env


def once(env):
    return subprocess.run(
        [*COMMAND, "work", "--once"], env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_once_takes_one_turn_of_each_job_and_ends(clinic):
    done = once(clinic)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_worker_ends_when_it_is_told_to(clinic):
    with subprocess.Popen([*COMMAND, "work"], env=clinic, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout.readline().startswith("Working at")

        worker.send_signal(signal.SIGTERM)

        assert worker.wait(timeout=20) == 0


def test_a_database_without_tables_is_said_in_one_line(clinic, tmp_path):
    done = once(clinic | {"HANDRAIL_DATA": str(tmp_path)})

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "serve --migrate" in line


def test_a_worker_ends_with_the_process_that_started_it():
    stop = threading.Event()

    keep_working([], stop, beside=os.getppid() + 1)

    assert stop.is_set()


@pytest.mark.django_db
def test_a_locked_database_is_one_failure_and_the_job_goes_on(caplog):
    stop, turns = threading.Event(), []

    def work(*, at, stop):
        turns.append(at)
        if len(turns) == 1:
            raise OperationalError("database is locked")
        stop.set()
        return True

    keep_at(Job("a job", work, every=0.01), stop)

    assert len(turns) == 2
    assert "'a job' failed" in caplog.text


@pytest.mark.django_db
def test_sessions_that_have_ended_are_forgotten():
    now = datetime.now(UTC)
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(hours=1))

    sessions.forget_ended(at=now, stop=threading.Event())

    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_devices_whose_session_has_ended_are_forgotten_but_not_one_that_is_just_signing_in():
    now = datetime.now(UTC)
    by = programs.found(name="Provider")
    staff = people.engage(by=by, name="Ana Beltrán", posts=[Post(Role.DIRECTOR)])
    hers = people.open_account(by=by, email="ana@x.example", password="four calm words here", staff_id=staff.id)
    Session.objects.create(session_key="open", session_data="", expire_date=now + timedelta(hours=1))
    for key, minutes in (("open", 9), ("ended", 6), ("beginning", 4)):
        begun = now - timedelta(minutes=minutes)
        UserSession.objects.create(user_id=hers, session_key=key, ip="127.0.0.1", user_agent="", created_at=begun)

    sessions.forget_ended(at=now, stop=threading.Event())

    assert set(UserSession.objects.values_list("session_key", flat=True)) == {"open", "beginning"}


@pytest.mark.django_db(transaction=True)  # each turn looks after its own connection, as in the worker
@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_finds_nothing_in_an_empty_clinic(job):
    assert attempt(job, threading.Event()) is False
