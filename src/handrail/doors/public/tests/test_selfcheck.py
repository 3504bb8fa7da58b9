# SPDX-License-Identifier: Apache-2.0
"""The self-check as a visitor walks through it, and as someone ill-meaning does."""

import html
import logging
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as some

from handrail.doors.public.selfcheck_forms import FIELDS, STEPS
from handrail.doors.public.tests.reading import HARDEST, grade, grade_of_page
from handrail.journey.selfcheck import queries
from handrail.journey.selfcheck.queries import words

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
AT = "/self-check/"


def hidden(page: str) -> dict[str, str]:
    """The fields that travel from page to page."""
    return {name: html.unescape(re.findall(rf'name="{name}" value="([^"]*)"', page)[0]) for name in ("step", "state")}


def walk(client: Client, *pages: dict[str, object], go: str = "next") -> str:
    """From the first page on, ticking these; the last page that comes back."""
    page = client.get(AT).content.decode()
    for ticked in pages:
        answer = client.post(AT, {**hidden(page), **ticked, "go": go})
        assert answer.status_code == 200
        page = answer.content.decode()
    return page


def to_the_end(client: Client, *pages: dict[str, object]) -> str:
    return walk(client, *pages, *({} for _ in range(len(STEPS) - len(pages))))


def test_from_the_first_question_to_the_answer_and_why(client: Client):
    page = to_the_end(
        client, {}, {"audit_often": "3", "audit_many": "1", "audit_six": "2", "body": "woman"},
        {"used": ["cannabis"], "worst": "alcohol", "often": "weekly"},
        {"signs": ["more", "cut_down", "craving", "people"]}, {"tried": ["could_not_stop"]},
        {"home": "safe", "support": "yes", "keeps": ["job", "children"]},
    )  # fmt: skip

    assert "An intensive outpatient program may fit you well" in page
    assert "You said yes to four or five of the eleven signs." in page
    assert "did not last" in page
    assert "What would change this" in page
    assert "not a diagnosis" in page


def test_any_danger_stands_before_the_level(client: Client):
    page = to_the_end(client, {"now": ["suicide_plan"]}, {}, {"worst": "alcohol", "often": "daily"})

    assert page.index("A plan to end your life") < page.index("Stopping all at once") < page.index("<h1>")
    assert 'href="tel:911"' in page.split("<main")[1].split("<footer")[0]


def test_an_emergency_is_said_on_the_very_next_page(client: Client):
    page = walk(client, {"now": ["overdose"]})

    assert page.index("Call 911. If you have naloxone") < page.index("audit_often")


def test_only_the_first_page_may_be_listed_by_search_engines(client: Client):
    assert 'content="index, follow"' in client.get(AT).content.decode()
    assert 'content="noindex"' in walk(client, {})
    assert 'content="noindex"' in to_the_end(client)


def test_nothing_ticked_at_all_has_an_answer_too(client: Client):
    assert "few signs or none" in to_the_end(client)


def test_going_back_keeps_what_was_ticked(client: Client):
    page = walk(client, {"now": ["chest"]}, {"audit_often": "4"})
    back = client.post(AT, {**hidden(page), "worst": "opioids", "go": "back"}).content.decode()
    on = client.post(AT, {**hidden(back), "audit_often": "4", "go": "next"}).content.decode()

    assert re.search(r'name="audit_often" value="4"[^>]*checked', back)
    assert re.search(r'name="worst" value="opioids"[^>]*checked', on)


def test_from_the_answer_back_to_the_last_page_nothing_is_lost(client: Client):
    answer = to_the_end(client, {}, {}, {}, {}, {}, {"home": "unsafe"})
    page = client.post(AT, {**hidden(answer), "go": "stay"}).content.decode()

    assert re.search(r'name="home" value="unsafe"[^>]*checked', page)


def test_the_answer_can_be_carried_to_a_call_if_she_wants_it(client: Client):
    page = to_the_end(client, {}, {}, {}, {"signs": ["more", "time", "craving", "duties"]})
    token = re.search(r'name="selfcheck" value="([^"]*)"', page)

    assert token is None or "Signs said yes to: 4 of 11" in queries.told(html.unescape(token[1]))


def test_a_walk_leaves_no_trace_here(caplog):
    visitor = Client(enforce_csrf_checks=True)
    with CaptureQueriesContext(connection) as asked, caplog.at_level(logging.DEBUG):
        to_the_end(visitor, {"now": ["suicide_plan"]}, {"audit_often": "4"}, {"worst": "opioids"})

    assert len(asked) == 0
    assert not visitor.cookies
    assert "opioids" not in caplog.text
    assert "suicide_plan" not in caplog.text


def test_a_page_that_came_back_may_be_gone_back_to_and_is_kept_by_no_one_else(client: Client):
    assert client.post(AT, {"step": "0", "state": ""})["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("state", ["x", "a:b:c", "x" * 100_000, "<script>alert(1)</script>", "\x00", "💊"])
def test_answers_changed_on_the_way_begin_again_and_lose_only_themselves(client: Client, state):
    answer = client.post(AT, {"step": "3", "state": state, "signs": ["more"], "go": "next"})
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "did not arrive whole" in page
    assert "<script>alert" not in page
    assert len(page) < 20_000


def test_answers_signed_for_another_purpose_are_not_taken(client: Client):
    page = to_the_end(client)
    carried = re.search(r'name="selfcheck" value="([^"]*)"', page)
    token = html.unescape(carried[1]) if carried else "e30:1:x"

    assert "did not arrive whole" in client.post(AT, {"step": "1", "state": token}).content.decode()


@pytest.mark.parametrize("step", ["-1", "99", "x", "", "1e3", "٣", "0" * 100_000])
def test_a_step_that_is_none_is_the_first(client: Client, step):
    assert client.post(AT, {"step": step, "state": ""}).status_code == 200


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "x" * 100_000, "\x00", "ÿþ"])
def test_an_answer_that_was_not_offered_is_said_to_be_none(client: Client, typed):
    answer = client.post(AT, {"step": "1", "state": "", "audit_often": typed})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Please choose one of these." in page
    assert "<script>alert" not in page
    assert len(page) < 30_000


def test_a_page_sent_twice_or_in_a_wrong_encoding_is_survived(client: Client):
    page = walk(client, {"now": ["hit"]})
    twice = [client.post(AT, {**hidden(page), "audit_often": "4", "go": "next"}) for _ in range(2)]
    form = "application/x-www-form-urlencoded; charset=utf-8"

    assert [one.status_code for one in twice] == [200, 200]
    assert client.post(AT, b"step=1&state=%ff%fe&audit_often=%c3%28", content_type=form).status_code in (200, 422)


@settings(max_examples=25)
@given(some.dictionaries(some.sampled_from([*FIELDS, "step", "state", "go"]), some.text(max_size=40)))
def test_whatever_is_sent_is_answered(told):
    assert Client().post(AT, told).status_code in (200, 422)


def test_every_page_and_every_answer_can_be_read_by_everyone(client: Client):
    page = client.get(AT).content.decode()
    for _step in STEPS:
        assert grade_of_page(page) <= HARDEST
        page = client.post(AT, {**hidden(page), "go": "next"}).content.decode()

    assert grade_of_page(page) <= HARDEST
    for part in (words.MEANS, words.BECAUSE, words.CHANGES, words.NEXT):
        assert grade("\n".join(map(str, part.values()))) <= HARDEST
    assert grade("\n".join(f"{what}.\n{do}" for what, do in words.DANGERS.values())) <= HARDEST
