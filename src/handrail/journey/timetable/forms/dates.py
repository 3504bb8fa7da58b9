# SPDX-License-Identifier: Apache-2.0
"""What is asked of one date on which somebody's own hours are not those of every week."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.kit.days import DAY_MINUTES, Span
from handrail.ground.look.forms import ClockInput, DayInput
from handrail.ground.look.rows import minutes_of
from handrail.journey.timetable.conflicts import Life, with_also
from handrail.journey.timetable.queries import REASONS

FARTHEST = timedelta(days=183)
HOW = (
    ("also", gettext_lazy("Busy from … to …")),
    ("all_day", gettext_lazy("Busy all day")),
    ("free", gettext_lazy("Free all day, whatever is usual")),
)


class OtherDayForm(forms.Form):
    """A date, and how it is different from every week."""

    columns = 2

    on = forms.DateField(label=gettext_lazy("On which date?"), widget=DayInput)
    how = forms.ChoiceField(
        label=gettext_lazy("What is different?"),
        choices=HOW,
        initial="also",
        widget=forms.RadioSelect({"class": "beside"}),
    )
    start = forms.TimeField(label=gettext_lazy("From"), required=False, widget=ClockInput)
    end = forms.TimeField(label=gettext_lazy("To"), required=False, widget=ClockInput)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=REASONS.items(), initial="other", required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["on"].widget.attrs |= {"min": today.isoformat()}

    def clean_on(self) -> date:
        told: date = self.cleaned_data["on"]
        if told < self.today:
            raise forms.ValidationError(_("This day is over: choose today or a later day."))
        if told > self.today + FARTHEST:
            raise forms.ValidationError(_("That is more than half a year away: tell us nearer the time."))
        return told

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("how") != "also" or self.errors:
            return told
        for name, words in (("start", _("From when?")), ("end", _("Until when?"))):
            if told.get(name) is None:
                self.add_error(name, words)
        if not self.errors and minutes_of(told["start"]) >= (minutes_of(told["end"]) or DAY_MINUTES):
            self.add_error("end", _("This is not after the beginning."))
        return told

    def busy(self, life: Iterable[tuple[Span, str]]) -> Life:
        """All that keeps her busy on that date. `life`: what does so far."""
        told, reason = self.cleaned_data, self.cleaned_data["reason"] or "other"
        weekday = told["on"].weekday()
        if told["how"] == "free":
            return []
        if told["how"] == "all_day":
            return [(Span(weekday, 0, DAY_MINUTES), reason)]
        span = Span(weekday, minutes_of(told["start"]), minutes_of(told["end"]) or DAY_MINUTES)
        return with_also(life, span, reason)
