# SPDX-License-Identifier: Apache-2.0
"""An assessment is signed and so locked, signed by a supervisor too or sent back, and added to."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.kit.answer import Refused
from handrail.ground.people import queries as people
from handrail.ground.people.rules import Who
from handrail.ground.program import queries as programs
from handrail.ground.record import actions as record
from handrail.journey.intake import queries, rules, signing
from handrail.journey.intake.actions.assessments import held, must_be_open
from handrail.journey.intake.models import Addendum, Assessment, Signature
from handrail.journey.intake.signing import Standing

__all__ = ["WHY", "Standing", "add", "cosign", "send_back", "sign", "standing_of"]
WHY = {
    "no_letters": gettext_lazy(
        "Your entry names no license or certificate. Whoever keeps the staff’s list can add it."
    ),
    "unknown_letters": gettext_lazy("Your letters are not among those that assess here."),
    "expired": gettext_lazy("Your license has run out, by your entry in the staff’s list."),
}


def standing_of(who: Who, *, at: datetime, zone: str) -> Standing:
    """What she may sign now, by her entry in the staff's list."""
    member = people.member(who.provider_id, who.staff_id) if who.staff_id else None
    if member is None:
        return Standing("", because="no_letters")
    return signing.standing(member, on=at.astimezone(ZoneInfo(zone)).date(), signers=signing.current())


@transaction.atomic
def sign(*, by: Who, assessment_id: UUID, at: datetime) -> str:
    """She stands for it; from now on nothing in it changes. Answers the new state: signed, or waiting for a second."""
    row = held(by, assessment_id)
    must_be_open(row)
    standing = _must_stand(by, row, at)
    sheet = queries.sheet(row.as_fact())
    if any(rules.progress(section, sheet.answers).in_the_way for section in queries.catalogue().sections):
        raise Refused(_("Not everything that is needed was answered yet: see the sections marked so."))
    _sign(by, row, standing, "author", queries.content_hash(row.as_fact(), sheet.answers), at)
    row.state = "signed" if standing.alone else "waiting"
    row.save(update_fields=["state"])
    record.note(by=by, did="assessment.signed", about=row.id, patient=row.patient_id, because=row.state)
    return row.state


@transaction.atomic
def cosign(*, by: Who, assessment_id: UUID, at: datetime) -> None:
    """Her supervisor read it and stands for it too."""
    row = held(by, assessment_id)
    author = _author(row)
    standing = _must_stand(by, row, at)
    if not standing.alone or author.staff_id == by.staff_id:
        raise Refused(_("Someone else, who signs alone, has to sign this."))
    sheet = queries.sheet(row.as_fact())
    own = queries.content_hash(row.as_fact(), sheet.answers)
    if own != author.hash:
        raise Refused(_("What is kept is not what was signed. Send it back, and tell your administrator."))
    _sign(by, row, standing, "cosigner", own, at)
    row.state = "signed"
    row.save(update_fields=["state"])
    record.note(by=by, did="assessment.cosigned", about=row.id, patient=row.patient_id)


@transaction.atomic
def send_back(*, by: Who, assessment_id: UUID, because: str, at: datetime) -> None:
    """Not yet: it is open again, and the author reads why. Her first signature stays in the history."""
    row = held(by, assessment_id)
    author = _author(row)
    if not _must_stand(by, row, at).alone or author.staff_id == by.staff_id:
        raise Refused(_("Someone else, who signs alone, has to look at this."))
    if not because.strip():
        raise Refused(_("Say what is still to be done."))
    author.returned_at, author.returned_by_id, author.returned_because = at, by.staff_id, because.strip()
    author.save(update_fields=["returned_at", "returned_by", "returned_because"])
    row.state = "open"
    row.save(update_fields=["state"])
    record.note(by=by, did="assessment.sent_back", about=row.id, patient=row.patient_id)


@transaction.atomic
def add(*, by: Who, assessment_id: UUID, words: str, at: datetime) -> None:
    """What is new after it was signed, under its own date and name."""
    row = held(by, assessment_id)
    standing = _must_stand(by, row, at)
    if row.state == "open":
        raise Refused(_("This assessment is not signed yet: write it where it belongs."))
    if not words.strip() or len(words) > rules.LONGEST_TEXT:
        raise Refused(_("Write what is to be added, in at most %(n)d characters.") % {"n": rules.LONGEST_TEXT})
    assert by.staff_id  # she stands, so she is of the staff
    made = Addendum.objects.create(
        provider_id=by.provider_id, assessment=row, staff_id=by.staff_id, letters=standing.letters, at=at,
        words=words.strip(),
    )  # fmt: skip
    record.note(by=by, did="assessment.added_to", about=made.id, patient=row.patient_id)


def _must_stand(by: Who, row: Assessment, at: datetime) -> Standing:
    standing = standing_of(by, at=at, zone=programs.of_key(row.patient.program_id).time_zone)
    if not standing.may:
        raise Refused(str(WHY[standing.because]))
    return standing


def _author(row: Assessment) -> Signature:
    found = Signature.objects.filter(assessment=row, part="author", returned_at=None).first()
    if row.state != "waiting" or found is None:
        raise Refused(_("This assessment does not wait for a second signature."))
    return found


def _sign(by: Who, row: Assessment, standing: Standing, part: str, own: str, at: datetime) -> None:
    assert by.staff_id  # she stands, so she is of the staff
    Signature.objects.create(
        provider_id=by.provider_id, assessment=row, staff_id=by.staff_id, letters=standing.letters, part=part, at=at,
        hash=own,
    )  # fmt: skip
