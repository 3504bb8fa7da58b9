# SPDX-License-Identifier: Apache-2.0
"""The door to inquiries: whose they are to see, or 404. Each one opened is on record."""

from collections.abc import Sequence
from datetime import date
from typing import NoReturn
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone

from handrail.ground.people import access as people
from handrail.ground.people.rules import Place, Who, may
from handrail.ground.program import access as programs
from handrail.ground.program import queries as all_programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.frontdoor import queries
from handrail.journey.frontdoor.models import Paper
from handrail.journey.frontdoor.rules.facts import Booking, Inquiry


def today_at(program: Program) -> date:
    return timezone.localdate(timezone=ZoneInfo(program.time_zone))


def programs_for(who: Who, right: str = "inquiries.see") -> list[Program]:
    """The programs whose inquiries she works on; 404 if there is none."""
    if not who.is_staff:
        raise Http404("Nothing here for this account")
    hers = programs.programs_for(who.provider_id, only=who.program_ids)
    found = [one for one in hers if may(who, right, Place(who.provider_id, one.id))]
    if not found:
        raise Http404("Nothing here for this account")
    return found


def board_for(who: Who) -> list[Program]:
    """The board was looked at: her programs, and one line in the record."""
    found = programs_for(who)
    record.looked(by=who, what="inquiries.looked", about=found[0].id if len(found) == 1 else None)
    return found


def inquiry_for(who: Who, pk: UUID, right: str = "inquiry.edit", *, look: bool = True) -> Inquiry:
    """An inquiry of one of her programs. `look`: it is shown, and the record says so."""
    found = queries.inquiry(pk)
    if found is None or not may(who, right, Place(found.provider_id, found.program_id)):
        _refuse(who, found)
    if look:
        record.looked(by=who, what="inquiry.looked", about=found.id)
    return found


def own_bookings(who: Who) -> list[tuple[Booking, Inquiry]]:
    """Whom she is booked to assess."""
    programs_for(who, "assessments.own")
    assert who.staff_id is not None  # or there would be no program of hers
    record.looked(by=who, what="assessments.looked", about=who.staff_id)
    now = timezone.now()
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return queries.bookings_of_staff(who.staff_id, since=since)


def paper_for(who: Who, pk: UUID, paper_id: UUID) -> tuple[Paper, bytes]:
    """A file that came with a referral, opened: for those who work on inquiries."""
    inquiry_for(who, pk, look=False)
    found = Paper.objects.filter(inquiry=pk, pk=paper_id).first()
    if found is None:
        raise Http404("No such paper")
    record.looked(by=who, what="paper.looked", about=found.id)
    return found, bytes(found.sealed)


def program_of(inquiry: Inquiry) -> Program:
    return all_programs.of_key(inquiry.program_id)


def keys_of(found: Sequence[Program]) -> list[UUID]:
    return [one.id for one in found]


def program_asked(found: Sequence[Program], key: str) -> Program | None:
    """The program an address names, if it is one of these."""
    return next((one for one in found if str(one.id) == key), None)


def _refuse(who: Who, inquiry: Inquiry | None) -> NoReturn:
    if inquiry is not None and inquiry.provider_id == who.provider_id:
        record.refused(by=who, did="inquiry.refused", about=inquiry.id)
    people.ask(who, "look.see")
    raise Http404("No such inquiry")
