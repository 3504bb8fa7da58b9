# SPDX-License-Identifier: Apache-2.0
"""Pages on which an inquiry meets the week: booking the assessment, admitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.flow import arrivals
from handrail.ground.kit.answer import Refused
from handrail.ground.look.forms import DayInput
from handrail.ground.people import access as people
from handrail.ground.people import queries as everyone
from handrail.ground.people.rules import Place
from handrail.ground.program.rules import Program
from handrail.journey.frontdoor import access, actions, queries
from handrail.journey.frontdoor.rules.facts import Inquiry
from handrail.journey.frontdoor.rules.slots import LENGTHS, Slot, is_within

GET_OR_POST = ["GET", "HEAD", "POST"]
WRONG = 422
SHOWN_A_DAY, SHOWN_DAYS, OPEN_DAYS = 12, 10, 2
BECAME = {"came": actions.hold, "missed": actions.miss, "cancelled": actions.cancel}
MODES = [
    ("in_person", gettext_lazy("in person")), ("online", gettext_lazy("online")), ("phone", gettext_lazy("by phone")),
]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A time on offer. `key` is what the form sends: whose it is and when."""

    slot: Slot
    who: str
    is_first: bool

    @property
    def key(self) -> str:
        return f"{self.slot.staff_id}@{self.slot.start.isoformat()}"


@dataclass(frozen=True)
class Day:
    day: date
    choices: list[Choice]
    more: int
    is_soon: bool
    is_open: bool


@require_http_methods(GET_OR_POST)
def book(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When can she be assessed, soonest first?"""
    who = people.who_of(request)
    one = access.inquiry_for(who, pk, look=request.method != "POST")
    program = access.program_of(one)
    minutes = _minutes(request.POST.get("minutes") or request.GET.get("minutes"))
    if request.method == "POST":
        try:
            slot = _slot(request.POST.get("slot", ""), minutes)
            mode = request.POST.get("mode", "")
            arrivals.book(by=who, program=program, inquiry_id=pk, slot=slot, mode=mode, at=timezone.now())
        except Refused as no:
            return _book_page(request, one, program, minutes, " ".join(no.because))
        messages.success(request, _("The assessment is booked."))
        return redirect("frontdoor:inquiry", pk)
    return _book_page(request, one, program, minutes)


def _book_page(request: HttpRequest, one: Inquiry, program: Program, minutes: int, refused: str = "") -> HttpResponse:
    at = timezone.now()
    slots = arrivals.openings(program, minutes=minutes, at=at)
    offering = queries.offering()
    context = {
        "inquiry": one, "program": program, "zone": program.time_zone, "minutes": minutes, "lengths": LENGTHS,
        "days": _days(slots, one, program, request.GET.get("day", "")), "modes": MODES, "refused": refused,
        "within": offering.within_hours,
        "is_within": is_within(slots, one.first_contact_at, offering), "days_ahead": offering.days_ahead,
        "is_past": at > one.first_contact_at + timedelta(hours=offering.within_hours),
        "chosen": request.POST.get("slot", ""), "mode": request.POST.get("mode", "in_person"),
    }  # fmt: skip
    return render(request, "clinic/book.html", context, status=WRONG if refused else 200)


def _days(slots: Sequence[Slot], one: Inquiry, program: Program, whole: str) -> list[Day]:
    """The first of each day, of one all; those within 48 hours of her first call stand out."""
    names = {member.id: member.name for member in everyone.staff(program.provider_id)}
    zone = ZoneInfo(program.time_zone)
    soon = one.first_contact_at + timedelta(hours=queries.offering().within_hours)
    found: list[Day] = []
    for day, held in groupby(slots, key=lambda slot: slot.start.astimezone(zone).date()):
        every = list(held)
        shown = every if day.isoformat() == whole else every[:SHOWN_A_DAY]
        choices = [Choice(slot, names[slot.staff_id], slot == slots[0]) for slot in shown]
        is_open = len(found) < OPEN_DAYS or day.isoformat() == whole
        found.append(Day(day, choices, len(every) - len(choices), every[0].start <= soon, is_open))
    return found[:SHOWN_DAYS]


def _minutes(text: str | None) -> int:
    return next((length for length in LENGTHS if str(length) == text), 60)


def _slot(text: str, minutes: int) -> Slot:
    key, _at, start = text.partition("@")
    try:
        begins = datetime.fromisoformat(start).astimezone(UTC)
        return Slot(begins, begins + timedelta(minutes=minutes), UUID(key))
    except (ValueError, OverflowError):
        raise Refused(_("Choose a time first.")) from None


@require_POST
def assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What became of the assessment: she came, she did not, it is called off."""
    who = people.who_of(request)
    access.inquiry_for(who, pk, look=False)
    became = BECAME.get(request.POST.get("became", ""))
    if became is None:
        messages.warning(request, _("Say what became of it."))
        return redirect("frontdoor:inquiry", pk)
    try:
        became(by=who, inquiry_id=pk, at=timezone.now())
        messages.success(request, _("Written down."))
    except Refused as no:
        messages.warning(request, " ".join(no.because))
    return redirect("frontdoor:inquiry", pk)


class AdmitForm(forms.Form):
    """What a patient cannot be without; the rest comes over from the inquiry."""

    name = forms.CharField(label=gettext_lazy("Name used"), max_length=120)
    pronouns = forms.CharField(label=gettext_lazy("Pronouns"), max_length=40, required=False)
    birth_date = forms.DateField(label=gettext_lazy("Birth date"), widget=DayInput)
    mode = forms.ChoiceField(label=gettext_lazy("They come"), choices=MODES[:2], widget=forms.RadioSelect)

    def __init__(self, *args: Any, today: date, **how: Any) -> None:
        super().__init__(*args, **how)
        self.today = today

    def clean_birth_date(self) -> date:
        born: date = self.cleaned_data["birth_date"]
        if born > self.today or born.year < self.today.year - 120:
            raise forms.ValidationError(_("Please look at this day again."))
        return born


@require_http_methods(GET_OR_POST)
@sensitive_post_parameters()
def admit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From an inquiry to a patient."""
    who = people.who_of(request)
    one = access.inquiry_for(who, pk, look=request.method != "POST")
    people.ask(who, "patient.admit", Place(who.provider_id, one.program_id))
    program = access.program_of(one)
    first = {"name": one.name, "birth_date": one.born, "mode": "in_person"}
    form = AdmitForm(request.POST if request.method == "POST" else None, initial=first, today=access.today_at(program))
    if not (form.is_bound and form.is_valid()):
        told = {"inquiry": one, "program": program, "form": form, "known": queries.patients_alike(one, who.program_ids)}
        return render(request, "clinic/admit.html", told, status=WRONG if form.is_bound else 200)
    values = form.cleaned_data | {"phone": one.texts["phone"], "email": one.texts["email"]}
    try:
        made = arrivals.admit(by=who, inquiry_id=pk, program_id=program.id, values=values, at=timezone.now())
    except Refused as no:
        messages.warning(request, " ".join(no.because))
        return redirect("frontdoor:inquiry", pk)
    messages.success(request, _("%(name)s is a patient now.") % {"name": made.name})
    return redirect("admission:papers", made.id)


@require_safe
def papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From an inquiry to the papers of whoever was admitted from it."""
    one = access.inquiry_for(people.who_of(request), pk, look=False)
    return redirect("admission:papers", one.patient_id) if one.patient_id else redirect("frontdoor:inquiry", pk)
