# SPDX-License-Identifier: Apache-2.0
"""What is asked so that a week can be looked for: of someone not yet a patient, of one whose hours change."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.ground.look.forms import DayInput
from handrail.journey.timetable.queries import Asked, Running, usual

MODES = (("in_person", _("In person")), ("online", _("Online")))
MOST_ORDERED = 5
FARTHEST = timedelta(days=183)


class Newcomer(forms.Form):
    """How she would come, and how many of each service: at first what most people of the program are ordered."""

    mode = forms.ChoiceField(
        label=_("How she comes"),
        choices=MODES,
        initial="in_person",
        widget=forms.RadioSelect(attrs={"class": "beside"}),
    )
    travel_minutes = forms.IntegerField(
        label=_("Minutes on the way"), min_value=0, max_value=240, initial=30,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What for"),
        max_length=120,
        required=False,
        help_text=_("Not her name: for example, the caller at 9:40."),
    )

    def __init__(self, running: Running, data: Mapping[str, Any] | None = None, *, asked: Asked | None = None) -> None:
        """`asked`: what was asked with before, to begin with."""
        told = {"mode": asked.mode, "travel_minutes": asked.travel_minutes, "cohorts": asked.cohorts} if asked else None
        super().__init__(data, initial=told)
        self.running = running
        if running.program.cohorts:
            self.fields["cohorts"] = forms.MultipleChoiceField(
                label=_("She belongs to"), required=False, choices=[(one, one) for one in running.program.cohorts],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "beside"}),
            )  # fmt: skip
        self.ordered: dict[str, UUID] = {}
        often = asked.orders if asked else usual(running.services, "in_person")
        for service in running.services:
            name = f"order-{service.id}"
            self.ordered[name] = service.id
            self.fields[name] = forms.IntegerField(
                label=service.name, min_value=0, max_value=MOST_ORDERED, required=False,
                initial=often.get(service.id, 0), widget=forms.NumberInput(attrs={"class": "short"}),
            )  # fmt: skip

    def asked_for(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ordered]

    def asked(self, commitments: Any) -> Asked:
        told = self.cleaned_data
        return Asked(
            mode=told["mode"],
            travel_minutes=told["travel_minutes"],
            orders={service: told.get(name) or 0 for name, service in self.ordered.items()},
            busy=tuple(commitments),
            cohorts=tuple(told.get("cohorts", ())),
        )


class FromWhen(forms.Form):
    """From which day her hours are others, how long she is on the way, and a word to whoever reads it."""

    from_day = forms.DateField(label=_("From when?"), widget=DayInput)
    travel_minutes = forms.IntegerField(
        label=_("Minutes on the way"), min_value=0, max_value=240, widget=forms.NumberInput(attrs={"class": "short"})
    )
    words = forms.CharField(
        label=_("Anything you want to say?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Mapping[str, Any] | None, *, today: date, travel_minutes: int) -> None:
        super().__init__(data, initial={"from_day": today, "travel_minutes": travel_minutes})
        self.today = today

    def clean_from_day(self) -> date:
        told: date = self.cleaned_data["from_day"]
        if told < self.today:
            raise forms.ValidationError(_("This day is over: choose today or a later day."))
        if told > self.today + FARTHEST:
            raise forms.ValidationError(_("That is more than half a year away: tell us nearer the time."))
        return told
