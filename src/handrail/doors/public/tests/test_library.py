# SPDX-License-Identifier: Apache-2.0
"""The library as a visitor meets it."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
TYPED = "naloxone"


def test_an_article_names_its_sources_and_the_day_it_was_reviewed(client: Client):
    page = client.get("/library/alcohol/").content.decode()

    assert "What is an alcohol use disorder?" in page
    assert "niaaa.nih.gov" in page
    assert "November 25, 2026" in page


def test_an_article_that_is_not_there_is_not_found(client: Client):
    assert client.get("/library/unicorns/").status_code == 404


def test_a_search_is_answered_without_keeping_a_word(caplog):
    with CaptureQueriesContext(connection) as asked, caplog.at_level(logging.DEBUG):
        answer = Client(enforce_csrf_checks=True).post("/library/", {"q": TYPED})

    page = answer.content.decode()
    assert page.index("Overdose: what to look for") > page.index("article")
    assert len(asked) == 0
    assert TYPED not in caplog.text
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, no-cache"
    assert 'action="/library/"' in page


def test_a_search_that_finds_nothing_says_what_to_try(client: Client):
    page = client.post("/library/", {"q": "elephants"}).content.decode()

    assert "Nothing found" in page
    assert "1-800-662-4357" in page
    assert "Withdrawal: when it is dangerous" in page


@pytest.mark.parametrize(
    "typed", ["", "x" * 100_000, "<script>alert(1)</script>", "\x00\x01", "'; DROP TABLE people;--", "💊" * 500]
)
def test_whatever_is_searched_is_survived(client: Client, typed):
    answer = client.post("/library/", {"q": typed})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_search_in_a_wrong_encoding_is_survived(client: Client):
    form = "application/x-www-form-urlencoded; charset=utf-8"

    assert client.post("/library/", b"q=%ff%fe%c3%28", content_type=form).status_code == 200
    assert client.post("/library/", b"\xff\xfe", content_type="multipart/form-data; boundary=x").status_code in (
        200,
        400,
    )
