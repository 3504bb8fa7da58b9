# SPDX-License-Identifier: Apache-2.0
"""What is different about one meeting on one date, and a meeting that is added on a date."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.forms import ClockInput, DayInput, ManyBoxes
from handrail.ground.look.rows import clock_of, minutes_of
from handrail.journey.timetable.footing import Ground
from handrail.journey.timetable.once import Meeting, Wanted

CAUSES = (
    ("staff_away", gettext_lazy("Somebody who leads it is away")),
    ("room_lost", gettext_lazy("Its room cannot be used")),
    ("too_few", gettext_lazy("Too few can come")),
    ("patient_away", gettext_lazy("She cannot come")),
    ("other", gettext_lazy("Another reason")),
)
Names = Mapping[UUID, str]


class WhyForm(forms.Form):
    """Why it is not as every week, for staff."""

    cause = forms.ChoiceField(label=gettext_lazy("Why"), choices=CAUSES, initial="other")
    words = forms.CharField(
        label=gettext_lazy("A word for colleagues"), max_length=200, required=False,
        widget=forms.TextInput({"autocomplete": "off"}), help_text=gettext_lazy("Patients do not read it."),
    )  # fmt: skip


class PlaceForm(WhyForm):
    """Where a meeting is held on its date, and who leads it."""

    columns = 2
    field_order: tuple[str, ...] = ("day", "start", "room", "leaders", "cause", "words")

    day = forms.DateField(label=gettext_lazy("Date"), widget=DayInput)
    start = forms.TimeField(label=gettext_lazy("Start"), widget=ClockInput)
    room = forms.TypedChoiceField(label=gettext_lazy("Room"), required=False, coerce=UUID, empty_value=None)
    leaders = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Led by"), coerce=UUID, widget=forms.CheckboxSelectMultiple({"class": "beside"})
    )

    def __init__(self, data: Any = None, *, ground: Ground, names: Names, meeting: Meeting | None = None) -> None:
        super().__init__(data, initial=_known(meeting) if meeting else None)
        fields: dict[str, Any] = self.fields
        rooms = [(room.id, f"{names.get(UUID(room.id), '')} ({room.seats})") for room in ground.problem.rooms]
        fields["room"].choices = [("", _("none: online, or in an office")), *rooms]
        led = {str(who) for who in meeting.leaders} if meeting else set()
        known = [one.id for one in ground.problem.clinicians]
        every = [*known, *sorted(led - set(known))]
        fields["leaders"].choices = sorted(((pk, names.get(UUID(pk), "")) for pk in every), key=lambda one: one[1])
        if meeting and (meeting.slot.is_online or not meeting.slot.is_group):
            del fields["room"]

    @property
    def wanted(self) -> Wanted:
        told = self.cleaned_data
        return Wanted(told["day"], minutes_of(told["start"]), tuple(told["leaders"]), told.get("room"))


class AddForm(PlaceForm):
    """A group or an individual session that stands in no week, on one date."""

    field_order: tuple[str, ...] = ("service", "day", "start", "room", "leaders", "members", "words")

    service = forms.TypedChoiceField(label=gettext_lazy("Service"), coerce=UUID)
    members = forms.TypedMultipleChoiceField(label=gettext_lazy("Who comes"), coerce=UUID, widget=ManyBoxes)

    def __init__(self, data: Any = None, *, ground: Ground, names: Names, day: date) -> None:
        super().__init__(data, ground=ground, names=names)
        fields: dict[str, Any] = self.fields
        del fields["cause"]
        fields["day"].initial = day
        fields["service"].choices = [(one.id, names.get(UUID(one.id), "")) for one in ground.problem.services]
        patients = ((one.id, names.get(UUID(one.id), "")) for one in ground.problem.patients)
        fields["members"].choices = sorted(patients, key=lambda one: one[1])


def _known(meeting: Meeting) -> dict[str, Any]:
    return {
        "day": meeting.date, "start": clock_of(meeting.start), "room": str(meeting.room or ""),
        "leaders": [str(who) for who in meeting.leaders], "cause": meeting.cause or "other", "words": meeting.words,
    }  # fmt: skip
