# SPDX-License-Identifier: Apache-2.0
"""What is done to dated weeks: close days and hours, change one meeting on one date, and take that back.

Nothing is deleted: what is undone stands no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.days import DAY_MINUTES
from handrail.ground.people import queries as everyone
from handrail.ground.people.actions import staff
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.timetable import dated, mending, queries
from handrail.journey.timetable.models import Closure, OneOff, SeatOnce, Substitute
from handrail.journey.timetable.models.dated import STANDS

LOSING = "other"  # the cause of who is excused because the meeting was moved


@transaction.atomic
def close(
    *, by: By, program: Program, first_day: date, last_day: date, words: str, start: int = 0,
    end: int = DAY_MINUTES, whole_site: bool = False,
) -> UUID:  # fmt: skip
    """Nothing is held on these days, or between these hours of them: in the program, or in all of its site."""
    if not words.strip():
        raise Refused(_("say in a word why it is closed: everyone reads it"))
    if last_day < first_day:
        raise Refused(_("the last day is before the first"))
    if not 0 <= start < end <= DAY_MINUTES:
        raise Refused(_("the hours end before they begin"))
    programs.hold(program.id)
    closure = Closure(
        provider_id=by.provider_id, site_id=program.site_id, program_id=None if whole_site else program.id,
        first_day=first_day, last_day=last_day, start=start, end=end, words=words.strip(),
    )  # fmt: skip
    if closure.as_fact() in [replace(one, id=closure.id) for one in queries.closures(program, first_day, last_day)]:
        raise Refused(_("it is closed then already"))
    closure.save(force_insert=True)
    record.note(by=by, did="program.days_closed", about=closure.id)
    return closure.id


@transaction.atomic
def open_again(*, by: By, program: Program, closure_id: UUID, at: datetime) -> bool:
    """The closure stands no more. Saying it twice changes nothing."""
    programs.hold(program.id)
    found = Closure.objects.filter(STANDS, pk=closure_id, provider=by.provider_id, site=program.site_id).first()
    if found is None:
        return False
    found.undone_at = at
    found.save(update_fields=["undone_at"])
    record.note(by=by, did="program.days_opened", about=found.id)
    return True


@transaction.atomic
def change_once(
    *, by: By, program: Program, on: date, key: UUID, cause: str, at: datetime, is_cancelled: bool = False,
    day: date | None = None, start: int | None = None, room: UUID | None = None,
    instead: Mapping[UUID, UUID] | None = None, words: str = "", losing: Iterable[UUID] = (),
) -> UUID:  # fmt: skip
    """The meeting that stands on this date is cancelled, moved or led by others, on that date only.

    A change that was made of it before is replaced. What clashes with another meeting is refused. `losing`: who is in
    the group and cannot come at its other time.
    """
    programs.hold(program.id)
    meeting = _standing_on(program, on, key)
    _refuse_begun(meeting, at)
    told = {"is_cancelled": is_cancelled, "day": day, "start": start, "room_id": room, "cause": cause, "words": words}
    _undo(by, program, on, key, at)
    whose = {"group_id": key} if meeting.slot.is_group else {"appointment_id": key}
    change = OneOff.objects.create(
        provider_id=by.provider_id, program_id=program.id, on=on, made_at=at, **whose, **told
    )
    Substitute.objects.bulk_create(
        Substitute(provider_id=by.provider_id, one_off=change, instead_of_id=old, clinician_id=new)
        for old, new in (instead or {}).items()
    )
    _excuse(by, program, meeting, losing, at)
    _refuse_clashes(program, on, key)
    record.note(by=by, did="meeting.changed_once", about=change.id)
    return change.id


@transaction.atomic
def hold_once(
    *, by: By, program: Program, on: date, service: UUID, start: int, leaders: Iterable[UUID], members: Iterable[UUID],
    cause: str, at: datetime, room: UUID | None = None, words: str = "",
) -> UUID:  # fmt: skip
    """A meeting of a service that stands in no week, held on one date."""
    programs.hold(program.id)
    change = OneOff.objects.create(
        provider_id=by.provider_id, program_id=program.id, on=on, service_id=service, start=start, room_id=room,
        cause=cause, words=words, made_at=at,
    )  # fmt: skip
    Substitute.objects.bulk_create(
        Substitute(provider_id=by.provider_id, one_off=change, clinician_id=leader) for leader in leaders
    )
    SeatOnce.objects.bulk_create(
        SeatOnce(
            provider_id=by.provider_id, program_id=program.id, on=on, one_off=change, patient_id=member, comes=True,
            cause=cause, made_at=at,
        )
        for member in members
    )  # fmt: skip
    _refuse_clashes(program, on, change.id)
    record.note(by=by, did="meeting.held_once", about=change.id)
    return change.id


@transaction.atomic
def undo_once(*, by: By, program: Program, on: date, key: UUID, at: datetime) -> bool:
    """The meeting is as it stands again; one held once is not held. Saying it twice changes nothing."""
    programs.hold(program.id)
    if any(one.on == on and key in (one.key, one.once and one.once.key) for one in _changes(program, on)):
        _refuse_begun(_standing_on(program, on, key), at)
    undone = _undo(by, program, on, key, at)
    if undone:
        record.note(by=by, did="meeting.change_undone", about=key)
    return undone


@transaction.atomic
def seat_once(
    *, by: By, program: Program, on: date, key: UUID, patient: UUID, comes: bool, cause: str, at: datetime
) -> None:
    """She comes to this meeting on this date as a guest, or is excused from it. Twice is once."""
    programs.hold(program.id)
    meeting = _standing_on(program, on, key)
    _refuse_begun(meeting, at)
    if meeting.slot.is_group is False and not meeting.is_extra:
        raise Refused(_("an individual session has no other seats: cancel it instead"))
    if (patient in meeting.members) == comes:
        return
    whose = {"one_off_id": key} if meeting.is_extra else {"group_id": key}
    said = SeatOnce.objects.filter(STANDS, patient=patient, on=on, **whose)
    if not said.update(undone_at=at):
        SeatOnce.objects.create(
            provider_id=by.provider_id, program_id=program.id, on=on, patient_id=patient, comes=comes, cause=cause,
            made_at=at, **whose,
        )  # fmt: skip
    if comes:
        _refuse_clashes(program, on, key)
    record.note(by=by, did="seat.given_once" if comes else "seat.excused", about=key, patient=patient)


@transaction.atomic
def mend(
    *, by: By, program: Program, ways: Iterable[mending.Way], cause: str, at: datetime, out: mending.Out | None = None
) -> int:  # fmt: skip
    """These ways on with meetings that are hit, all of them or, if one clashes with what is held now, none.

    A clinician who is out is away on these dates from now on, so that what was not decided yet is seen.
    """
    programs.hold(program.id)
    chosen = list(ways)
    member = everyone.member(by.provider_id, out.key) if out else None
    if out and member and (out.first, out.last) not in member.time_off:
        staff.set_time_off(by=by, staff_id=member.id, days=[*member.time_off, (out.first, out.last)])
    for way in chosen:
        one = way.meeting
        _undo(by, program, one.on, one.key, at)
        whose = {"group_id": one.key} if one.slot.is_group else {"appointment_id": one.key}
        change = OneOff.objects.create(
            provider_id=by.provider_id, program_id=program.id, on=one.on, made_at=at, cause=cause,
            is_cancelled=way.kind == "cancel", day=way.day, start=way.start, room_id=way.room, **whose,
        )  # fmt: skip
        Substitute.objects.bulk_create(
            Substitute(provider_id=by.provider_id, one_off=change, instead_of_id=old, clinician_id=new)
            for old, new in way.instead
        )
        _excuse(by, program, one, way.losing if way.kind == "move" else (), at)
    for way in chosen:
        _refuse_clashes(program, way.meeting.on, way.meeting.key)
        record.note(by=by, did="meeting.changed_once", about=way.meeting.key)
    return len(chosen)


def _excuse(by: By, program: Program, one: dated.Meeting, who: Iterable[UUID], at: datetime) -> None:
    """Those who cannot come to it at its new time; a guest has no seat in it any more."""
    losing = set(who)
    said = SeatOnce.objects.filter(STANDS, on=one.on, group=one.key, patient__in=losing)
    said.filter(comes=True).update(undone_at=at)
    losing &= {*one.slot.members} - set(said.values_list("patient", flat=True))
    SeatOnce.objects.bulk_create(
        SeatOnce(
            provider_id=by.provider_id, program_id=program.id, on=one.on, group_id=one.key, patient_id=member,
            comes=False, cause=LOSING, made_at=at,
        )
        for member in sorted(losing)
    )  # fmt: skip


def _changes(program: Program, on: date) -> tuple[dated.OneOff, ...]:
    return queries.exceptions(program, on, on).one_offs


def _refuse_begun(meeting: dated.Meeting, at: datetime) -> None:
    if meeting.starts_at <= at:
        raise Refused(_("it has begun: what was planned is no longer changed"))


def _standing_on(program: Program, on: date, key: UUID) -> dated.Meeting:
    days = [on, *(one.day for one in _changes(program, on) if one.on == on and one.day)]
    found = queries.meetings(program, min(days), max(days))
    meeting = next((one for one in found if one.key == key and one.on == on), None)
    if meeting is None:
        raise Refused(_("there is no such meeting on this date any more; open the week again"))
    return meeting


def _undo(by: By, program: Program, on: date, key: UUID, at: datetime) -> bool:
    """Whoever was excused by the change, as she could not come at its other time, is in it again."""
    ours = OneOff.objects.filter(STANDS, provider=by.provider_id, program=program.id, on=on)
    excused = SeatOnce.objects.filter(STANDS, program=program.id, on=on, group=key, comes=False, cause=LOSING)
    excused.filter(made_at__in=ours.filter(group=key).values("made_at")).update(undone_at=at)
    undone = ours.filter(group=key).update(undone_at=at) + ours.filter(appointment=key).update(undone_at=at)
    return bool(undone + ours.filter(pk=key).update(undone_at=at))


def _refuse_clashes(program: Program, on: date, key: UUID) -> None:
    """What the meeting, as it now is, has in its way on its date."""
    meeting = _standing_on(program, on, key)
    others = queries.meetings(program, meeting.date, meeting.date)
    if found := dated.clashes(meeting, others):
        raise Refused(*dict.fromkeys(_said(one) for one in found))
    held = {*meeting.leaders, *((meeting.room,) if meeting.room else ())}
    for taken in queries.elsewhere(program, meeting.date, meeting.date):
        if meeting.is_held and taken.key in held and taken.start < meeting.end and meeting.start < taken.end:
            raise Refused(_("its room or its leader is held by another program then"))


def _said(clash: dated.Clash) -> str:
    told = {"title": clash.other.title}
    if clash.kind == "room":
        return _("the room is taken then by %(title)s") % told
    if clash.kind == "leader":
        return _("who would lead it is in %(title)s then") % told
    return _("someone in it is in %(title)s then") % told
