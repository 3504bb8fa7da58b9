# SPDX-License-Identifier: Apache-2.0
"""Reading inquiries, as facts. The number of questions asked does not grow with the rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, Max, Q, QuerySet, UUIDField
from django.utils.crypto import salted_hmac

from handrail.ground.people import queries as people
from handrail.ground.people.rules import Member, Patient, Post, Role
from handrail.ground.tables.queries import Blank, Worded
from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.models import Attempt, Booking, HandOver, Inquiry, Mark, Paper
from handrail.journey.frontdoor.rules import facts, figures, marks
from handrail.journey.frontdoor.rules.slots import Busy, Offering
from handrail.journey.frontdoor.rules.steps import OPEN

SALT = "handrail.frontdoor.marks"
DIGEST = 32
NO_DAY = date(1, 1, 1)
RANKS = {Role.INTAKE: 0, Role.DIRECTOR: 1, Role.ADMINISTRATOR: 2}
SHOWN_AT_MOST = 400
HELD = ~Q(next="")


def inquiry(pk: UUID) -> facts.Inquiry | None:
    found = Inquiry.objects.filter(pk=pk).select_related("owner").first()
    return found.as_fact() if found else None


def held(
    program_ids: Iterable[UUID], *, at: datetime, owner: UUID | None = None, way: str = "", heard: str = ""
) -> list[facts.Inquiry]:
    """Whatever still has a next step, in the order in which it wants doing."""
    found = Inquiry.objects.filter(HELD, program__in=list(program_ids)).select_related("owner")
    for column, value in (("owner", owner), ("way", way), ("heard", heard)):
        found = found.filter(**{column: value}) if value else found
    return facts.first([one.as_fact() for one in found.order_by("due_at", "id")[:SHOWN_AT_MOST]], at)


def waiting(program_ids: Iterable[UUID]) -> list[facts.Inquiry]:
    """For whom no week fits yet; whose contact is due first comes first."""
    found = Inquiry.objects.filter(program__in=list(program_ids), is_waiting=True).select_related("owner")
    return [one.as_fact() for one in found.order_by("due_at", "id")[:SHOWN_AT_MOST]]


def waits(keys: Iterable[UUID]) -> set[UUID]:
    """Which of these are still on the waiting list."""
    return set(Inquiry.objects.filter(pk__in=list(keys), is_waiting=True).values_list("id", flat=True))


def over(keys: Iterable[UUID]) -> set[UUID]:
    """Which of these have ended, or were referred on."""
    return set(Inquiry.objects.filter(pk__in=list(keys)).exclude(step__in=OPEN).values_list("id", flat=True))


def tried_last(keys: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these was last called or written to."""
    rows = Attempt.objects.filter(inquiry__in=list(keys)).values_list("inquiry").annotate(last=Max("at"))
    return dict(rows.order_by())


def ended(program_ids: Iterable[UUID], *, size: int = 100) -> list[facts.Inquiry]:
    """The last that are over, the newest first."""
    found = Inquiry.objects.filter(program__in=list(program_ids), next="").select_related("owner")
    return [one.as_fact() for one in found.order_by("-ended_at", "-id")[:size]]


def attempts(inquiry_id: UUID) -> list[facts.Attempt]:
    rows = Attempt.objects.filter(inquiry=inquiry_id).select_related("staff").order_by("-at", "-id")
    return [one.as_fact() for one in rows]


def papers(inquiry_id: UUID) -> list[facts.Paper]:
    """What came with the referral, without opening any of it."""
    return [one.as_fact() for one in Paper.objects.filter(inquiry=inquiry_id).defer("sealed").order_by("id")]


def handed(inquiry_id: UUID) -> facts.HandOver | None:
    found = HandOver.objects.filter(inquiry=inquiry_id).order_by("-id").first()
    return found.as_fact() if found else None


def bookings(inquiry_ids: Iterable[UUID]) -> dict[UUID, facts.Booking]:
    """The standing booking of each of these that has one."""
    rows = Booking.objects.filter(inquiry__in=list(inquiry_ids), outcome="").select_related("staff")
    return {row.inquiry_id: row.as_fact() for row in rows}


def bookings_of_staff(staff_id: UUID, *, since: datetime) -> list[tuple[facts.Booking, facts.Inquiry]]:
    """Whom she assesses, soonest first."""
    rows = Booking.objects.filter(staff=staff_id, outcome="", start__gte=since)
    rows = rows.select_related("staff", "inquiry", "inquiry__owner").order_by("start")
    return [(row.as_fact(), row.inquiry.as_fact()) for row in rows]


def taken(staff_ids: Iterable[UUID], *, since: datetime, until: datetime) -> dict[UUID, list[Busy]]:
    """When each of these is booked to assess."""
    found: dict[UUID, list[Busy]] = defaultdict(list)
    reach = since - timedelta(minutes=90)
    rows = Booking.objects.filter(staff__in=list(staff_ids), outcome="", start__gt=reach, start__lt=until)
    for staff_id, start, minutes in rows.values_list("staff", "start", "minutes"):
        found[staff_id].append(Busy(start, start + timedelta(minutes=minutes)))
    return found


def digests(told: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Each mark with its keyed digest; the key is the secret key, so a copy of the tables tells nothing."""
    return {
        (kind, text): salted_hmac(SALT, f"{kind}:{text}", algorithm="sha256").hexdigest()[:DIGEST]
        for kind, text in told
    }


def alike(one: facts.Inquiry) -> list[facts.Inquiry]:
    """Other inquiries of the provider that may be the same person's: by phone, whole name, or birth date and a name."""
    told = marks.marks_of(name=one.name, born=one.born, phones=[one.texts["phone"]])
    shared: dict[UUID, set[str]] = defaultdict(set)
    rows = Mark.objects.filter(provider=one.provider_id, digest__in=digests(told).values())
    for key, kind in rows.exclude(inquiry=one.id).values_list("inquiry", "kind"):
        shared[key].add(kind)
    keys = [key for key, kinds in shared.items() if marks.is_alike(kinds)]
    found = Inquiry.objects.filter(pk__in=keys).select_related("owner").order_by("-first_contact_at")
    return [row.as_fact() for row in found[:20]]


def patients_alike(one: facts.Inquiry, program_ids: Iterable[UUID] | None) -> list[Patient]:
    """Patients, also former ones, of these programs who may be her: their names as a list shows them, no chart."""
    if not one.name:
        return []
    born = one.born or NO_DAY
    return people.alike([one.name], born, provider_id=one.provider_id, program_ids=program_ids)


def who_takes(provider_id: UUID, program_id: UUID) -> UUID | None:
    """Who owns the next inquiry: of intake, else of the directors, else an administrator; who has fewest first."""
    members = people.staff(provider_id)
    ranked = [(member.id, rank) for member in members if (rank := _rank(member, program_id)) is not None]
    rows = Inquiry.objects.filter(HELD, owner__in=[key for key, _ in ranked]).values_list("owner")
    loads = dict(rows.annotate(n=Count("id")))
    return facts.who_takes([(key, rank, loads.get(key, 0)) for key, rank in ranked])


def owners(provider_id: UUID, program_ids: Sequence[UUID]) -> list[Member]:
    """Whoever may own an inquiry in one of these programs."""
    members = people.staff(provider_id)
    return [one for one in members if any(_rank(one, program) in (0, 1) for program in program_ids)]


def _rank(member: Member, program_id: UUID) -> int | None:
    held = [RANKS[post.role] for post in member.posts if post.role in RANKS and _is_there(post, program_id)]
    return min(held, default=None)


def _is_there(post: Post, program_id: UUID) -> bool:
    return post.program_id in (None, program_id)


def lines(program_ids: Iterable[UUID], *, since: datetime, until: datetime) -> list[figures.Line]:
    """What the measures are counted from: every inquiry first heard of in this time, in one question."""
    columns: tuple[Any, ...] = (
        "program", "way", "heard", "step", "closed_because", "is_waiting", "first_contact_at", "reached_at",
        "screened_at", "booked_at", "assessed_at", "ended_at", "first_slot_at",
    )  # fmt: skip
    found = Inquiry.objects.filter(
        program__in=list(program_ids), first_contact_at__gte=since, first_contact_at__lt=until
    ).exclude(closed_because__in=("twice", "mistake"))
    return [figures.Line(*row) for row in found.order_by("first_contact_at", "id").values_list(*columns)]


def counts(program_ids: Iterable[UUID]) -> dict[str, int]:
    """How many are at each step now."""
    rows = Inquiry.objects.filter(HELD, program__in=list(program_ids), step__in=OPEN).values_list("step")
    return dict(rows.annotate(n=Count("id")).order_by())


def late(program_ids: Iterable[UUID], *, at: datetime) -> int:
    """How many have a next step that is overdue."""
    return sum(len(_late(program=program_id, at=at)) for program_id in program_ids)


@Worded
def _late() -> QuerySet[Inquiry, Any]:
    here = Inquiry.objects.filter(HELD, program=Blank("program", UUIDField), due_at__lt=Blank("at", DateTimeField))
    return here.values_list("id")


def count_of_staff(staff_id: UUID, *, since: datetime) -> int:
    """How many assessments are booked with her."""
    return Booking.objects.filter(staff=staff_id, outcome="", start__gte=since).count()


def offering() -> Offering:
    """Who may assess, and how it is offered."""
    return desk().offering


def helplines() -> dict[str, str]:
    """Numbers to call in danger, by what for."""
    return desk().helplines


def is_known(provider_id: UUID, form_key: str) -> bool:
    """Whether the form of this key has come before."""
    return bool(form_key) and Inquiry.objects.filter(provider=provider_id, form_key=form_key).exists()
