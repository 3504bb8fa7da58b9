# SPDX-License-Identifier: Apache-2.0
"""What is done by hand to one meeting on one date: changed or added, after all that it breaks was looked at."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import once, queries
from handrail.journey.timetable.actions.dated import change_once, hold_once
from handrail.journey.timetable.once import Wanted
from handrail.journey.timetable.sentences import broken


@transaction.atomic
def change_by_hand(
    *, by: By, program: Program, on: date, key: UUID, wanted: Wanted, cause: str, at: datetime, words: str = ""
) -> tuple[UUID, ...]:
    """The meeting is held like this on that date; what stops it is refused. Answers who loses it. Told by the change.

    Who cannot come at its new time is excused from it, and is offered a make-up like everyone who lost hours.
    """
    programs.hold(program.id)
    ground = queries.mending_ground(program, on, at=at)
    meeting = ground.meeting(on, key)
    if meeting is None:
        raise Refused(_("there is no such meeting on this date any more; open the week again"))
    if meeting.is_extra:
        raise Refused(_("it is held this once: take it back, and add it as it should be"))
    _refuse(ground, meeting, wanted)
    gone, stands = once.losing(ground, meeting, wanted), meeting.slot
    change_once(
        by=by, program=program, on=on, key=key, cause=cause, at=at, words=words, losing=gone,
        day=wanted.day if wanted.day != on else None, start=wanted.start if wanted.start != stands.start else None,
        room=wanted.room if wanted.room != stands.room else None, instead=once.instead(meeting, wanted.leaders),
    )  # fmt: skip
    return gone


@transaction.atomic
def add_by_hand(
    *, by: By, program: Program, service: UUID, wanted: Wanted, members: Iterable[UUID], at: datetime, words: str = ""
) -> UUID:
    """A meeting that stands in no week is held on that date; what stops it is refused. Told by the holding of it."""
    programs.hold(program.id)
    ground = queries.mending_ground(program, wanted.day, at=at)
    meeting = queries.imagined(program, ground, service, wanted, members)
    _refuse(ground, meeting, wanted)
    return hold_once(
        by=by, program=program, on=wanted.day, service=service, start=wanted.start, leaders=wanted.leaders,
        members=meeting.members, cause="other", at=at, room=wanted.room, words=words,
    )  # fmt: skip


def _refuse(ground: once.Ground, meeting: once.Meeting, wanted: Wanted) -> None:
    stops = [one for one in once.breaches(ground, replace(meeting, state="planned"), wanted) if one.stops]
    if stops:
        raise Refused(*(broken(one) for one in stops))
