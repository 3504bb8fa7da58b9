# SPDX-License-Identifier: Apache-2.0
"""What every test shares: how properties are tried, and which tests speak to a database."""

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, settings

# The build tries the same examples each time, so that a red build tells of the change; elsewhere new ones are tried.
settings.register_profile(
    "handrail",
    deadline=None,
    print_blob=True,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("handrail")

# What was imported is there to the end: Python need not look through all of it again and again for what is not.
gc.set_threshold(50_000)

# Argon2 is slow on purpose; a test that only needs somebody signed in should not pay for it.
FAST_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "client", "admin_client"}


def pytest_configure() -> None:
    django_settings.STAFF_SECOND_FACTOR = False  # what asks for one is tried with it, in doors/signin/tests
    django_settings.PASSWORD_HASHERS = [*FAST_HASHERS, *django_settings.PASSWORD_HASHERS]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tables" in getattr(item, "fixturenames", ()):
            item.add_marker("django_db")  # else no tables are made when nothing but such tests is run
            continue
        fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("one_database") or "browser" in item.path.parts:
            continue  # a page looks the same on each database; a journey worth both says so itself
        if item.get_closest_marker("django_db") or fixtures - {"client"}:
            item.add_marker("database")


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:  # noqa: ARG001 - pytest-django's own, gone on with
    # Not imported above: this file is read before Django is set up.
    from handrail.ground.record.tests.emptying import flush_empties_the_record

    with flush_empties_the_record():
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_once() -> Iterator[None]:
    """Each test's client begins every middleware anew, and this one would look through all folders each time."""
    from whitenoise.middleware import WhiteNoiseMiddleware  # as above

    found: dict[str, Any] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def once(self: Any) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with patch.object(WhiteNoiseMiddleware, "add_files_from_finders", once):
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001 - first the tables
    """For rows made once for all tests of a module, by fixtures of its scope: each test undoes its own work alone.

    Not in a module that has tests with transactions of their own.
    """
    around = transaction.atomic()
    vars(around)["_from_testcase"] = True  # as Django marks its own, so that a deed in here may be `durable`
    with django_db_blocker.unblock(), around:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def tables(
    django_db_setup: None,  # noqa: ARG001 - which makes them
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """An SQLite file with every table and nobody in it, for processes to be given a copy: making one takes seconds."""
    path = tmp_path_factory.mktemp("tables") / "handrail.sqlite3"
    with django_db_blocker.unblock():
        copy_to(path)
    return path


@pytest.fixture
def shared(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:  # noqa: ARG001
    """Called once the tables are filled: from then on new connections see them. SQLite's in memory are not shared."""

    def share() -> None:
        if connection.vendor == "sqlite":
            path = tmp_path / "handrail.sqlite3"
            copy_to(path)
            monkeypatch.setitem(connections.settings, "default", {**connections.settings["default"], "NAME": path})

    return share


def copy_to(path: Path) -> None:
    """SQLite's database in memory, as a file."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as file:
        connection.connection.backup(file)
        # Only the first who opens a file may turn to WAL, and SQLite does not wait for that lock: of ten who
        # come at once one would be told that the database is locked.
        file.execute("PRAGMA journal_mode=WAL")
