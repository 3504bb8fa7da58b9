# SPDX-License-Identifier: Apache-2.0
"""Staff: engaged, changed, given roles, gone and back, merged; and nobody gives what she has not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.people import actions as people
from handrail.ground.people import queries, rules
from handrail.ground.people.actions import staff
from handrail.ground.people.models import Account, Staff, TeamMember
from handrail.ground.people.rules import Credential, Post, Role, Who
from handrail.ground.people.tests.make import NOON, a_colleague, a_patient, a_place, noted

pytestmark = pytest.mark.django_db
FAR = {"password": "a-calm-room-with-daylight"}


def as_who(place, *posts, staff_id=None):
    return Who(provider_id=place.by.provider_id, posts=frozenset(posts), staff_id=staff_id or place.program.id)


def test_each_part_of_her_is_kept_and_a_change_that_changes_nothing_leaves_no_line():
    place = a_place()
    ana, who = a_colleague(place), {"by": place.by}
    parts = {
        staff.change_staff: {"skills": ["process"], "max_minutes": 600},
        staff.set_availability: {"available": [Span(0, 540, 1020)]},
        staff.set_credentials: {"credentials": [Credential("LPC", "1", date(2027, 5, 31))]},
        staff.set_time_off: {"days": [(date(2026, 12, 21), date(2026, 12, 31))]},
        staff.give_posts: {"posts": [Post(Role.DIRECTOR), Post(Role.COUNSELOR, place.program.id)]},
    }
    assert [action(**who, staff_id=ana, **told) for action, told in parts.items()] == [True] * 5
    before = noted(place)
    assert [action(**who, staff_id=ana, **told) for action, told in parts.items()] == [False] * 5

    found = queries.member(place.by.provider_id, ana)
    assert noted(place) == before
    assert (found.skills, found.max_minutes, found.available) == (("process",), 600, (Span(0, 540, 1020),))
    assert found.credentials == (Credential("LPC", "1", date(2027, 5, 31)),)
    assert found.time_off == ((date(2026, 12, 21), date(2026, 12, 31)),)
    assert found.posts == {Post(Role.DIRECTOR), Post(Role.COUNSELOR, place.program.id)}


def test_hours_that_overlap_and_licences_told_twice_are_refused():
    place = a_place()
    ana = a_colleague(place)

    with pytest.raises(Refused, match="overlap"):
        staff.set_availability(by=place.by, staff_id=ana, available=[Span(0, 540, 700), Span(0, 660, 800)])
    with pytest.raises(Refused, match="twice"):
        staff.set_credentials(
            by=place.by, staff_id=ana, credentials=[Credential("LPC", "1"), Credential("LPC", "1", date(2027, 1, 1))]
        )
    with pytest.raises(Refused, match="before it begins"):
        staff.set_time_off(by=place.by, staff_id=ana, days=[(date(2026, 12, 2), date(2026, 12, 1))])


def test_a_director_of_one_program_gives_posts_there_and_nowhere_else():
    place = a_place()
    other = a_place("Riverside", by=place.by)
    ben = a_colleague(place, "Ben Okafor")
    director = as_who(place, Post(Role.DIRECTOR, place.program.id))
    own = Post(Role.COUNSELOR, place.program.id)

    assert staff.give_posts(by=director, staff_id=ben, posts=[own, Post(Role.INTAKE, place.program.id)])
    for beyond in (Post(Role.DIRECTOR), Post(Role.PRIVACY), Post(Role.COUNSELOR, other.program.id)):
        with pytest.raises(Refused, match="only where you keep the staff"):
            staff.give_posts(by=director, staff_id=ben, posts=[own, beyond])
    with pytest.raises(Refused, match="only where you keep the staff"):
        people.engage(by=director, name="Eve Novak", posts=[Post(Role.ADMINISTRATOR)])


@pytest.mark.parametrize("role", [role for role in Role if role not in rules.KEEPERS])
def test_nobody_else_gives_a_post_not_even_to_herself(role):
    place = a_place()
    ben = a_colleague(place, "Ben Okafor", role)

    with pytest.raises(Refused):
        staff.give_posts(
            by=as_who(place, Post(role), staff_id=ben), staff_id=ben, posts=[Post(role), Post(Role.DIRECTOR)]
        )


def test_only_who_keeps_the_staff_wherever_she_works_may_touch_her_account():
    place = a_place()
    other = a_place("Riverside", by=place.by)
    here, there = Post(Role.COUNSELOR, place.program.id), Post(Role.COUNSELOR, other.program.id)
    ana = replace(queries.member(place.by.provider_id, a_colleague(place)), posts=frozenset({here, there}))
    director = as_who(place, Post(Role.DIRECTOR, place.program.id))

    assert rules.may_edit(director, ana)
    assert not rules.may_admit(director, ana)
    assert rules.may_admit(director, replace(ana, posts=frozenset({here})))
    assert not rules.may_edit(director, replace(ana, posts=frozenset({Post(Role.DIRECTOR)})))
    assert rules.may_admit(as_who(place, Post(Role.ADMINISTRATOR)), ana)


def test_who_leaves_is_signed_out_and_off_her_teams_and_may_come_back():
    place = a_place()
    ana = a_colleague(place)
    a_colleague(place, "Ruth Keeper", Role.DIRECTOR, everywhere=True)
    jo = a_patient(place)
    people.open_account(by=place.by, email="ana@x.example", staff_id=ana, **FAR)
    people.join_team(by=place.by, patient_id=jo.id, staff_id=ana, at=NOON, is_counselor=True)

    staff.leave(by=place.by, staff_id=ana, at=NOON)

    assert not Account.objects.get(staff=ana).is_active
    assert not TeamMember.objects.filter(until=None).exists()
    assert ana not in {one.id for one in queries.staff(place.by.provider_id)}
    assert queries.member(place.by.provider_id, ana).has_left
    staff.come_back(by=place.by, staff_id=ana)
    assert Account.objects.get(staff=ana).is_active


def test_the_last_who_keeps_everything_can_neither_leave_nor_lose_her_post():
    place = a_place()
    ruth = a_colleague(place, "Ruth Keeper", Role.DIRECTOR, everywhere=True)
    people.open_account(by=place.by, email="ruth@x.example", staff_id=ruth, **FAR)

    with pytest.raises(Refused, match="somebody must remain"):
        staff.leave(by=place.by, staff_id=ruth, at=NOON)
    with pytest.raises(Refused, match="somebody must remain"):
        staff.give_posts(by=place.by, staff_id=ruth, posts=[Post(Role.DIRECTOR, place.program.id)])
    assert not queries.member(place.by.provider_id, ruth).has_left


def test_two_entries_of_one_person_become_one():
    place = a_place()
    ana, twin, jo = a_colleague(place), a_colleague(place, "Ana Beltran"), a_patient(place)
    staff.change_staff(by=place.by, staff_id=ana, skills=["process"], max_minutes=600)
    staff.change_staff(by=place.by, staff_id=twin, skills=["family"], max_minutes=300)
    people.join_team(by=place.by, patient_id=jo.id, staff_id=ana, at=NOON)
    people.join_team(by=place.by, patient_id=jo.id, staff_id=twin, at=NOON, is_counselor=True)

    staff.merge_staff(by=place.by, kept=ana, other=twin, at=NOON)

    found = queries.member(place.by.provider_id, ana)
    assert (found.skills, found.max_minutes) == (("process", "family"), 600)
    assert [one.id for one in queries.staff(place.by.provider_id, also_left=True)] == [ana]
    (cared,) = TeamMember.objects.filter(patient=jo.id, until=None)
    assert (cared.staff_id, cared.is_counselor) == (ana, True)
    assert Staff.objects.get(pk=twin).merged_into_id == ana
    with pytest.raises(Refused, match="merged"):
        staff.come_back(by=place.by, staff_id=twin)


def test_entries_are_alike_by_name_or_licence_and_by_nothing_less():
    place = a_place()
    one, two, three = (a_colleague(place, name) for name in ("Ana Beltrán", "ana  beltran", "Anna Ruiz"))
    staff.set_credentials(by=place.by, staff_id=three, credentials=[Credential("LPC", "77")])
    four = a_colleague(place, "A. Ruiz")
    staff.set_credentials(by=place.by, staff_id=four, credentials=[Credential("LPC", "77")])

    pairs = {frozenset({a.id, b.id}) for a, b in rules.alike_staff(queries.staff(place.by.provider_id))}

    assert pairs == {frozenset({one, two}), frozenset({three, four})}


@pytest.mark.parametrize(("days", "said"), [(-1, "over"), (0, "soon"), (60, "soon"), (61, ""), (None, "")])
def test_a_licence_is_warned_of_sixty_days_before(days, said):
    today = date(2026, 11, 20)
    held = Credential("LPC", "", today + timedelta(days=days) if days is not None else None)

    assert held.runs_out(today) == said


def test_nothing_crosses_to_the_staff_of_another_provider():
    place, far = a_place(), a_place("Elsewhere")
    ana = a_colleague(far)

    assert queries.member(place.by.provider_id, ana) is None
    with pytest.raises(Staff.DoesNotExist):
        staff.change_staff(by=place.by, staff_id=ana, name="Eve Novak")
