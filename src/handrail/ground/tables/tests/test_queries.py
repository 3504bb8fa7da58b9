# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import CharField, DateTimeField, Q, Value
from django.test.utils import CaptureQueriesContext

from handrail.ground.tables.queries import Blank, Blanks, Worded

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
begun: list[int] = []


@Worded
def held():
    begun.append(1)
    found = Session.objects.filter(
        Q(session_data="100%") | Q(session_data=""), expire_date__gte=Blank("at", DateTimeField)
    )
    some = found.filter(session_key__in=Blanks("keys", CharField)).exclude(session_key=Blank("but", CharField))
    return some.order_by("session_key").values_list(Value("here"), "session_key", "expire_date")


@pytest.fixture(autouse=True)
def three_sessions(db):  # noqa: ARG001 - they are rows
    for key, words in (("a", ""), ("b", "100%"), ("c", "")):
        Session.objects.create(session_key=key, session_data=words, expire_date=NOON)


def test_it_answers_as_the_plain_question_does_each_time_with_other_values():
    assert held(at=NOON, keys=["a", "b", "c"], but="c") == [("here", "a", NOON), ("here", "b", NOON)]
    assert held(at=NOON, keys=["c"], but="a") == [("here", "c", NOON)]
    assert held(at=NOON.replace(hour=13), keys=["c"], but="a") == []


def test_among_none_there_is_nothing():
    assert held(at=NOON, keys=[], but="") == []


def test_what_is_told_is_told_as_a_value_and_never_as_words_of_the_question():
    assert held(at=NOON, keys=["a') OR ('a' = 'a", "%s"], but="") == []


def test_it_is_written_once_and_asked_by_one_statement():
    held(at=NOON, keys=["a"], but="")
    del begun[:]

    with CaptureQueriesContext(connection) as asked:
        held(at=NOON, keys=["a", "b"], but="")

    assert (begun, len(asked)) == ([], 1)


def test_a_value_that_was_not_told_is_a_mistake():
    with pytest.raises(KeyError, match="but"):
        held(at=NOON, keys=["a"])
