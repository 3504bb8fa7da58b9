# SPDX-License-Identifier: Apache-2.0
import stat
import time
from itertools import count
from threading import Thread

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password, verify_password
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from handrail.site import health
from handrail.site.database import database
from handrail.site.limits import SWEPT, Limits
from handrail.site.secret import secret_key


def test_a_sqlite_file_is_named_by_its_path():
    found = database("sqlite:////data/of%20ours/handrail.sqlite3")

    assert found["NAME"] == "/data/of ours/handrail.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_a_postgresql_database_is_named_by_user_host_and_port():
    found = database("postgresql://clinic:p%40ss@db.example:5433/handrail")

    assert (found["USER"], found["PASSWORD"]) == ("clinic", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "handrail")


def test_a_socket_folder_can_be_the_host():
    assert database("postgresql://clinic@%2Frun%2Fpg/handrail")["HOST"] == "/run/pg"


@pytest.mark.parametrize(
    "url", ["", "mysql://a:secret@b/c", "sqlite://", "postgresql://u:secret@h", "handrail.sqlite3"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url):
    with pytest.raises(ImproperlyConfigured, match="sqlite:///path") as refused:
        database(url)

    assert "secret" not in str(refused.value)


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    folder = tmp_path / "new"

    first = secret_key(folder)

    assert secret_key(folder) == first
    assert len(first) >= 50
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(ImproperlyConfigured, match="HANDRAIL_DATA"):
        secret_key(tmp_path / "file")


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/", "/people/", "/nowhere/", "/healthz"])
def test_every_answer_allows_nothing_that_is_not_ours(client: Client, place: str):
    headers = client.get(place).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "publickey-credentials-get=(self), publickey-credentials-create=(self)" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.django_db
def test_the_health_page_answers_when_the_database_does(client: Client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_it_is_ready_only_once_every_migration_is_applied(client: Client, monkeypatch):
    monkeypatch.setattr(health, "_seen_whole", False)
    (last,) = MigrationLoader(connection).graph.leaf_nodes("timetable")
    MigrationRecorder(connection).record_unapplied(*last)
    lacking = client.get("/readyz")
    MigrationRecorder(connection).record_applied(*last)

    assert (lacking.status_code, lacking.content) == (503, b"migrations are missing\n")
    assert (client.get("/readyz").status_code, client.get("/readyz").content) == (200, b"ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/healthz", "/readyz"])
def test_a_database_that_does_not_answer_is_no_stack_trace(client: Client, monkeypatch, place):
    def fails(*_):
        raise OperationalError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(connection, "cursor", fails)
    response = client.get(place)

    assert (response.status_code, response.content) == (503, b"the database does not answer\n")


@pytest.mark.django_db
def test_limits_are_counted_where_every_process_sees_them():
    cache.set("sign-in", 3)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone() == (1,)
    assert cache.get("sign-in") == 3


@pytest.mark.django_db
def test_a_lock_is_given_once_until_it_runs_out_or_is_let_go():
    assert cache.add("lock", 1, timeout=10)
    assert not cache.add("lock", 2, timeout=10)
    assert cache.get("lock") == 1

    cache.set("lock", 3, timeout=-5)
    assert cache.get("lock") is None
    assert cache.add("lock", 4, timeout=10)
    cache.delete("lock")
    assert cache.add("lock", 5, timeout=None)
    assert cache.get("lock") == 5


@pytest.mark.django_db
def test_counts_are_held_by_one_statement_and_what_has_run_out_is_none():
    cache.set("tries", [1.0], timeout=60)
    cache.set("old", [2.0], timeout=-5)

    with CaptureQueriesContext(connection) as asked:
        kept = cache.held(["tries", "old", "never"])

    assert (kept, len(asked)) == ({"tries": [1.0], "old": None, "never": None}, 1)
    assert [cache.get(name) for name in ("tries", "old", "never")] == [[1.0], None, None]


@pytest.mark.django_db(transaction=True)
def test_who_counts_while_another_does_waits_and_sees_what_she_counted():
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory cannot be written by two at once; PostgreSQL tries this")

    def count_once():
        try:
            with transaction.atomic():
                tries = cache.held(["tries"])["tries"] or 0
                time.sleep(0.01)
                cache.set("tries", tries + 1, timeout=60)
        finally:
            connection.close()

    threads = [Thread(target=count_once) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert cache.get("tries") == 6
    cache.clear()


@pytest.mark.django_db
def test_what_has_run_out_is_swept_away_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(Limits, "_writes", count())
    limits = Limits("cache", {"OPTIONS": {"MAX_ENTRIES": 3}})
    for n in range(SWEPT):
        limits.set(f"old-{n}", n, timeout=-5)
    limits.set("new", 1, timeout=60)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_a_count_is_written_by_one_statement():
    cache.set("tries", [1.0], timeout=60)  # whichever write sweeps, it is not both of the next
    with CaptureQueriesContext(connection) as one:
        cache.set("tries", [2.0, 1.0], timeout=60)
    with CaptureQueriesContext(connection) as other:
        cache.add("lock", True, timeout=60)

    assert min(len(one), len(other)) == 1
    assert cache.get("tries") == [2.0, 1.0]


def test_a_password_is_kept_by_argon2_and_must_be_long(settings):
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]  # conftest.py puts a fast one before those of the clinic
    assert make_password("river stone lamp").startswith("argon2$argon2id$v=19$m=7168,t=5,p=1$")  # one of OWASP's minima
    with pytest.raises(ValidationError, match="at least 12 characters"):
        validate_password("river stone")


def test_a_password_kept_at_another_cost_still_opens_and_is_kept_anew(settings):
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    before = Argon2PasswordHasher().encode("river stone lamp", "a-salt-of-some-length-0")

    assert verify_password("river stone lamp", before) == (True, True)
    assert verify_password("river stone lamp", make_password("river stone lamp")) == (True, False)
    assert verify_password("river stone lamb", before)[0] is False


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_told_to_send_it_once_more():
    response = Client(enforce_csrf_checks=True).post("/week/people/", {"name": "x"})

    assert response.status_code == 403
    assert b"Please send it once more" in response.content


@pytest.mark.django_db
def test_a_fault_of_ours_says_that_nothing_was_changed(client: Client, settings):
    settings.ROOT_URLCONF = "handrail.site.tests.test_site"
    client.raise_request_exception = False

    response = client.get("/broken/")

    assert response.status_code == 500
    assert b"what was half done was taken back" in response.content


def broken(_request):
    raise RuntimeError


urlpatterns = [path("broken/", broken)]
