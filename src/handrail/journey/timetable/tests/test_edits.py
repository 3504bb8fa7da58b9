# SPDX-License-Identifier: Apache-2.0
"""Edits by hand: each does what it says and nothing else, and undoing gives back the very same week."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.answer import Refused
from handrail.journey.timetable import rules
from handrail.journey.timetable.beside import Beside, identified, taken
from handrail.journey.timetable.edits import (
    Add,
    Change,
    Close,
    End,
    Give,
    History,
    Move,
    Open,
    Remove,
    Session,
    Take,
    applied,
    read_edit,
    with_unmet,
)
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.week import DAYS, Appointment, Group

WHO, GROUPS = ("Jo", "Mia", "Eve", "Kim"), ("g1", "g2", "g3")
DAYS_OF = st.lists(st.sampled_from(DAYS[:5]), min_size=1, max_size=3, unique=True).map(tuple)
STARTS = st.sampled_from(["09:00", "10:00", "11:00", "13:15"])
MADE = Group(
    id="g3", service="lecture", days=("tue",), start="13:00", rooms={"tue": "large"}, leaders=("Ana",), members=()
)
EDITS = st.one_of(
    st.builds(Move, group=st.sampled_from(GROUPS), days=DAYS_OF, start=STARTS),
    st.builds(Close, group=st.sampled_from(GROUPS)),
    st.builds(Add, group=st.sampled_from(GROUPS), patient=st.sampled_from(WHO)),
    st.builds(Remove, group=st.sampled_from(GROUPS), patient=st.sampled_from(WHO)),
    st.builds(Session, patient=st.sampled_from(WHO), day=st.just("wed"), start=st.just("11:00"),
              to_day=st.sampled_from(DAYS[:5]), to_start=STARTS),
    st.builds(End, patient=st.sampled_from(WHO), day=st.just("wed"), start=st.just("11:00")),
    st.builds(Give, made=st.builds(Appointment, patient=st.sampled_from(WHO), service=st.just("talk"),
              clinician=st.just("Ana"), day=st.sampled_from(DAYS[:5]), start=STARTS)),
    st.just(Open(made=MADE)),
    st.just(Change(made=MADE.model_copy(update={"leaders": ("Ben",)}))),
    st.just(Take(week=a_week({"appointments": []}))),
)  # fmt: skip


def edited(history, edit):
    try:
        return history.with_edit(edit)
    except Refused:
        return history


@given(st.lists(EDITS, max_size=8), st.integers(0, 10))
def test_undoing_gives_back_the_same_week_and_redoing_the_later_one(edits, back):
    weeks, history = [a_week()], History(a_week())
    for edit in edits:
        after = edited(history, edit)
        if after is not history:
            weeks.append(after.week)
        history = after

    back = min(back, len(weeks) - 1)
    undone = history
    for _ in range(back):
        undone = undone.undone()
    redone = undone
    for _ in range(back):
        redone = redone.redone()

    assert undone.week == weeks[-1 - back]
    assert redone.week == weeks[-1]


@given(st.lists(EDITS, max_size=5))
def test_edits_are_kept_as_plain_text_and_read_back(edits):
    assert [read_edit(edit.model_dump(mode="json")) for edit in edits] == edits


@given(EDITS)
def test_an_edit_leaves_every_other_group_as_it_was(edit):
    before = a_week()
    try:
        after = applied(before, edit)
    except Refused:
        return

    touched = getattr(edit, "group", None) or getattr(getattr(edit, "made", None), "id", None)
    assert [g for g in after.groups if g.id != touched] == [g for g in before.groups if g.id != touched]


def test_undoing_what_was_never_done_changes_nothing():
    assert History(a_week()).undone().week == a_week()
    assert History(a_week()).redone().week == a_week()


def test_a_new_edit_forgets_what_was_undone():
    history = History(a_week()).with_edit(Close(group="g1")).undone().with_edit(Close(group="g2"))

    assert history.edits == (Close(group="g2"),)


@pytest.mark.parametrize(
    ("edit", "because"),
    [(Close(group="g9"), "no longer there"), (Add(group="g1", patient="Jo"), "already"),
     (Remove(group="g1", patient="Eve"), "not in this group"),
     (Open(made=MADE.model_copy(update={"id": "g1"})), "open"),
     (Session(patient="Eve", day="mon", start="09:00", to_day="mon", to_start="10:00"), "no longer there")],
)  # fmt: skip
def test_what_is_not_there_cannot_be_changed(edit, because):
    with pytest.raises(Refused, match=because):
        applied(a_week(), edit)


def test_a_group_that_moves_to_a_new_day_keeps_its_room():
    after = applied(a_week(), Move(group="g1", days=("mon", "tue", "wed"), start="10:00"))

    assert after.groups[0].rooms == {"mon": "small", "tue": "small", "wed": "small"}


def test_what_is_taken_away_by_hand_is_unmet():
    week = with_unmet(a_problem(), applied(a_week(), Remove(group="g1", patient="Jo")))

    assert ("Jo", "process", 1) in [(u.patient, u.service, u.count) for u in week.unmet]


def test_a_known_reason_stays():
    week = a_week({"unmet": [{"patient": "Eve", "service": "process", "count": 1, "because": "No group fits her."}]})

    assert "No group fits her." in [u.because for u in with_unmet(a_problem(), week).unmet]


# ---- beside ---------------------------------------------------------------------------------------------------------


def moved(**to):
    return applied(a_week(), Move(group="g2", **to))


def test_groups_are_known_again_though_they_are_called_otherwise():
    now = a_week({"groups.0.id": "x1", "groups.1.id": "x2", "groups.1.start": "13:00"})

    again = identified(a_week(), now, lambda name: f"new {name}")

    assert [group.id for group in again.groups] == ["g1", "g2"]


def test_a_group_that_has_nothing_in_common_is_a_new_one():
    other = {"groups.1.id": "x2", "groups.1.start": "13:00", "groups.1.days": ["tue"], "groups.1.leaders": ["Ben"]}
    now = a_week(other | {"groups.1.members": ["Eve", "Kim"]})

    assert identified(a_week(), now, lambda name: f"new {name}").groups[1].id == "new x2"


def test_beside_says_who_moves_and_what_it_costs():
    both = Beside(a_problem(), a_week(), moved(days=("tue",), start="11:00"))

    assert [(one.key, one.kinds) for one in both.groups] == [("g2", ("moved",))]
    assert [(one.key, one.more, one.hours_differ) for one in both.people] == [("Jo", 0, True), ("Mia", 0, True)]
    assert [one.key for one in both.clinicians] == ["Ana"]
    assert ("change", 0, 2, 60) in both.points


def test_another_leader_is_no_other_hour():
    now = a_week({"groups.0.leaders": ["Ana"]})

    assert [one.hours_differ for one in Beside(a_problem(), a_week(), now).people] == [False, False]


def test_taking_everything_gives_the_draft():
    now = applied(moved(days=("tue",), start="11:00"), Close(group="g1"))
    both = Beside(a_problem(), a_week(), now)

    result = taken(both, ["g1", "g2"])

    assert {g.id: g for g in result.week.groups} == {g.id: g for g in now.groups}
    assert result.left == {}


def test_what_is_not_ticked_stays_as_it_was():
    now = applied(moved(days=("tue",), start="11:00"), Close(group="g1"))

    result = taken(Beside(a_problem(), a_week(), now), ["g2"])

    assert {g.id for g in result.week.groups} == {"g1", "g2"}
    assert next(g for g in result.week.groups if g.id == "g2").days == ("tue",)


def test_a_part_that_breaks_a_rule_is_left_and_said_why():
    now = applied(a_week(), Move(group="g1", days=("mon", "wed", "fri"), start="11:00"))
    now = applied(now, Move(group="g2", days=("mon",), start="10:00"))
    problem = a_problem()
    assert rules.faults(problem, applied(a_week(), Move(group="g1", days=("mon", "wed", "fri"), start="11:00")))

    result = taken(Beside(problem, a_week(), now), ["g1"])

    assert result.week.groups == a_week().groups
    assert any("overlap" in why for why in result.left["g1"])


def test_two_parts_that_need_each_other_are_taken_together():
    now = applied(a_week(), Move(group="g1", days=("mon", "wed", "fri"), start="13:00"))
    now = applied(now, Move(group="g2", days=("mon",), start="10:00"))

    result = taken(Beside(a_problem(), a_week(), now), ["g2", "g1"])

    assert result.left == {}
    assert rules.faults(a_problem(), result.week) == []
