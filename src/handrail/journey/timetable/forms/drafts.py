# SPDX-License-Identifier: Apache-2.0
"""What a director types: which week she wants built, and what she changes in a draft by hand."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.ground.look.forms import ClockInput
from handrail.ground.look.templatetags.look import full_day, weekday
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.week import DAYS, Appointment, Group

SECONDS = ((20, _("20 seconds")), (60, _("1 minute")), (180, _("3 minutes")), (600, _("10 minutes")))
Named = Iterable[tuple[str, str]]


class Asked(forms.Form):
    """Which week, and how long the search may take."""

    first_day = forms.TypedChoiceField(label=_("In force from"), coerce=date.fromisoformat)
    seconds = forms.TypedChoiceField(
        label=_("The search may take"), coerce=int, choices=SECONDS, initial=60,
    )  # fmt: skip
    columns = 2

    def __init__(self, *sent: Any, mondays: Iterable[date]) -> None:
        super().__init__(*sent)
        self.fields["first_day"].choices = [(day.isoformat(), full_day(day)) for day in mondays]  # type: ignore[attr-defined]


class Place(forms.Form):
    """Where a group meets: its days, its start, its leaders, its room."""

    days = forms.MultipleChoiceField(label=_("Days"), widget=forms.CheckboxSelectMultiple)
    start = forms.TimeField(label=_("Start"), widget=ClockInput)
    leaders = forms.MultipleChoiceField(label=_("Led by"), widget=forms.CheckboxSelectMultiple)
    room = forms.ChoiceField(label=_("Room"), required=False)

    def __init__(
        self, sent: Any = None, *, problem: Problem, names: dict[str, str], group: Group | None = None, prefix: str = ""
    ) -> None:
        super().__init__(sent, initial=self._known(group) if group else None, prefix=prefix or None)
        fields: dict[str, Any] = self.fields
        fields["days"].choices = [(day, weekday(day)) for day in DAYS if problem.open.get(day)]
        service = problem.service_of.get(group.service) if group else None
        able = [c for c in problem.clinicians if service is None or service.skill in c.skills or service.leaders > 1]
        kept = [key for key in (group.leaders if group else ()) if key not in {c.id for c in able}]
        fields["leaders"].choices = [(key, names.get(key, "")) for key in (*(c.id for c in able), *kept)]
        fields["room"].choices = [
            ("", _("as it is") if group else _("online")),
            *((room.id, f"{names.get(room.id, '')} ({room.seats})") for room in problem.rooms),
        ]
        if service is not None and service.mode == "online":
            del fields["room"]

    @staticmethod
    def _known(group: Group) -> dict[str, Any]:
        rooms = set(group.rooms.values())
        room = rooms.pop() if len(rooms) == 1 else ""
        return {"days": list(group.days), "start": group.start, "leaders": list(group.leaders), "room": room}

    @property
    def placed(self) -> dict[str, Any]:
        """Days in order and the start as a week says them."""
        told = self.cleaned_data
        return {
            "days": tuple(day for day in DAYS if day in told["days"]),
            "start": told["start"].strftime("%H:%M"),
        }


class SessionPlace(forms.Form):
    """Where an individual session is held: its day and its start."""

    day = forms.ChoiceField(label=_("Day"))
    start = forms.TimeField(label=_("Start"), widget=ClockInput)
    columns = 2

    def __init__(self, sent: Any = None, *, problem: Problem, session: Appointment | None = None, prefix: str = "s"):
        known = {"day": session.day, "start": session.start} if session else None
        super().__init__(sent, initial=known, prefix=prefix)
        fields: dict[str, Any] = self.fields
        fields["day"].choices = [(day, weekday(day)) for day in DAYS if problem.open.get(day)]

    @property
    def starts(self) -> str:
        told: str = self.cleaned_data["start"].strftime("%H:%M")
        return told


class Given(SessionPlace):
    """An individual session for someone it is ordered for, with whom it is ordered with."""

    whom = forms.ChoiceField(label=_("Whom, and what"))
    field_order = ("whom", "day", "start")

    def __init__(self, sent: Any = None, *, problem: Problem, names: dict[str, str], lacking: set[tuple[str, str]]):
        super().__init__(sent, problem=problem, prefix="give")
        fields: dict[str, Any] = self.fields
        ordered = [
            (f"{patient.id}.{order.service}", f"{names.get(patient.id, '')}: {names.get(order.service, '')}",
             (patient.id, order.service) not in lacking)
            for patient in problem.patients for order in patient.orders if order.clinician
        ]  # fmt: skip
        ordered.sort(key=lambda one: (one[2], one[1]))
        waits = str(_("waits for it"))
        fields["whom"].choices = [(key, words if has else f"{words} ({waits})") for key, words, has in ordered]
        self.problem = problem

    @property
    def made(self) -> Appointment:
        patient, service = self.cleaned_data["whom"].split(".")
        orders = self.problem.patient_of[patient].orders
        clinician = next(order.clinician for order in orders if order.service == service and order.clinician)
        return Appointment(
            patient=patient, service=service, clinician=clinician, day=self.cleaned_data["day"], start=self.starts
        )


class Opened(Place):
    """A group that is not there yet."""

    service = forms.ChoiceField(label=_("Service"))
    field_order = ("service", "days", "start", "leaders", "room")
    columns = 2

    def __init__(self, sent: Any = None, *, problem: Problem, names: dict[str, str]) -> None:
        super().__init__(sent, problem=problem, names=names, prefix="new")
        fields: dict[str, Any] = self.fields
        fields["service"].choices = [(s.id, names.get(s.id, "")) for s in problem.services if s.is_group]
