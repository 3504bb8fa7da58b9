# SPDX-License-Identifier: Apache-2.0
"""What must be there at an admission, until when, and what is late: both edges of each term."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.packs.rules import Deadline
from handrail.journey.admission import checklist, rules
from handrail.journey.admission.rules import Admitted, Item, Policy, Proof

ZONE = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 20, 12, tzinfo=ZONE)  # a Friday; the Thursday after is Thanksgiving


def a_term(within=1, unit="calendar_days", key="papers.x", source="https://law.example", **but):
    return Deadline(key, "Words.", source, date(2026, 1, 1), True, unit=unit, within=within, after="admission", **but)


def an_item(key="x", **but):
    return Item(key, "Something is there", "hand", **{"rule": "papers.x"} | but)


def line(term, *, at=NOON, proof=None, admitted=None, item=None):
    item = item or an_item()
    (found,) = rules.lines([item], [term] if term else [], {item.key: proof or Proof()}, admitted or Admitted(NOON), at)
    return found


def there(words):
    """A moment on the program's clock."""
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("term", "last", "first_late"),
    [
        (a_term(24, "hours"), "2026-11-21 11:59", "2026-11-21 12:00"),
        (a_term(1, first_day_counts=True), "2026-11-20 23:59", "2026-11-21 00:00"),
        (a_term(2), "2026-11-22 23:59", "2026-11-23 00:00"),
        (a_term(1, "business_days"), "2026-11-23 23:59", "2026-11-24 00:00"),
        (a_term(4, "business_days"), "2026-11-27 23:59", "2026-11-28 00:00"),
    ],
)
def test_a_paper_is_late_from_the_moment_its_term_is_over_and_not_before(term, last, first_late):
    assert line(term, at=there(last)).state != "late"
    assert line(term, at=there(first_late)).state == "late"


def test_days_with_a_session_are_counted_and_until_there_are_enough_nothing_is_late():
    term = a_term(3, "service_days", first_day_counts=True)
    two = Admitted(NOON, service_days=(date(2026, 11, 20), date(2026, 11, 23)))
    three = Admitted(NOON, service_days=(*two.service_days, date(2026, 11, 25)))

    assert line(term, admitted=two, at=NOON + timedelta(days=99)).state == "waits"
    assert line(term, admitted=two).due.to_go == 1
    assert line(term, admitted=three).due.day == date(2026, 11, 25)


def test_of_several_rules_the_one_that_falls_due_first_counts():
    week, days = a_term(7, source="https://a.example"), a_term(3, "service_days", source="https://b.example")
    admitted = Admitted(NOON, service_days=tuple(date(2026, 11, 20) + timedelta(days=n) for n in (1, 2, 3)))

    (found,) = rules.lines([an_item()], [week, days], {}, admitted, NOON)
    (unknown,) = rules.lines([an_item()], [week, days], {}, Admitted(NOON), NOON)

    assert found.rule is days
    assert unknown.rule is week  # the other cannot be told yet


def test_a_rule_takes_the_place_of_our_own_habit_and_a_habit_says_it_is_none():
    habit = an_item(habit=a_term(9, source=""))

    assert line(a_term(2), item=habit).due.day == date(2026, 11, 22)
    assert line(None, item=habit).due.day == date(2026, 11, 29)
    assert line(None, item=habit).is_habit
    assert not line(a_term(2), item=habit).is_habit


def test_what_is_late_stands_first_and_what_is_done_last():
    items = [an_item(key, rule=f"papers.{key}") for key in ("done", "open", "soon", "late", "waits")]
    terms = [
        a_term(1, key="papers.done"), a_term(9, key="papers.open"), a_term(4, key="papers.soon"),
        a_term(1, key="papers.late"), a_term(3, "service_days", key="papers.waits"),
    ]  # fmt: skip

    found = rules.lines(items, terms, {"done": Proof(True)}, Admitted(NOON), NOON + timedelta(days=2))

    assert [one.state for one in found] == ["late", "soon", "open", "waits", "done"]


def test_it_is_soon_two_days_before_and_not_three():
    assert line(a_term(2)).state == "soon"
    assert line(a_term(3)).state == "open"


def test_a_rule_of_a_pack_that_no_line_speaks_of_becomes_a_line_to_tick():
    own = a_term(key="papers.house_rules")

    found = rules.asked([an_item(habit=a_term())], [own, a_term(key="plan.filed")], "in_person")

    assert [(one.key, one.proof) for one in found] == [("x", "hand"), ("papers.house_rules", "hand")]


def test_what_is_only_for_those_online_is_asked_of_nobody_else():
    online = an_item("online", only="online", habit=a_term())

    assert rules.asked([online], [], "online") == [online]
    assert rules.asked([online], [], "in_person") == []


def test_done_after_its_term_is_said():
    in_time, late = (Proof(True, NOON + timedelta(hours=hours)) for hours in (11, 13))

    assert not line(a_term(1, first_day_counts=True), proof=in_time).was_late
    assert line(a_term(1, first_day_counts=True), proof=late).was_late


def test_insurance_is_whole_when_one_policy_that_covers_the_day_lacks_nothing():
    day = date(2026, 11, 20)
    whole = Policy("commercial", payer="Bluebonnet", member_id="B1", starts_on=day, ends_on=day)
    others = Policy("commercial", payer="Bluebonnet", member_id="B1", starts_on=day, relation="parent")

    assert rules.insured([], day) == ("policy",)
    assert rules.insured([whole], day) == ()
    assert rules.insured([whole], day - timedelta(days=1)) == ("no_cover",)
    assert rules.insured([whole], day + timedelta(days=1)) == ("no_cover",)
    assert rules.insured([others], day) == ("holder", "holder_born")
    assert rules.insured([others, whole], day) == ()
    assert rules.insured([Policy("none")], day) == ()


def test_a_phone_or_a_mail_address_is_enough_to_reach_somebody():
    told = {"phone": "", "email": "", "address": "1 Elm", "language": "English", "reach": ("mail",)}

    assert rules.person_lacks(**told) == ("phone",)
    assert rules.person_lacks(**told | {"email": "jo@x.example"}) == ()
    assert rules.person_lacks(**told | {"phone": "1", "reach": (), "address": ""}) == ("address", "reach")
    assert rules.contact_lacks(name="", phone="1") == ("emergency_name",)


@given(st.integers(1, 30), st.sampled_from(["hours", "calendar_days", "business_days"]), st.integers(0, 4000))
def test_time_only_ever_makes_a_missing_paper_later(within, unit, hours):
    order = ["open", "soon", "late"]
    now = line(a_term(within, unit), at=NOON + timedelta(hours=hours)).state
    then = line(a_term(within, unit), at=NOON + timedelta(hours=hours + 7)).state

    assert order.index(now) <= order.index(then)


def test_the_checklist_is_sound_and_says_every_fault_of_one_that_is_not():
    assert {item.form for item in checklist.current() if item.form} == {
        "treatment", "privacy", "rights", "online", "payment",
    }  # fmt: skip
    with pytest.raises(ValueError, match="no such key: due") as no:
        checklist.read('[[items]]\nkey = "a"\nwords = "W"\nproof = "form"\ndue = 3\n')
    assert "form: name the form" in str(no.value)
    assert "a rule, a habit, or both" in str(no.value)
