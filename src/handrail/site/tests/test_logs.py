# SPDX-License-Identifier: Apache-2.0
import io
import logging

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.urls import path
from django.views.debug import ExceptionReporter

from handrail.ground.vault.cipher import CannotOpen
from handrail.site.logs import Discreet, NothingTyped, Plain


@pytest.fixture
def log():
    """What our one handler would write."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Discreet())
    handler.setFormatter(Plain("{levelname} {name}: {message}", style="{"))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@login_not_required
def broken(request, name):
    try:
        raise IntegrityError(f"Key (email)=({request.POST['mail']}) already exists")  # noqa: TRY301
    except IntegrityError as error:
        raise ValueError(f"bad name {name}") from error


urlpatterns = [path("people/<str:name>/", broken)]


def test_a_fault_is_logged_without_its_words_or_the_address(log, settings):
    settings.ROOT_URLCONF = "handrail.site.tests.test_logs"
    client = Client(raise_request_exception=False)

    assert client.post("/people/Jo/", {"mail": "jo@example.org"}).status_code == 500
    said = log.getvalue()

    assert "/people/<str:name>/" in said
    assert "in broken" in said
    assert "django.db.utils.IntegrityError\nthen:" in said
    assert said.endswith("builtins.ValueError\n")
    assert "Jo" not in said
    assert "jo@" not in said


def test_an_address_nobody_answers_is_not_repeated(log):
    Client().get("/Jo-Smith/")

    assert "Not Found: an address nobody answers" in log.getvalue()


def test_mail_addresses_and_statements_do_not_appear(log):
    logging.getLogger("anyone").warning("sent to %s", "jo@example.org")
    logging.getLogger("django.db.backends").warning("SELECT 'Jo'")

    assert log.getvalue() == "WARNING anyone: sent to (a mail address)\n"


def test_an_error_in_our_own_words_keeps_them(log):
    try:
        raise CannotOpen("people_patient.phone: this value was altered")  # noqa: TRY301
    except CannotOpen:
        logging.getLogger("anyone").exception("a fault")

    assert "people_patient.phone: this value was altered" in log.getvalue()


@pytest.mark.parametrize("debug", [True, False])
def test_an_error_report_tells_nothing_that_was_typed(settings, debug):
    settings.DEBUG = debug
    settings.DEFAULT_EXCEPTION_REPORTER_FILTER = f"{NothingTyped.__module__}.{NothingTyped.__name__}"
    request = RequestFactory().post("/", {"name": "Jo", "password": "river"}, HTTP_COOKIE="sessionid=river")

    reporter = ExceptionReporter(request, ValueError, ValueError(), None)

    assert isinstance(reporter.filter, NothingTyped)
    for report in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert "river" not in report
        assert "Jo" not in report
