# SPDX-License-Identifier: Apache-2.0
"""The pages of the front door, as people read and send them."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import a_colleague, noted, signed_in, words
from handrail.journey.frontdoor import actions, queries
from handrail.journey.frontdoor.models import Inquiry
from handrail.journey.frontdoor.tests.make import ALL_NO, a_desk, an_inquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return a_desk()


@pytest.fixture
def ana(desk) -> Client:
    return signed_in(desk.place, desk.ana.staff_id)


def now_asked(desk, **but):
    return an_inquiry(desk, at=timezone.now(), **but)


def form_of(desk, made, **but) -> dict[str, str]:
    one = desk.fact(made)
    told = one.texts | {"caller": one.caller, "reach_by": "phone", "way": one.way, "program": str(one.program_id)}
    told |= {f"danger-{key}": answer for key, answer in one.answers.items()} | {"version": one.version}
    return {name: value for name, value in (told | but).items() if name not in ("life", "selfcheck")}


def url(name: str, *keys: object) -> str:
    return reverse(f"frontdoor:{name}", args=keys)


def test_taking_a_call_opens_a_page_at_once_and_a_second_click_no_second(ana):
    pages = {ana.post(url("start"), {"way": "call", "key": "click"})["Location"] for _ in range(2)}

    assert len(pages) == 1
    answer = ana.get(pages.pop())
    assert "First: is anyone in danger?" in words(answer)
    assert Inquiry.objects.get().step == "reached"


def test_what_is_typed_is_kept_by_itself_and_without_a_script_by_its_button(desk, ana):
    made = now_asked(desk)

    typed = ana.post(url("inquiry", made), form_of(desk, made, words="tired"), headers={"HX-Request": "true"})
    sent = ana.post(url("inquiry", made), form_of(desk, made, insurance="Blue Star"))

    assert "Kept at" in words(typed)
    assert "<html" not in typed.content.decode()
    assert sent.status_code == 302
    texts = desk.fact(made).texts
    assert (texts["words"], texts["insurance"]) == ("tired", "Blue Star")
    assert "tired" in ana.get(url("inquiry", made)).content.decode()


def test_one_field_that_is_wrong_does_not_lose_the_others(desk, ana):
    made = now_asked(desk)
    wrong = form_of(desk, made, email="no address", words="tired", born="2990-01-01")

    answer = ana.post(url("inquiry", made), wrong, headers={"HX-Request": "true"})
    page = ana.post(url("inquiry", made), wrong)

    assert desk.fact(made).texts["words"] == "tired"
    assert "still to come" in words(answer)
    assert page.status_code == 422
    assert "no address" in page.content.decode()


def test_an_answer_says_at_once_what_to_do(desk, ana):
    made = now_asked(desk)

    told = form_of(desk, made, **{"danger-life": "yes"})
    answer = ana.post(url("inquiry", made), told, headers={"HX-Request": "true"})

    assert "Call 911 now" in words(answer)


def test_nobody_is_offered_her_number_while_her_wish_is_unknown(desk, ana):
    made = now_asked(desk, caller="close")

    page = ana.get(url("inquiry", made))

    assert "tel:" not in page.content.decode()
    assert "Nobody contacts them until it is" in words(page)


def test_saving_asks_a_constant_few_questions_and_is_quick(desk, ana):
    made = now_asked(desk)
    spent, asked = [], set()
    for n in range(8):
        form = form_of(desk, made, words=f"word {n}", **{"danger-life": "no"})
        began = time.process_time()
        with CaptureQueriesContext(connection) as caught:
            ana.post(url("inquiry", made), form, headers={"HX-Request": "true"})
        spent.append(time.process_time() - began)
        asked.add(len(caught))
        now_asked(desk)

    assert max(asked) <= 26
    assert sorted(spent)[len(spent) // 2] < 0.1  # seconds of this process, whatever else the machine does


def test_the_board_asks_the_same_questions_for_one_and_for_many(desk, ana):
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert ana.get(url("board")).status_code == 200
        return len(caught)

    now_asked(desk)
    ana.get(url("board"))
    few = asked()
    for n in range(12):
        now_asked(desk, values={"name": f"Kim {n}"})

    assert asked() == few


def test_the_latest_stands_first_and_an_owner_who_left_rises(desk, ana):
    now = timezone.now()
    names = ("Fresh", "Late", "Later")
    made = [an_inquiry(desk, at=now, values={"name": name}) for name in names]
    for key, hours in zip(made, (-5, 1, 9), strict=True):
        Inquiry.objects.filter(pk=key).update(due_at=now - timedelta(hours=hours))

    page = ana.get(url("board")).content.decode()

    assert page.index("Later") < page.index("Late<") < page.index("Fresh")


def test_the_board_is_filtered_by_owner_and_source(desk, ana):
    ben = a_colleague(desk.place, "Ben Okafor", Role.INTAKE)
    now_asked(desk, values={"name": "Hers", "heard": "court"})
    now_asked(desk, values={"name": "His"}, owner=ben)

    assert "His" not in words(ana.get(url("board"), {"owner": "me"}))
    assert "Hers" not in words(ana.get(url("board"), {"owner": str(ben)}))
    assert "His" not in words(ana.get(url("board"), {"heard": "court"}))
    assert "Hers" in words(ana.get(url("board"), {"heard": "nonsense", "owner": "nobody", "program": "x"}))


def test_deeds_are_buttons_and_what_does_not_fit_is_said(desk, ana):
    made = now_asked(desk, answers=ALL_NO)

    ana.post(url("do", made), {"deed": "screened"})
    again = ana.post(url("do", made), {"deed": "screened"}, follow=True)
    unknown = ana.post(url("do", made), {"deed": "fly"}, follow=True)

    assert desk.fact(made).state.step == "screened"
    assert "does not fit" in words(again)
    assert "not known" in words(unknown)


def test_attempts_lead_to_a_letter_that_does_not_say_who_we_are_unless_we_may(desk, ana):
    made = now_asked(desk)
    for _ in range(4):
        ana.post(url("do", made), {"deed": "attempt", "try-tried_by": "call", "try-came_of": "no_answer"})

    letter = words(ana.get(url("letter", made)))
    assert "asked us for a call" in letter
    actions.keep(by=desk.ana, inquiry_id=made, values={"may_say_who": True})
    assert "asked us at Lakeside for a call" in words(ana.get(url("letter", made)))
    ana.post(url("do", made), {"deed": "letter_sent"})
    assert desk.fact(made).closed_because == "not_reached"


def test_the_answer_page_refuses_until_she_said_yes(desk, ana):
    made = now_asked(desk, way="referral", caller="professional", values={"caller_name": "Dr Who"})

    assert "Dr Who" not in words(ana.get(url("answer", made)))
    actions.know_wish(by=desk.ana, inquiry_id=made, wants=True, at=timezone.now())
    ana.post(url("answer", made), {"said": "yes"})
    assert "Dr Who" in words(ana.get(url("answer", made)))


def test_script_tags_are_words_here(desk, ana):
    made = now_asked(desk, values={"name": "<script>alert(1)</script>"})

    for page in (ana.get(url("board")), ana.get(url("inquiry", made))):
        assert "<script>alert" not in page.content.decode()


def test_measures_count_and_the_file_says_the_same_without_a_name(desk, ana):
    now_asked(desk, values={"name": "Jo Reyes", "heard": "court"})
    now_asked(desk, values={"name": "Kim", "heard": "doctor"})
    twice = now_asked(desk)
    actions.close(by=desk.ana, inquiry_id=twice, because="twice", at=timezone.now())

    with CaptureQueriesContext(connection) as caught:
        page = ana.get(url("measures"))
    file = ana.get(url("measures-export")).content.decode()

    assert ' id="inquiries">2<' in page.content.decode()
    assert len(caught) <= 16
    assert file.splitlines()[1].startswith("all,")
    assert file.splitlines()[1].split(",")[4] == "2"
    assert "court" in file
    assert "Reyes" not in file + words(page)


def test_taking_over_makes_one_the_owner(desk, ana):
    ben = a_colleague(desk.place, "Ben Okafor", Role.INTAKE)
    made = now_asked(desk, owner=ben)

    ana.post(url("do", made), {"deed": "take"})

    assert desk.fact(made).state.owner == desk.ana.staff_id
    assert noted(desk.place, "inquiry.taken") == ["inquiry.taken"]


def test_who_waits_is_on_the_list_and_a_contact_moves_the_date_a_week(desk, ana):
    made = now_asked(desk, answers=ALL_NO)
    actions.screen(by=desk.ana, inquiry_id=made, at=timezone.now())
    ana.post(url("do", made), {"deed": "wait"})

    assert "Jo Reyes" in words(ana.get(reverse("inquiries-waiting"), follow=True))
    ana.post(url("do", made), {"deed": "contacted"})
    (one,) = queries.waiting([desk.place.program.id])
    assert one.state.due
    assert one.state.due > timezone.now() + timedelta(days=6)


def test_the_first_page_tells_intake_how_many_wait_too_long_and_nobody_else(desk, ana):
    made = now_asked(desk)
    assert "waits too long" not in words(ana.get("/"))

    Inquiry.objects.filter(pk=made).update(due_at=timezone.now() - timedelta(minutes=1))

    assert "1 person who asked for help waits too long" in words(ana.get("/"))
    counselor = signed_in(desk.place, a_colleague(desk.place, "Ben Okafor"))
    assert "waits too long" not in words(counselor.get("/"))
