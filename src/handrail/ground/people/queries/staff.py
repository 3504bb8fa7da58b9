# SPDX-License-Identifier: Apache-2.0
"""Reading the staff, as facts: who works where, what she may, when she is there. Who left is left out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import (
    DateField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
)

from handrail.ground.kit.days import Span
from handrail.ground.people import rules
from handrail.ground.people.models import (
    Account,
    Availability,
    Credential,
    Invitation,
    Post,
    Staff,
    TimeOff,
)
from handrail.ground.tables.queries import Blank, Blanks, Worded


def clinicians(program_id: UUID, *, also_left: bool = False, with_hours: bool = True) -> list[rules.Clinician]:
    """Staff with a post in the program, or in all of the provider's, who hold sessions at some hour."""
    in_it = Q(program=program_id) | Q(program=None, provider__in=_provider_of(program_id))
    posts = Post.objects.filter(in_it, staff=OuterRef("pk"))
    here = Q() if also_left else Q(left_at=None)
    found = Staff.objects.filter(here, Exists(posts), max_minutes__gt=0).order_by("id")
    rows = Availability.objects.filter(staff__in=found).order_by("weekday", "start")
    available = _by_staff(rows, "weekday", "start", "end") if with_hours else {}
    return [
        rules.Clinician(pk, name, letters, tuple(skills), most, tuple(Span(*told) for told in available.get(pk, ())))
        for pk, name, letters, skills, most in found.values_list("id", "name", "credentials", "skills", "max_minutes")
    ]


def time_off(provider_id: UUID, first: date, last: date) -> list[tuple[UUID, date, date]]:
    """Who of the staff is away on any of these dates, from when to when, both included."""
    return _time_off(provider=provider_id, first=first, last=last)


@Worded
def _time_off() -> QuerySet[TimeOff, Any]:
    touched = {"first_day__lte": Blank("last", DateField), "last_day__gte": Blank("first", DateField)}
    found = TimeOff.objects.filter(provider=Blank("provider", UUIDField), **touched)
    return found.order_by("first_day", "id").values_list("staff", "first_day", "last_day")


def _provider_of(program_id: UUID) -> QuerySet[Any, UUID]:
    programs = apps.get_model("program.Program")  # by its name: another slice's table
    return programs.objects.filter(pk=program_id).values_list("provider", flat=True)


def who(account: Account, *, session_id: UUID | None) -> rules.Who:
    """The person behind an account, as the rights see her."""
    rows = _posts(account=account.pk) if account.staff_id else []
    one = account.patient or account.family
    return rules.Who(
        provider_id=account.provider_id, account_id=account.id, session_id=session_id, staff_id=account.staff_id,
        patient_id=account.patient_id, family_id=account.family_id,
        posts=frozenset(rules.Post(rules.Role(role), program) for _, role, program in rows if role),
        family_of=account.family.patient_id if account.family else None,
        name=rows[0][0] if rows else one.name if one else "",
    )  # fmt: skip


@Worded
def _posts() -> QuerySet[Staff, Any]:
    hers = Staff.objects.filter(account=Blank("account", UUIDField))
    return hers.values_list("name", "posts__role", "posts__program")


def staff(provider_id: UUID, *, also_left: bool = False) -> list[rules.Member]:
    """Everyone on the staff, whole, by name; the number of questions asked does not grow with them."""
    found = Staff.objects.filter(provider=provider_id, merged_into=None).order_by("name", "id")
    return _members(found if also_left else found.filter(left_at=None))


def to_keep_up(provider_id: UUID) -> tuple[list[rules.Credential], int]:
    """Of the staff who are here: every licence that ends, and how many were invited and have no account yet."""
    return [rules.Credential(*row) for row in _licences(provider=provider_id)], len(_invited(provider=provider_id))


HERE = {"staff__provider": Blank("provider", UUIDField), "staff__merged_into": None, "staff__left_at": None}


@Worded
def _licences() -> QuerySet[Credential, Any]:
    return Credential.objects.filter(**HERE, expires_on__isnull=False).values_list("name", "number", "expires_on")


@Worded
def _invited() -> QuerySet[Invitation, Any]:
    found = Invitation.objects.filter(**HERE, accepted_at=None, withdrawn_at=None, staff__account=None)
    return found.values_list("staff").distinct()


def member(provider_id: UUID, pk: UUID) -> rules.Member | None:
    return next(iter(_members(Staff.objects.filter(provider=provider_id, pk=pk))), None)


def _members(found: QuerySet[Staff]) -> list[rules.Member]:
    rows = list(found.select_related("account"))
    keys = [row.id for row in rows]
    posts = _by_staff(Post.objects.filter(staff__in=keys).order_by("id"), "role", "program")
    licences = _by_staff(Credential.objects.filter(staff__in=keys).order_by("id"), "name", "number", "expires_on")
    hours = _by_staff(
        Availability.objects.filter(staff__in=keys).order_by("weekday", "start"), "weekday", "start", "end"
    )
    off = _by_staff(TimeOff.objects.filter(staff__in=keys).order_by("first_day", "last_day"), "first_day", "last_day")
    invited = _by_staff(
        Invitation.objects.filter(staff__in=keys, accepted_at=None, withdrawn_at=None).order_by("id"), "email"
    )
    accounts = [row.account.pk for row in rows if hasattr(row, "account")]
    factors = apps.get_model("mfa.Authenticator").objects.filter(user__in=accounts).exclude(type="recovery_codes")
    secured = set(factors.values_list("user", flat=True))
    return [
        rules.Member(
            id=row.id, provider_id=row.provider_id, name=row.name, letters=row.credentials, skills=tuple(row.skills),
            max_minutes=row.max_minutes, posts=frozenset(rules.Post(rules.Role(r), p) for r, p in posts[row.id]),
            credentials=tuple(rules.Credential(*told) for told in licences[row.id]),
            available=tuple(Span(*told) for told in hours[row.id]), time_off=tuple(off[row.id]),
            has_left=row.left_at is not None, is_public=row.is_public,
            **_way_in(row, [mail for (mail,) in invited[row.id]], secured),
        )
        for row in rows
    ]  # fmt: skip


def _by_staff(rows: QuerySet[Any], *columns: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, *told in rows.values_list("staff", *columns):
        found[key].append(tuple(told))
    return found


def _way_in(row: Staff, invited: list[str], secured: set[UUID]) -> dict[str, str]:
    account = getattr(row, "account", None)
    if account is None:
        return {"account": "invited" if invited else "", "email": invited[0] if invited else ""}
    state = "secured" if account.pk in secured else "active"
    return {"account": state if account.is_active else "closed", "email": account.email}


def may_care(program_id: UUID) -> list[tuple[UUID, str]]:
    """Who may be on a care team in this program: key and name, by name."""
    in_it = Q(program=program_id) | Q(program=None, provider__in=_provider_of(program_id))
    posts = Post.objects.filter(in_it, staff=OuterRef("pk"), role__in=[role.value for role in rules.CLINICIANS])
    return list(Staff.objects.filter(Exists(posts), left_at=None).order_by("name", "id").values_list("id", "name"))


def names_of_staff(provider_id: UUID, keys: set[UUID]) -> dict[UUID, str]:
    return dict(_names_of_staff(provider=provider_id, keys=keys))


@Worded
def _names_of_staff() -> QuerySet[Staff, Any]:
    found = Staff.objects.filter(provider=Blank("provider", UUIDField), pk__in=Blanks("keys", UUIDField))
    return found.values_list("pk", "name")


def reach_of_staff(keys: Iterable[UUID]) -> dict[UUID, rules.Reach]:
    found = Account.objects.filter(staff__in=list(keys), staff__left_at=None, is_active=True)
    return {key: rules.Reach(("mail",), "", email) for key, email in found.values_list("staff", "email") if key}


def program_ids_of_staff(pk: UUID) -> set[UUID] | None:
    """The programs of someone's posts; None: all of the provider's. None at all once she has left."""
    held = Post.objects.filter(staff=pk, staff__left_at=None).values_list("program", flat=True)
    return None if None in held else {key for key in held if key}
