# SPDX-License-Identifier: Apache-2.0
"""Who is out, or which room cannot be used, and from when to when."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.forms import DayInput
from handrail.journey.timetable.mending import Out

LONGEST = timedelta(days=13)
Named = Iterable[tuple[UUID, str]]


class OutForm(forms.Form):
    """One clinician or one room, on one day or up to two weeks."""

    who = forms.ChoiceField(label=gettext_lazy("Who or what is out"))
    first = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=DayInput, help_text=gettext_lazy("If it is not one day.")
    )

    def __init__(self, *args: Any, clinicians: Named, rooms: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [
            ("", _("Choose")),
            (_("Clinicians"), [(str(pk), name) for pk, name in clinicians]),
            (_("Rooms"), [(str(pk), name) for pk, name in rooms]),
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first"), told.get("last") or told.get("first")
        if first and last and last < first:
            self.add_error("last", _("This is before the first day."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Two weeks at most at once. For longer, build a new standing week."))
        return told

    @property
    def out(self) -> Out:
        told = self.cleaned_data
        return Out(UUID(told["who"]), told["first"], told["last"] or told["first"])
