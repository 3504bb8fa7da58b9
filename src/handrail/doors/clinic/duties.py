# SPDX-License-Identifier: Apache-2.0
"""What waits for the one who is signed in: each slice is asked what of its own is due, and the first page shows it.

A duty is found by a question each time, never kept: done, it is simply no longer found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.ground.people import access
from handrail.ground.people import queries as people
from handrail.ground.people.rules import Place, Who, may
from handrail.ground.program.rules import Program
from handrail.journey.admission import queries as admission
from handrail.journey.frontdoor import queries as inquiries
from handrail.journey.intake import queries as intake
from handrail.journey.placement import queries as placement
from handrail.journey.timetable import queries as timetable
from handrail.journey.waiting import queries as waiting


@dataclass(frozen=True)
class Duty:
    """One line of the list, without names. `tone`: `danger` for what is overdue, `soon` for what is near, or none."""

    words: str
    url: str
    tone: str = ""


SOON = timedelta(days=7)  # a review is named a week ahead: it needs a session with the patient
Asked = Callable[[Who, Program | None, date], Iterator[Duty]]


def of(who: Who, program: Program | None, on: date) -> list[Duty]:
    """The most pressing first."""
    found = [duty for ask in ASKED for duty in ask(who, program, on)]
    return sorted(found, key=lambda duty: ("danger", "soon", "").index(duty.tone))


def charts_opened(who: Who, _program: Program | None, _on: date) -> Iterator[Duty]:
    """For the privacy officer: charts opened from outside their care team."""
    if not may(who, "glass.review", Place(who.provider_id)):
        return
    n = len(people.openings(who.provider_id, reviewed=False))
    if n:
        words = ngettext("%(n)d chart was opened with a reason", "%(n)d charts were opened with a reason", n) % {"n": n}
        yield Duty(words, reverse("people:glass"), "soon")


def staff_kept(who: Who, program: Program | None, on: date) -> Iterator[Duty]:
    """For whoever keeps the staff: licences that have run out or are about to, and who was invited and has not come."""
    if not may(who, "staff.edit", Place(who.provider_id, program.id if program else None)):
        return
    licences, invited = people.to_keep_up(who.provider_id)
    ends = [held.runs_out(on) for held in licences]
    if over := ends.count("over"):
        words = ngettext("%(n)d licence has run out", "%(n)d licences have run out", over) % {"n": over}
        yield Duty(words, reverse("people:staff"), "danger")
    if soon := ends.count("soon"):
        words = ngettext("%(n)d licence runs out soon", "%(n)d licences run out soon", soon) % {"n": soon}
        yield Duty(words, reverse("people:staff"), "soon")
    if invited:
        words = ngettext(
            "%(n)d invitation has not been taken up yet", "%(n)d invitations have not been taken up yet", invited
        )
        yield Duty(words % {"n": invited}, reverse("people:staff"))


def not_set_up(who: Who, program: Program | None, _on: date) -> Iterator[Duty]:
    """Before there is a program there is one thing to do."""
    if program is None and may(who, "program.edit", Place(who.provider_id)):
        yield Duty(_("Set up your first program"), reverse("program:setup"), "soon")


def inquiries_late(who: Who, program: Program | None, _on: date) -> Iterator[Duty]:
    """For intake: people who asked for help and wait longer than they should."""
    if program is None or not may(who, "inquiries.see", Place(who.provider_id, program.id)):
        return
    n = inquiries.late([program.id], at=timezone.now())
    if n:
        words = ngettext(
            "%(n)d person who asked for help waits too long", "%(n)d people who asked for help wait too long", n
        )
        yield Duty(words % {"n": n}, reverse("frontdoor:board"), "danger")


def papers_missing(who: Who, program: Program | None, _on: date) -> Iterator[Duty]:
    """For intake: people whose admission papers are late, or due soon."""
    if program is None or not may(who, "inquiries.see", Place(who.provider_id, program.id)):
        return
    (late, near), url = admission.pressing(program, at=timezone.now()), reverse("admission:worklist")
    if late:
        words = ngettext("Papers of %(n)d admission are late", "Papers of %(n)d admissions are late", late)
        yield Duty(words % {"n": late}, url, "danger")
    if near:
        words = ngettext("Papers of %(n)d admission are due soon", "Papers of %(n)d admissions are due soon", near)
        yield Duty(words % {"n": near}, url, "soon")


def assessments_booked(who: Who, program: Program | None, _on: date) -> Iterator[Duty]:
    """For a counselor: whom she is booked to assess."""
    if program is None or who.staff_id is None or not may(who, "assessments.own", Place(who.provider_id, program.id)):
        return
    n = inquiries.count_of_staff(who.staff_id, since=timezone.now())
    if n:
        words = ngettext("%(n)d assessment is booked with you", "%(n)d assessments are booked with you", n) % {"n": n}
        yield Duty(words, reverse("frontdoor:assessments"), "")


def changes_sent(who: Who, program: Program | None, _on: date) -> Iterator[Duty]:
    """For whoever answers them: patients whose own hours have changed."""
    if program is None or not may(who, "seats.hold", Place(who.provider_id, program.id)):
        return
    n = timetable.count_of_changes(program)
    if n:
        words = ngettext("%(n)d patient sent new hours", "%(n)d patients sent new hours", n) % {"n": n}
        yield Duty(words, reverse("timetable:changes"), "soon")


def weeks_that_fit(who: Who, program: Program | None, _on: date) -> Iterator[Duty]:
    """For intake: people on the waiting list for whom a seat has opened, and patients there who should hear from us."""
    if program is None or not may(who, "seats.hold", Place(who.provider_id, program.id)):
        return
    fit, late = waiting.pressing(program.id, at=timezone.now())
    if fit:
        words = ngettext("A week fits %(n)d person who waits", "A week fits %(n)d people who wait", fit) % {"n": fit}
        yield Duty(words, reverse("waiting:list"), "danger")
    if late:
        words = ngettext(
            "%(n)d patient on the waiting list is owed a call",
            "%(n)d patients on the waiting list are owed a call",
            late,
        )
        yield Duty(words % {"n": late}, reverse("waiting:list"), "danger")


def to_sign_too(who: Who, program: Program | None, _on: date) -> Iterator[Duty]:
    """For who signs alone: what interns signed about patients of hers and she has to sign too."""
    is_hers = access.over_whom(who, program, "level.cosign")
    if program is None or is_hers is None:
        return
    if n := sum(map(is_hers, intake.patients_waiting(program.id))):
        words = ngettext("%(n)d assessment waits for your signature", "%(n)d assessments wait for your signature", n)
        yield Duty(words % {"n": n}, reverse("intake:waiting"), "soon")
    found = placement.waiting_for_cosignature(who.provider_id, [program.id])
    if levels := [one for one in found if is_hers(one[0])]:
        n = len(levels)
        words = ngettext(
            "%(n)d level of care waits for your signature", "%(n)d levels of care wait for your signature", n
        )
        yield Duty(words % {"n": n}, reverse("placement:show", args=levels[0]), "soon")


def levels_to_review(who: Who, program: Program | None, on: date) -> Iterator[Duty]:
    """For who judges levels of care: patients of hers whose level is to be judged again; a link leads to the first."""
    is_hers = access.over_whom(who, program, "level.decide")
    if program is None or is_hers is None:
        return
    due = [one for one in placement.reviews_due(program.id, until=on + SOON) if is_hers(one[0])]
    over, soon = [one for one in due if one[1] < on], [one for one in due if one[1] >= on]
    if n := len(over):
        words = ngettext("%(n)d level-of-care review is late", "%(n)d level-of-care reviews are late", n) % {"n": n}
        yield Duty(words, reverse("placement:level", args=[over[0][0]]), "danger")
    if n := len(soon):
        words = ngettext(
            "%(n)d level-of-care review is due within a week", "%(n)d level-of-care reviews are due within a week", n
        )
        yield Duty(words % {"n": n}, reverse("placement:level", args=[soon[0][0]]), "soon")


# Each slice's own question. A new one is one line here.
ASKED: tuple[Asked, ...] = (
    charts_opened, staff_kept, not_set_up, inquiries_late, weeks_that_fit, papers_missing, assessments_booked,
    changes_sent, levels_to_review, to_sign_too,
)  # fmt: skip
