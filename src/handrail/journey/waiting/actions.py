# SPDX-License-Identifier: Apache-2.0
"""Somebody is put on the list, called, helped meanwhile, taken off; and her week is looked for whenever it may fit."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from threading import Event
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people.rules import Who
from handrail.ground.program import access as programs
from handrail.ground.program import queries as all_programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.frontdoor import actions as frontdoor
from handrail.journey.frontdoor import queries as inquiries
from handrail.journey.timetable import queries as timetable
from handrail.journey.timetable.queries import Asked, Running
from handrail.journey.waiting import queries, rules
from handrail.journey.waiting.models import OPEN, Talk, Wait


@transaction.atomic
def begin(
    *, by: By, program: Program, at: datetime, inquiry: UUID | None = None, patient: UUID | None = None,
    asked: Asked | None = None,
) -> UUID:  # fmt: skip
    """She is on the list, with the week she needs. Whoever is on it already keeps her place and needs what is told now.

    An inquiry waits from here on too, if it does not yet.
    """
    programs.hold(program.id)
    told = asked.to_json() if asked else ""
    whose = {"patient_id": patient} if patient else {"inquiry_id": inquiry}
    row = Wait.objects.select_for_update().filter(OPEN, program=program.id, **whose).first()
    if inquiry and inquiry not in inquiries.waits([inquiry]):
        frontdoor.wait(by=by, inquiry_id=inquiry, at=at)
    if row is None:
        row = Wait.objects.create(
            provider_id=program.provider_id, program_id=program.id, since=at, asked=told, begun_by=by.account_id,
            due_at=rules.next_contact("reached", at) if patient else None, **whose,
        )  # fmt: skip
        record.note(by=by, did="waiting.begun", about=row.id, patient=patient)
    elif told and row.asked != told:
        row.asked, row.tried_with, row.found = told, "", ""
        row.save(update_fields=["asked", "tried_with", "found"])
        record.note(by=by, did="waiting.changed", about=row.id, patient=patient)
    return row.id


@transaction.atomic
def end(*, by: Who, wait_id: UUID, because: str, at: datetime) -> None:
    """She is taken off the list, with a reason. Her inquiry goes on where it was: nothing falls out by it."""
    if because not in rules.ENDS:
        raise Refused(_("Say why they wait no longer."))
    row = _held(wait_id)
    if row.inquiry_id and not row.patient_id and row.inquiry_id in inquiries.waits([row.inquiry_id]):
        frontdoor.place(by=by, inquiry_id=row.inquiry_id, at=at)
    _end(by, row, because, at)


@transaction.atomic
def talk(*, by: Who, wait_id: UUID, came_of: str, at: datetime, words: str = "") -> None:
    """We called her. Of an inquiry it is one of its attempts; of a patient it is kept here."""
    if came_of not in rules.CAME_OF:
        raise Refused(_("Say what came of it."))
    row = _held(wait_id)
    if row.patient_id:
        if by.staff_id is None:
            raise Refused(_("Only a member of staff calls."))
        Talk.objects.create(
            provider_id=row.provider_id, wait=row, staff_id=by.staff_id, at=at, came_of=came_of, words=words[:500]
        )
        row.due_at = rules.next_contact(came_of, at)
        row.save(update_fields=["due_at"])
    elif row.inquiry_id and came_of == "reached":
        frontdoor.contact(by=by, inquiry_id=row.inquiry_id, at=at, words=words)
    elif row.inquiry_id:
        frontdoor.attempt(by=by, inquiry_id=row.inquiry_id, tried_by="call", came_of=came_of, at=at, words=words)
    record.note(by=by, did="waiting.talked", about=row.id, patient=row.patient_id, because=came_of)


@transaction.atomic
def support(*, by: By, wait_id: UUID, offered: Iterable[str]) -> bool:
    """What she was offered meanwhile, all of it."""
    told = [code for code in rules.SUPPORT if code in set(offered)]
    row = _held(wait_id)
    if row.support == told:
        return False
    row.support = told
    row.save(update_fields=["support"])
    record.note(by=by, did="waiting.supported", about=row.id, patient=row.patient_id)
    return True


@transaction.atomic
def follow(*, inquiry: UUID, patient: UUID, at: datetime) -> None:
    """Whoever waited as an inquiry is a patient now and keeps her place. Told by the deed that admits her."""
    Wait.objects.filter(OPEN, inquiry=inquiry, patient=None).update(
        patient_id=patient, tried_with="", due_at=rules.next_contact("reached", at)
    )


def hold(*, inquiry: UUID) -> None:
    """Until the transaction ends nobody else changes her place: taken first, before anything else is."""
    list(Wait.objects.select_for_update().filter(OPEN, inquiry=inquiry))


def take_over(*, by: By, kept: UUID, merged: UUID, at: datetime) -> None:
    """Two entries were one person: her longer wait stays. Told by the merge."""
    mine = {row.program_id: row for row in Wait.objects.select_for_update().filter(OPEN, patient=kept)}
    for row in Wait.objects.select_for_update().filter(OPEN, patient=merged).order_by("since"):
        here = mine.get(row.program_id)
        if here is None:
            continue
        here.since = min(here.since, row.since)
        here.save(update_fields=["since"])
        _end(by, row, "merged", at)
    Wait.objects.filter(patient=merged).update(patient=kept, tried_with="")


# ---- looking anew ------------------------------------------------------------------------------------------------


def try_again(*, at: datetime, stop: Event) -> bool:
    """One turn of the worker: everyone who waits is looked for in a week that is not as it was when she last was."""
    done = 0
    for program in all_programs.all_named():
        if not stop.is_set():
            done += try_program(program, at=at, stop=stop)
    return bool(done)


def try_program(program: Program, *, at: datetime, stop: Event | None = None) -> int:
    """How many were looked for."""
    by = By(program.provider_id)
    for row in queries.over(program.id):
        with transaction.atomic():
            _end(by, row, "over", at)
    rows = queries.listed(program.id)
    today = at.astimezone(ZoneInfo(program.time_zone)).date()
    first_day = timetable.next_first_day(today)
    running = timetable.running(program, first_day=first_day, at=at) if rows else None
    if running is None:
        return 0
    holders = {one.subject for one in timetable.holds(program, at=at)}
    mark, tried = queries.mark(running, today), 0
    for row in rows:
        if stop is not None and stop.is_set():
            break
        if row.tried_with != mark:
            subject = row.patient_id or row.inquiry_id
            alone = timetable.running(program, first_day=first_day, at=at, apart_from=subject)
            tried += _try(by, row, alone if subject in holders and alone else running, mark, at)
    return tried


def _try(by: By, row: Wait, running: Running, mark: str, at: datetime) -> bool:
    """Looked for outside of any transaction; kept only if nobody did or changed anything meanwhile."""
    is_placed = row.patient_id is not None and timetable.has_whole(running, row.patient_id)
    fits, told = (False, {}) if is_placed else queries.result(running, queries.entry(running, row))
    with transaction.atomic():
        now = Wait.objects.select_for_update().filter(OPEN, pk=row.pk).first()
        if now is None or (now.asked, now.patient_id, now.tried_with) != (row.asked, row.patient_id, row.tried_with):
            return False
        if is_placed:
            _end(by, now, "has_week", at)
            return True
        flips = fits != (now.fits_since is not None)
        if flips:
            now.fits_since = at if fits else None
        now.tried_at, now.tried_with, now.found = at, mark, json.dumps(told)
        now.save(update_fields=["tried_at", "tried_with", "found", "fits_since"])
        if flips:
            _tell(by, now, at, fits=fits)
    return True


def _tell(by: By, row: Wait, at: datetime, *, fits: bool) -> None:
    """Intake hears of it: an inquiry's next step is to offer her the week."""
    if row.inquiry_id and not row.patient_id:
        deed = frontdoor.open_seat if fits else frontdoor.lose_seat
        with suppress(Refused):  # then her own next step stands: she was called meanwhile, or does not want to be
            deed(by=by, inquiry_id=row.inquiry_id, at=at)
    record.note(by=by, did="waiting.fits" if fits else "waiting.fits_no_more", about=row.id, patient=row.patient_id)


def _held(wait_id: UUID) -> Wait:
    """Until the transaction ends nobody else changes it."""
    row = Wait.objects.select_for_update().filter(OPEN, pk=wait_id).first()
    if row is None:
        raise Refused(_("They are not on the waiting list any more."))
    return row


def _end(by: By, row: Wait, because: str, at: datetime) -> None:
    Wait.objects.filter(OPEN, pk=row.pk).update(ended_at=at, ended_because=because, fits_since=None)
    record.note(by=by, did="waiting.ended", about=row.pk, patient=row.patient_id, because=because)
