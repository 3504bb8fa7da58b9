# SPDX-License-Identifier: Apache-2.0
"""What holds for every page without an account: it leaves no trace, here or there."""

import logging
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

PAGES = (
    "/", "/guide/", "/guide/who/", "/guide/first-week/", "/guide/families/", "/programs/", "/library/",
    "/library/withdrawal/", "/self-check/", "/robots.txt", "/sitemap.xml",
)  # fmt: skip
TYPED = "nobody may ever read this"


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_sets_no_cookie_and_writes_nothing(visitor, path, caplog):
    with CaptureQueriesContext(connection) as asked, caplog.at_level(logging.DEBUG):
        answer = visitor.get(path, {"q": TYPED})

    assert answer.status_code == 200
    assert not answer.cookies
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    assert TYPED not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("/robots.txt", "/sitemap.xml")])
def test_a_page_names_urgent_help_and_a_way_out_and_fetches_only_from_here(visitor, path):
    page = visitor.get(path).content.decode()

    for number in ("tel:911", "tel:988", "tel:18002221222", "tel:18006624357"):
        assert number in page
    assert 'rel="noreferrer nofollow" data-leave' in page
    assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//', page)
    assert "<script>" not in page
    assert "style=" not in page


@pytest.mark.django_db
def test_a_stranger_finds_the_guide_and_whoever_has_an_account_can_sign_in(visitor):
    page = visitor.get("/").content.decode()

    assert "fits round your life" in page
    assert reverse("account_login") in page


@pytest.mark.django_db
def test_search_engines_are_told_what_they_may_read(visitor):
    told = visitor.get("/robots.txt").content.decode()

    assert "Allow: /guide/" in told
    assert "Disallow: /" in told
    assert "/patients/" not in told


@pytest.mark.django_db
def test_every_page_on_the_list_for_search_engines_is_open_to_them_and_there(visitor):
    told = visitor.get("/sitemap.xml").content.decode()
    paths = re.findall(r"<loc>http://testserver(/[^<]*)</loc>", told)
    allowed = re.findall(r"Allow: (\S+)", visitor.get("/robots.txt").content.decode())

    assert "/library/withdrawal/" in paths
    assert len(paths) == told.count("<loc>")
    for path in paths:
        assert any(path == one[:-1] if one.endswith("$") else path.startswith(one) for one in allowed), path
        assert visitor.get(path).status_code == 200, path
