# SPDX-License-Identifier: Apache-2.0
"""A draft is asked for, built by a worker, changed by hand, published, or not."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.packs.tests.make import a_limit, a_pack
from handrail.journey.timetable import actions, queries, rules
from handrail.journey.timetable.actions import building, drafts
from handrail.journey.timetable.edits import Close, Move
from handrail.journey.timetable.models import Draft
from handrail.journey.timetable.pins import broken, pin_of
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, a_clinic

pytestmark = pytest.mark.django_db
NEXT = MONDAY + timedelta(days=7)


def asked(clinic, **but):
    told = {"by": clinic.by, "program": clinic.program, "first_day": NEXT, "seconds": 5, "at": NOON}
    return drafts.ask(**told | but)


def built(clinic, **but):
    """A draft, built by one turn of the worker."""
    key = asked(clinic, **but)
    assert actions.build_next(at=NOON, stop=threading.Event())
    return queries.draft(clinic.program, key)


def drawn(clinic):
    return queries.draft(clinic.program, drafts.draw(by=clinic.by, program=clinic.program, first_day=NEXT, at=NOON))


def test_a_worker_builds_what_was_asked_for():
    clinic = a_clinic()
    clinic.publish(a_week())

    draft = built(clinic)

    assert draft.state == "ready"
    assert rules.faults(queries.problem(clinic.program), draft.week) == []
    assert (draft.people, draft.whole) == (4, 4)
    assert actions.build_next(at=NOON, stop=threading.Event()) is False


def test_groups_that_stay_keep_their_keys():
    clinic = a_clinic()
    clinic.publish(a_week())
    before = queries.in_force(clinic.program, on=NEXT).week

    draft = built(clinic)

    assert {group.id for group in before.groups} <= {group.id for group in draft.week.groups}


def test_only_one_week_is_built_for_a_program_at_a_time():
    clinic = a_clinic()
    asked(clinic)

    with pytest.raises(Refused, match="just now"):
        asked(clinic)


@pytest.mark.parametrize(("seconds", "fits"), [(4, False), (5, True), (900, True), (901, False)])
def test_a_search_takes_some_seconds_but_not_for_ever(seconds, fits):
    clinic = a_clinic()

    if fits:
        asked(clinic, seconds=seconds)
    else:
        with pytest.raises(Refused, match="5 to 900"):
            asked(clinic, seconds=seconds)


def test_a_draft_whose_worker_is_still_heard_of_is_left_to_it():
    clinic = a_clinic()
    asked(clinic)
    building.claim(at=NOON)

    assert building.claim(at=NOON + building.LEASE) is None


def test_a_draft_whose_worker_was_killed_is_taken_over_with_its_best_week():
    clinic = a_clinic()
    key = asked(clinic)
    building.claim(at=NOON)
    Draft.objects.filter(pk=key).update(week=clinic.renamed(a_week()).to_json(), took=3)

    again = building.claim(at=NOON + building.LEASE + timedelta(seconds=1))

    assert again.key == key
    assert again.begin == clinic.renamed(a_week())
    assert again.taken == 3


def test_a_worker_that_lost_its_draft_writes_nothing_more():
    clinic = a_clinic()
    key = asked(clinic)
    first = building.claim(at=NOON)
    building.claim(at=NOON + timedelta(minutes=5))

    building.Search(first).run(threading.Event())

    assert Draft.objects.get(pk=key).state == "building"


def test_a_worker_that_is_told_to_leave_leaves_the_draft_to_the_next():
    clinic = a_clinic(a_problem({"patients.0.busy.mon": [["10:30", "11:00"]]}))
    key = asked(clinic, seconds=60)
    leaves = threading.Event()
    leaves.set()

    actions.build_next(at=NOON, stop=leaves)

    row = Draft.objects.get(pk=key)
    assert row.state in ("asked", "ready")  # ready: proven the best before it was heard
    assert row.worker is None


def test_a_search_that_is_stopped_leaves_the_best_week_so_far():
    clinic = a_clinic()
    key = asked(clinic, seconds=600)
    claimed = building.claim(at=NOON)
    drafts.stop(by=clinic.by, draft=key, at=NOON)
    drafts.stop(by=clinic.by, draft=key, at=NOON)

    building.Search(claimed).run(threading.Event())

    draft = queries.draft(clinic.program, key)
    assert draft.state == "ready"
    assert rules.faults(queries.problem(clinic.program), draft.week) == []


def test_stopping_what_nobody_has_begun_puts_it_away():
    clinic = a_clinic()
    key = asked(clinic)

    drafts.stop(by=clinic.by, draft=key, at=NOON)

    assert queries.draft(clinic.program, key).state == "put away"
    assert queries.drafts(clinic.program) == []


@pytest.mark.one_database  # the engine's work, and takes it seconds
def test_what_is_pinned_stays():
    clinic = a_clinic(a_problem({f"patients.{n}.prefers.part_of_day": "evening" for n in range(4)}))
    clinic.publish(a_week())
    pin = pin_of(queries.in_force(clinic.program, on=NEXT).week.groups[0], leader=True, room=True)

    draft = built(clinic, pins=[pin])

    assert broken([pin], draft.week) == []
    assert draft.pins == (pin,)


def test_pins_that_cannot_be_kept_are_said():
    clinic = a_clinic()
    pin = pin_of(clinic.renamed(a_week()).groups[0])

    draft = built(clinic, pins=[pin])

    assert (draft.state, draft.why, draft.lost_pins) == ("failed", "pins", (pin,))


def test_an_edit_is_undone_and_redone():
    clinic = a_clinic()
    clinic.publish(a_week())
    draft = drawn(clinic)
    first = draft.week.groups[0].id

    drafts.change(by=clinic.by, draft=draft.id, version=0, edit=Move(group=first, days=("tue",), start="09:00"))
    drafts.undo(by=clinic.by, draft=draft.id, version=1)
    undone = queries.draft(clinic.program, draft.id)
    drafts.redo(by=clinic.by, draft=draft.id, version=2)

    assert undone.week == draft.week
    assert queries.draft(clinic.program, draft.id).week.groups[0].start == "09:00"


def test_two_who_change_one_draft_do_not_overwrite_each_other():
    clinic = a_clinic()
    clinic.publish(a_week())
    draft = drawn(clinic)
    close = Close(group=draft.week.groups[0].id)
    drafts.change(by=clinic.by, draft=draft.id, version=0, edit=close)

    with pytest.raises(Refused, match="meanwhile"):
        drafts.change(by=clinic.by, draft=draft.id, version=0, edit=close)


def published(clinic, draft):
    return drafts.publish_draft(
        by=clinic.by, program=clinic.program, draft=draft.id, version=draft.version, at=timezone.now()
    )


def test_a_published_draft_is_in_force_from_its_first_day():
    clinic = a_clinic()
    clinic.publish(a_week())
    draft = built(clinic)

    published(clinic, draft)

    assert queries.in_force(clinic.program, on=NEXT).totals.whole == 4
    assert queries.in_force(clinic.program, on=MONDAY).totals.whole == 2
    assert queries.drafts(clinic.program) == []
    with pytest.raises(Refused, match="no longer open"):
        published(clinic, draft)


def test_the_later_of_two_directors_overwrites_nothing():
    clinic = a_clinic()
    clinic.publish(a_week())
    hers, his = drawn(clinic), drawn(clinic)
    published(clinic, hers)

    with pytest.raises(Refused, match="Nothing was overwritten"):
        published(clinic, his)

    facing = queries.facing(clinic.program, his)
    assert facing.is_overtaken
    drafts.renew(by=clinic.by, program=clinic.program, draft=his.id, version=0)
    assert not queries.facing(clinic.program, queries.draft(clinic.program, his.id)).is_overtaken
    published(clinic, queries.draft(clinic.program, his.id))


def test_a_draft_says_what_has_changed_since_it_was_made_and_is_judged_by_it():
    clinic = a_clinic()
    clinic.publish(a_week())
    draft = drawn(clinic)
    jo = clinic.keys["Jo"]
    busy = [(Span(0, 10 * 60, 11 * 60, "Bakery"), "work")]
    actions.keep_free(by=clinic.by, patient=jo, commitments=busy)

    (told,) = queries.facing(clinic.program, draft).since

    assert (told.kind, told.key, told.how) == ("patient", str(jo), "changed")
    assert "Bakery" not in Draft.objects.get(pk=draft.id).made_from
    with pytest.raises(Refused, match="clashes"):
        published(clinic, draft)
    assert Draft.objects.get(pk=draft.id).state == "ready"


def test_those_concerned_by_a_publish_are_told_what_changes_for_them():
    clinic = a_clinic()
    clinic.publish(a_week())
    draft = drawn(clinic)
    lecture = draft.week.groups[1]
    move = Move(group=lecture.id, days=("tue",), start="11:00")
    drafts.change(by=clinic.by, draft=draft.id, version=0, edit=move)

    key = published(clinic, queries.draft(clinic.program, draft.id))

    told = {one.key: one for one in queries.concerned(clinic.program, key)}
    assert set(told) == {clinic.keys[name] for name in ("Jo", "Mia", "Ana")}
    change = told[clinic.keys["Jo"]].change
    assert [(place.day, place.start) for place in change.lost] == [(0, 660)]
    assert [(place.day, place.start) for place in change.gained] == [(1, 660)]
    assert told[clinic.keys["Ana"]].is_patient is False


def publish(clinic, draft, **but):
    how = {"by": clinic.by, "program": clinic.program, "draft": draft.id, "version": draft.version, "at": NOON}
    return drafts.publish_draft(**how | but)


@pytest.mark.parametrize(("most", "asks_why", "refused"), [(1, True, True), (1, False, False), (2, True, False)])
def test_a_week_that_does_not_keep_to_a_number_is_published_with_a_reason_where_one_is_asked(
    settings, most, asks_why, refused
):
    limit = a_limit("group.counseling.size.max", most, unit="people", asks_why=asks_why)
    settings.PACKS = [a_pack(limit)]
    clinic = a_clinic()
    clinic.publish(a_week())
    draft = drawn(clinic)

    if refused:
        with pytest.raises(Refused, match="say why"):
            publish(clinic, draft, why="  ")
    publish(clinic, draft, why="It is so for one week" if refused else "")

    standing = queries.standing(clinic.program, NEXT, NEXT)[-1]
    assert standing.why == ("It is so for one week" if refused else "")
    assert {one["limit"]["id"]: one["n"] for one in standing.cautions if one["about"] == "group"} == (
        {limit.id: 2} if most == 1 else {}
    )
