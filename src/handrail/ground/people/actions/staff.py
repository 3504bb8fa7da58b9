# SPDX-License-Identifier: Apache-2.0
"""What is done to staff: one verb, one transaction, one line in the record each.

Nobody is deleted: who goes has left, who was there twice is merged. A change that changes nothing leaves no line.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.days import Span
from handrail.ground.people import rules
from handrail.ground.people.models import Account, Availability, Credential, Post, Staff, TeamMember, TimeOff
from handrail.ground.record import actions as record

COLUMNS = {"name", "credentials", "skills", "max_minutes", "is_public"}


@transaction.atomic
def engage(
    *,
    by: By,
    name: str,
    posts: Iterable[rules.Post],
    credentials: str = "",
    skills: Iterable[str] = (),
    max_minutes: int = 0,
    available: Iterable[Span] = (),
    is_public: bool = False,
) -> rules.Clinician:
    """Someone joins the staff, with her posts; who holds sessions has hours and a most she may lead in a week."""
    spans, given = tuple(available), frozenset(posts)
    _must_give(by, (), given)
    made = Staff.objects.create(
        provider_id=by.provider_id,
        name=name,
        credentials=credentials,
        skills=list(skills),
        max_minutes=max_minutes,
        is_public=is_public,
    )
    _write_posts(made, given)
    _write_hours(made, spans)
    record.note(by=by, did="staff.engaged", about=made.id)
    return made.as_fact(spans)


@transaction.atomic
def change_staff(*, by: By, staff_id: UUID, **how: Any) -> bool:
    """Her name, the letters after it, her skills, the most she may lead: whichever of these columns are named."""
    if not how.keys() <= COLUMNS:
        raise TypeError(f"not hers to change here: {how.keys() - COLUMNS}")
    staff = _held(by, staff_id)
    told = how | ({"skills": list(how["skills"])} if "skills" in how else {})
    changed = [column for column, value in told.items() if getattr(staff, column) != value]
    if not changed:
        return False
    for column in changed:
        setattr(staff, column, told[column])
    staff.save(update_fields=changed)
    record.note(by=by, did="staff.changed", about=staff.id)
    return True


@transaction.atomic
def give_posts(*, by: By, staff_id: UUID, posts: Iterable[rules.Post]) -> bool:
    """These are her posts from now on, all of them."""
    staff, wanted = _held(by, staff_id), frozenset(posts)
    before = frozenset(post.as_fact() for post in Post.objects.filter(staff=staff))
    if wanted == before:
        return False
    _must_give(by, before, wanted)
    _write_posts(staff, wanted)
    _must_leave_somebody(by.provider_id)
    record.note(by=by, did="staff.posts_given", about=staff.id)
    return True


@transaction.atomic
def set_availability(*, by: By, staff_id: UUID, available: Iterable[Span]) -> bool:
    """The hours of the week in which she can hold sessions, all of them."""
    staff = _held(by, staff_id)
    wanted = sorted(Span(span.weekday, span.start, span.end) for span in available)
    if any(one.weekday == after.weekday and after.start < one.end for one, after in pairwise(wanted)):
        raise Refused(_("two of these hours overlap"))
    rows = Availability.objects.filter(staff=staff).order_by("weekday", "start")
    if wanted == [Span(*row) for row in rows.values_list("weekday", "start", "end")]:
        return False
    _write_hours(staff, wanted)
    record.note(by=by, did="staff.hours_changed", about=staff.id)
    return True


@transaction.atomic
def set_credentials(*, by: By, staff_id: UUID, credentials: Iterable[rules.Credential]) -> bool:
    """Her licences and certificates, all of them."""
    staff, wanted = _held(by, staff_id), list(dict.fromkeys(credentials))
    if len({(one.name, one.number) for one in wanted}) < len(wanted):
        raise Refused(_("the same licence stands there twice"))
    rows = Credential.objects.filter(staff=staff).values_list("name", "number", "expires_on")
    if set(wanted) == {rules.Credential(*row) for row in rows}:
        return False
    Credential.objects.filter(staff=staff).delete()
    Credential.objects.bulk_create(
        Credential(provider_id=by.provider_id, staff=staff, name=one.name, number=one.number, expires_on=one.expires_on)
        for one in wanted
    )
    record.note(by=by, did="staff.credentials_changed", about=staff.id)
    return True


@transaction.atomic
def set_time_off(*, by: By, staff_id: UUID, days: Iterable[tuple[date, date]]) -> bool:
    """When she is not there, first and last days, all of it."""
    staff, wanted = _held(by, staff_id), sorted(set(days))
    if any(first > last for first, last in wanted):
        raise Refused(_("time off ends before it begins"))
    rows = TimeOff.objects.filter(staff=staff).order_by("first_day", "last_day")
    if wanted == list(rows.values_list("first_day", "last_day")):
        return False
    rows.delete()
    TimeOff.objects.bulk_create(
        TimeOff(provider_id=by.provider_id, staff=staff, first_day=first, last_day=last) for first, last in wanted
    )
    record.note(by=by, did="staff.time_off_changed", about=staff.id)
    return True


@transaction.atomic
def leave(*, by: By, staff_id: UUID, at: datetime) -> bool:
    """She works here no more: she cares for nobody and cannot sign in; what she did stays hers."""
    staff = _held(by, staff_id)
    if staff.left_at is not None:
        return False
    staff.left_at = at
    staff.save(update_fields=["left_at"])
    TeamMember.objects.filter(staff=staff, until=None).update(until=at)
    Account.objects.filter(staff=staff).update(is_active=False)
    _must_leave_somebody(by.provider_id)
    record.note(by=by, did="staff.left", about=staff.id)
    return True


@transaction.atomic
def come_back(*, by: By, staff_id: UUID) -> bool:
    """She is here again, with the posts and the account she had; for whom she cares is said anew."""
    staff = _held(by, staff_id)
    if staff.merged_into_id is not None:
        raise Refused(_("this entry was merged with another: bring that one back"))
    if staff.left_at is None:
        return False
    staff.left_at = None
    staff.save(update_fields=["left_at"])
    Account.objects.filter(staff=staff).update(is_active=True)
    record.note(by=by, did="staff.came_back", about=staff.id)
    return True


@transaction.atomic
def merge_staff(*, by: By, kept: UUID, other: UUID, at: datetime) -> None:
    """The same person twice: whatever spoke of `other` speaks of `kept`, and `other` has left."""
    if kept == other:
        raise Refused(_("this is one entry, not two"))
    stays, goes = (_held(by, pk) for pk in (kept, other))
    if stays.merged_into_id or goes.merged_into_id:
        raise Refused(_("one of these was merged already"))
    if Account.objects.filter(staff=stays).exists() and Account.objects.filter(staff=goes).exists():
        raise Refused(_("both have an account: close one of them first"))
    skills = [*stays.skills, *(skill for skill in goes.skills if skill not in stays.skills)]
    had_hours = Availability.objects.filter(staff=stays).exists()
    if had_hours:
        Availability.objects.filter(staff=goes).delete()
    _end_twice_cared(stays, goes, at)
    _repoint(goes, stays)
    letters, most = stays.credentials or goes.credentials, stays.max_minutes or goes.max_minutes
    Staff.objects.filter(pk=stays.pk).update(skills=skills, credentials=letters, max_minutes=most)
    Staff.objects.filter(pk=goes.pk).update(merged_into=stays, left_at=at)
    record.note(by=by, did="staff.merged", about=stays.id)


def _held(by: By, pk: UUID) -> Staff:
    return Staff.objects.select_for_update().get(pk=pk, provider=by.provider_id)


def _must_give(by: By, before: Iterable[rules.Post], after: Iterable[rules.Post]) -> None:
    """A command on the provider's own machine may give any post."""
    if isinstance(by, rules.Who) and not rules.may_give(by, before, after):
        raise Refused(_("you may give and take posts only where you keep the staff yourself"))


def _must_leave_somebody(provider_id: UUID) -> None:
    """Where accounts exist, one person who may edit all the staff remains: nobody locks everyone out."""
    keepers = Post.objects.filter(provider=provider_id, program=None, role__in=rules.KEEPERS, staff__left_at=None)
    if Account.objects.filter(provider=provider_id).exists() and not keepers.exists():
        raise Refused(_("somebody must remain director or administrator of all programs"))


def _end_twice_cared(stays: Staff, goes: Staff, at: datetime) -> None:
    """Of two places on one team that is now one person's, the counselor's stays."""
    hers = TeamMember.objects.filter(staff=stays, until=None)
    for place in TeamMember.objects.filter(staff=goes, until=None, patient__in=hers.values("patient")):
        less = hers.get(patient=place.patient_id) if place.is_counselor else place
        TeamMember.objects.filter(pk=less.pk).update(until=at)


def _repoint(goes: Staff, stays: Staff) -> None:
    """Every row of every slice that names the one names the other, save where both stand there already."""
    for field in Staff._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if not (field.auto_created and not field.concrete and field.is_relation) or field.related_model is Staff:
            continue
        assert isinstance(field, models.ManyToOneRel)
        rows: Any = field.related_model._base_manager.filter(**{field.field.name: goes})  # noqa: SLF001
        try:
            with transaction.atomic():
                rows.update(**{field.field.name: stays})
        except IntegrityError:
            for pk in list(rows.values_list("pk", flat=True)):
                _repoint_one(rows.filter(pk=pk), {field.field.name: stays})


def _repoint_one(row: Any, how: Mapping[str, Staff]) -> None:
    try:
        with transaction.atomic():
            row.update(**how)
    except IntegrityError:
        return  # both stood there: the one who stays still does


def _write_posts(staff: Staff, posts: Iterable[rules.Post]) -> None:
    Post.objects.filter(staff=staff).delete()
    Post.objects.bulk_create(
        Post(provider_id=staff.provider_id, staff=staff, program_id=post.program_id, role=post.role) for post in posts
    )


def _write_hours(staff: Staff, spans: Iterable[Span]) -> None:
    Availability.objects.filter(staff=staff).delete()
    Availability.objects.bulk_create(
        Availability(provider_id=staff.provider_id, staff=staff, weekday=s.weekday, start=s.start, end=s.end)
        for s in spans
    )
