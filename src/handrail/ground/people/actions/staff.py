# SPDX-License-Identifier: Apache-2.0
"""What is done to staff: one verb, one transaction, one line in the record each."""

from collections.abc import Iterable

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.kit.days import Span
from handrail.ground.people import rules
from handrail.ground.people.models import Availability, Post, Staff
from handrail.ground.record import actions as record


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
) -> rules.Clinician:
    """Someone joins the staff, with her posts; who holds sessions has hours and a most she may lead in a week."""
    spans = tuple(available)
    made = Staff.objects.create(
        provider_id=by.provider_id, name=name, credentials=credentials, skills=list(skills), max_minutes=max_minutes
    )
    Post.objects.bulk_create(
        Post(provider_id=by.provider_id, staff=made, program_id=post.program_id, role=post.role) for post in posts
    )
    _write_hours(made, spans)
    record.note(by=by, did="staff.engaged", about=made.id)
    return made.as_fact(spans)


def _write_hours(staff: Staff, spans: Iterable[Span]) -> None:
    Availability.objects.filter(staff=staff).delete()
    Availability.objects.bulk_create(
        Availability(provider_id=staff.provider_id, staff=staff, weekday=s.weekday, start=s.start, end=s.end)
        for s in spans
    )
