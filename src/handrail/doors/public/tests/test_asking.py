# SPDX-License-Identifier: Apache-2.0
"""Asking for a call and referring someone: whatever is sent, however often, nothing breaks and nobody is told who is
known here."""

import html
import logging
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.doors.public import stamps
from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import a_colleague, a_patient, a_place, noted, words
from handrail.ground.program import actions as programs
from handrail.journey.frontdoor import queries
from handrail.journey.selfcheck import queries as selfcheck
from handrail.journey.selfcheck.rules import SIGNS, Answers

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 discharge summary %%EOF\n"
HERS = {"name": "Jo", "reach_by": "phone", "phone": "214-555-0142"}
PROS = {"caller_name": "Dr Kim Lee", "caller_place": "Mercy", "caller_phone": "214-555-0199", "name": "Jo"}
PROS |= {"knows": "unknown"}


@pytest.fixture
def place():
    made = a_place()
    programs.change_program(by=made.by, program_id=made.program.id, is_public=True)
    a_colleague(made, "Ana Beltrán", Role.INTAKE)
    return made


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def a_stamp(monkeypatch, age: timedelta = timedelta(minutes=1)) -> str:
    """A stamp as old as this."""
    now = timezone.now().timestamp()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", lambda: now - age.total_seconds())
        return stamps.new()


def asked(place):
    return queries.held([place.program.id], at=timezone.now())


def test_a_request_becomes_an_inquiry_without_a_cookie(place, visitor, monkeypatch):
    told = HERS | {"stamp": a_stamp(monkeypatch), "reach_when": "after 5", "words": "I drink"}

    answer = visitor.post("/ask/", told)

    assert answer.status_code == 303
    assert not answer.cookies
    assert "We have it" in words(visitor.get(answer["Location"]))
    (one,) = asked(place)
    assert (one.name, one.way, one.caller, one.texts["reach_when"], one.texts["words"]) == (
        "Jo", "web", "herself", "after 5", "I drink",
    )  # fmt: skip
    assert not one.ticks["may_leave_message"]


def test_the_page_itself_stores_nothing_and_has_no_cookie(place, visitor):
    with CaptureQueriesContext(connection) as caught:
        answer = visitor.get("/ask/")

    assert answer.status_code == 200
    assert not answer.cookies
    assert [query["sql"] for query in caught if not query["sql"].startswith("SELECT")] == []
    assert asked(place) == []


def test_sent_twice_and_sent_again_later_it_is_one_inquiry(place, visitor, monkeypatch):
    told = HERS | {"stamp": a_stamp(monkeypatch)}

    answers = [visitor.post("/ask/", told | {"name": name}) for name in ("Jo", "Jo", "Joanna")]

    assert {answer["Location"] for answer in answers} == {"/ask/thanks/"}
    assert [one.name for one in asked(place)] == ["Jo"]


def test_empty_says_what_is_needed_and_keeps_the_rest(place, visitor, monkeypatch):
    answer = visitor.post("/ask/", {"stamp": a_stamp(monkeypatch), "words": "I drink"})

    assert answer.status_code == 422
    assert "I drink" in answer.content.decode()
    assert asked(place) == []


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"phone": ""}, "We need this to reach you"),
        ({"phone": "12345"}, "at least seven digits"),
        ({"reach_by": "email", "email": ""}, "We need this to reach you"),
        ({"reach_by": "pigeon"}, "pigeon"),
        ({"name": " \x00\x07 "}, "required"),
    ],
)
def test_what_is_missing_is_said(place, visitor, monkeypatch, but, said):
    answer = visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch)} | but)

    assert answer.status_code == 422
    assert said in words(answer)
    assert asked(place) == []


def test_a_hundred_thousand_letters_are_refused_and_come_back(place, visitor, monkeypatch):
    answer = visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch), "words": "x" * 100_000})

    assert answer.status_code == 422
    assert "x" * 100_000 in answer.content.decode()
    assert asked(place) == []


@pytest.mark.parametrize(
    "body", [b"name=\xff\xfe&phone=214\x00555&reach_by=phone", b"\x00\x01\x02", b"%%%=%ff&&&=", b"a=" * 5000]
)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "text/plain"]
)
def test_another_encoding_is_answered_with_the_form(place, visitor, body, kind):
    answer = visitor.generic("POST", "/ask/", body, content_type=kind)

    assert answer.status_code in (200, 409, 422)
    assert "Shall we call you?" in words(answer)
    assert asked(place) == []


def test_a_body_that_is_no_form_of_parts_is_answered_with_the_form(place, visitor):
    answer = visitor.generic("POST", "/refer/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")

    assert answer.status_code in (200, 422)
    assert asked(place) == []


def test_script_tags_are_words(place, visitor, monkeypatch):
    tag = "<script>alert(1)</script>"
    stamp = a_stamp(monkeypatch)

    back = visitor.post("/ask/", {"stamp": stamp, "name": tag, "words": tag})
    visitor.post("/ask/", HERS | {"stamp": stamp, "name": tag})

    assert tag not in back.content.decode()
    assert [one.name for one in asked(place)] == [tag]


@pytest.mark.parametrize(
    ("age", "status"),
    [(timedelta(seconds=0), 409), (timedelta(seconds=5), 303), (timedelta(hours=11), 303), (timedelta(hours=13), 409)],
)
def test_a_page_that_is_too_new_or_too_old_is_shown_again_with_all_that_was_typed(
    place, visitor, monkeypatch, age, status
):
    told = HERS | {"stamp": a_stamp(monkeypatch, age), "words": "I drink"}

    answer = visitor.post("/ask/", told)

    assert answer.status_code == status
    if status == 409:
        page = answer.content.decode()
        assert "I drink" in page
        assert "214-555-0142" in page
        assert asked(place) == []
        fresh = re.search(r'name="stamp" value="([^"]+)"', page)
        assert fresh
        assert fresh[1] != told["stamp"]


@pytest.mark.parametrize("stamp", ["", "forged", "a:b:c", "x" * 10_000])
def test_a_forged_stamp_is_asked_to_be_sent_once_more(place, visitor, stamp):
    answer = visitor.post("/ask/", HERS | {"stamp": stamp})

    assert answer.status_code == 409
    assert "Nothing is lost" in words(answer)
    assert asked(place) == []


def test_who_fills_in_the_trap_is_thanked_and_not_kept(place, visitor, monkeypatch):
    answer = visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch), stamps.TRAP: "https://spam.example"})

    assert answer.status_code == 303
    assert asked(place) == []


@pytest.fixture
def a_long_minute(monkeypatch):
    """One window of the limit lasts the whole test, however slow the machine and whenever it begins."""
    monkeypatch.setattr(stamps, "WINDOW", 10**8)


@pytest.mark.usefixtures("a_long_minute")
def test_a_thousand_from_one_address_are_limited_and_others_are_served(place, visitor, monkeypatch):
    stamp = [a_stamp(monkeypatch) for _ in range(stamps.MOST + 4)]
    flood = {"REMOTE_ADDR": "203.0.113.9"}

    statuses = [visitor.post("/ask/", HERS | {"stamp": one}, **flood).status_code for one in stamp]
    told = {**HERS, "stamp": "x"}
    many = [visitor.post("/ask/", told, **flood).status_code for _ in range(stamps.MOST_TRIES)]
    with CaptureQueriesContext(connection) as caught:
        last = visitor.post("/ask/", HERS | {"stamp": stamp[0]}, **flood)
    other = visitor.post("/ask/", HERS | {"stamp": stamp[-1], "name": "Kim"}, REMOTE_ADDR="198.51.100.7")

    assert statuses == [303] * stamps.MOST + [429] * 4
    assert many[-1] == last.status_code == 429
    assert [query["sql"] for query in caught if not query["sql"].startswith("SELECT")] == []
    assert other.status_code == 303
    assert len(asked(place)) == stamps.MOST + 1


@pytest.mark.usefixtures("a_long_minute")
def test_one_household_is_one_address_and_none_is_kept_in_the_clear(place, visitor, monkeypatch):
    for n in range(stamps.MOST):
        told = HERS | {"stamp": a_stamp(monkeypatch)}
        assert visitor.post("/ask/", told, REMOTE_ADDR=f"2001:db8:1:2::{n + 1}").status_code == 303

    last = visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch)}, REMOTE_ADDR="2001:db8:1:2:ffff::1")

    assert last.status_code == 429
    assert len(asked(place)) == stamps.MOST
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        kept = str(cursor.fetchall())
    assert "2001:db8" not in kept


def test_no_answer_tells_whether_someone_is_known(place, visitor, monkeypatch):
    a_patient(place, "Jo Reyes")

    answers = [visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch), "name": n}) for n in ("Jo Reyes", "Zoe")]

    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1


def test_her_painted_week_goes_along_only_if_she_ticks_it(place, visitor, monkeypatch):
    week = {"busy": ["0-540-work", "0-570-work", "1-540-school run"]}

    brought = visitor.post("/ask/", week)
    without = visitor.post("/ask/", HERS | week | {"stamp": a_stamp(monkeypatch)})
    visitor.post("/ask/", HERS | week | {"stamp": a_stamp(monkeypatch), "send_week": "1", "name": "Kim"})

    assert brought.status_code == 200
    assert 'value="0-540-work"' in brought.content.decode()
    assert 'name="send_week" value="1" checked' not in brought.content.decode()
    assert without.status_code == 303
    lives = {one.name: one.texts["life"] for one in asked(place)}
    assert lives == {"Jo": "", "Kim": "tue 09:00-09:30 school run\nmon 09:00-10:00 work"}


def test_without_a_script_a_quick_pick_paints_and_asks_for_nothing_yet(place, visitor, monkeypatch):
    answer = visitor.post("/ask/", {"stamp": a_stamp(monkeypatch), "name": "Jo", "pick": "nine_to_five"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="0-540-work"' in page
    assert 'value="Jo"' in page
    assert "to put right" not in page
    assert asked(place) == []


@pytest.mark.parametrize("cells", [["9-9-work"], ["0-541-work"], ["0-540-<b>"], ["x"] * 400, ["0-540-work"] * 900])
def test_a_painted_week_that_cannot_be_read_loses_nothing_else(place, visitor, monkeypatch, cells):
    told = HERS | {"busy": cells, "stamp": a_stamp(monkeypatch), "send_week": "1"}

    assert visitor.post("/ask/", told).status_code == 303
    assert len(asked(place)) == 1


def test_a_referral_says_who_sends_her_and_nobody_calls_her_before_she_wants_it(place, visitor, monkeypatch):
    paper = SimpleUploadedFile("Jo Reyes.pdf", PDF, content_type="application/pdf")

    answer = visitor.post("/refer/", PROS | {"stamp": a_stamp(monkeypatch), "papers": paper})

    assert answer.status_code == 303
    (one,) = asked(place)
    assert (one.way, one.caller, one.state.wish, one.state.next) == ("referral", "professional", "unknown", "ask_wish")
    assert [kept.kind for kept in queries.papers(one.id)] == ["application/pdf"]
    assert noted(place, "paper.") == ["paper.kept"]


def test_a_referral_of_someone_who_said_yes_may_be_called(place, visitor, monkeypatch):
    visitor.post("/refer/", PROS | {"stamp": a_stamp(monkeypatch), "knows": "yes"})

    (one,) = asked(place)
    assert (one.state.wish, one.state.next) == ("yes", "call")


@pytest.mark.parametrize(
    ("content", "said"), [(b"MZ a program", "no PDF, JPEG or PNG"), (PDF + b"x" * 5_000_001, "larger than 5 MB")]
)
def test_a_file_of_another_kind_or_too_large_is_refused_and_the_rest_stays(place, visitor, monkeypatch, content, said):
    paper = BytesIO(content)
    paper.name = "letter.pdf"

    answer = visitor.post("/refer/", PROS | {"stamp": a_stamp(monkeypatch), "papers": paper})

    assert answer.status_code == 422
    assert said in words(answer)
    assert "Dr Kim Lee" in answer.content.decode()
    assert asked(place) == []


def test_far_too_much_is_not_even_read(visitor):
    kind = "multipart/form-data; boundary=x"
    answer = visitor.post("/refer/", data=b"x", content_type=kind, CONTENT_LENGTH="90000000")

    assert answer.status_code == 422
    assert "too much" in words(answer)


def test_before_there_is_a_program_or_anyone_at_intake_nothing_breaks(visitor, monkeypatch):
    assert visitor.get("/ask/").status_code == 200
    assert visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch)}).status_code == 404

    made = a_place()
    programs.change_program(by=made.by, program_id=made.program.id, is_public=True)
    answer = visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch)})

    assert answer.status_code == 422
    assert "call us instead" in words(answer)


def test_nothing_that_was_typed_is_in_a_log_or_in_the_record(place, visitor, monkeypatch, caplog):
    with caplog.at_level(logging.DEBUG, logger="handrail"):
        visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch), "name": "Josephine", "words": "I drink"})
        visitor.post("/ask/", {"stamp": "x", "name": "Josephine"})

    assert "Josephine" not in caplog.text
    assert noted(place, "inquiry.") == ["inquiry.begun"]


def test_the_answer_of_a_self_check_is_shown_before_it_goes_along(place, visitor, monkeypatch):
    token = selfcheck.carried(Answers(signs=frozenset(SIGNS[:4]), worst="alcohol", now=frozenset({"chest"})))
    page = visitor.post("/ask/", {"begin": "1", "selfcheck": token}).content.decode()

    assert "Signs said yes to: 4 of 11" in page
    assert token in html.unescape(page)
    visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch), "selfcheck": token})
    (one,) = asked(place)
    assert one.texts["selfcheck"].startswith("Danger named: Chest pain")


@pytest.mark.parametrize("token", ["", "<b>not ours</b>"])
def test_what_was_not_ticked_or_is_not_ours_does_not_go_along(place, visitor, monkeypatch, token):
    visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch), "selfcheck": token})

    (one,) = asked(place)
    assert one.texts["selfcheck"] == ""


def test_where_no_program_is_public_the_page_says_so_and_takes_nothing(place, visitor, monkeypatch):
    programs.change_program(by=place.by, program_id=place.program.id, is_public=False)

    answer = visitor.post("/ask/", HERS | {"stamp": a_stamp(monkeypatch)})

    assert answer.status_code == 404
    assert "No program takes requests on this page yet" in words(answer)
    assert asked(place) == []
