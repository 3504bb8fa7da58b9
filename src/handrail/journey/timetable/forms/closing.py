# SPDX-License-Identifier: Apache-2.0
"""Which days or hours are closed, for whom, and why."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.kit.days import DAY_MINUTES
from handrail.ground.look.forms import ClockInput, DayInput

LONGEST = 366


class ClosureForm(forms.Form):
    """A holiday, a closed day, or some hours of one."""

    columns = 2

    words = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=60,
        help_text=gettext_lazy("Everyone reads it: Thanksgiving, for example."),
    )
    reach = forms.ChoiceField(label=gettext_lazy("What is closed"))
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("If it is not one day only."),
    )
    start = forms.TimeField(
        label=gettext_lazy("From"), required=False, widget=ClockInput, help_text=gettext_lazy("Empty: the whole day.")
    )
    end = forms.TimeField(label=gettext_lazy("Until"), required=False, widget=ClockInput)

    def __init__(self, *args: Any, program: str, site: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = self.fields["reach"]
        assert isinstance(reach, forms.ChoiceField)
        reach.choices = [
            ("program", _("This program: %(name)s") % {"name": program}),
            ("site", _("All programs at %(name)s") % {"name": site}),
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first_day"), told.get("last_day") or told.get("first_day")
        if first and last and last < first:
            self.add_error("last_day", _("This is before the first day."))
        elif first and last and (last - first).days > LONGEST:
            self.add_error("last_day", _("More than a year is no closure: close the program in its set-up."))
        start, end = _minutes(told.get("start")), _minutes(told.get("end"))
        if (start is None) != (end is None):
            self.add_error("end" if end is None else "start", _("Say both, or neither for the whole day."))
        elif start is not None and end is not None and end <= start:
            self.add_error("end", _("This is not after the beginning."))
        return told

    @property
    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        kept = self.cleaned_data
        start, end = _minutes(kept["start"]), _minutes(kept["end"])
        return {
            "first_day": kept["first_day"], "last_day": kept["last_day"] or kept["first_day"], "words": kept["words"],
            "start": 0 if start is None else start, "end": DAY_MINUTES if end is None else end,
            "whole_site": kept["reach"] == "site",
        }  # fmt: skip


def _minutes(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute
