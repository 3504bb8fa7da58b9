# SPDX-License-Identifier: Apache-2.0
"""What is typed about letters, and by which ways somebody may be reached."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.forms import DayInput

LONGEST = 92  # days one letter may tell of
QUIET = {"autocomplete": "off", "class": "wide"}
WAYS = [
    ("text", gettext_lazy("Text messages to the phone")), ("mail", gettext_lazy("E-mail")),
    ("voicemail", gettext_lazy("A message on the voicemail")),
]  # fmt: skip


class SpanForm(forms.Form):
    """From which day to which."""

    columns = 2
    first = forms.DateField(label=gettext_lazy("First day"), widget=DayInput({"autocomplete": "off"}))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput({"autocomplete": "off"}))

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first"), told.get("last")
        if first and last and last < first:
            self.add_error("last", _("It is before the first day."))
        elif first and last and last - first > timedelta(days=LONGEST):
            self.add_error("last", _("One letter tells of three months at most."))
        return told


class LetterForm(forms.Form):
    """To whom, and which days. `days`: those that can be told, with their words."""

    to = forms.CharField(
        label=gettext_lazy("To whom, as the patient says it"), max_length=240, widget=forms.TextInput(QUIET),
        help_text=gettext_lazy("For example: HR, Lone Star Bank. It stands on the letter."),
    )  # fmt: skip
    days = forms.MultipleChoiceField(label="", widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, days: Iterable[tuple[date, str]], kind: str) -> None:
        super().__init__(data)
        choices = [(day.isoformat(), words) for day, words in days]
        field = self.fields["days"]
        field.choices = choices  # type: ignore[attr-defined]
        if kind == "attendance":
            field.label = _("On which of these days was she here, all of the time told?")
            field.error_messages["required"] = _("Tick the days on which she was here.")
        else:
            field.label = _("Which days does the letter tell?")
            field.initial = [key for key, _words in choices]


class ReachForm(forms.Form):
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("We may use"), choices=WAYS, required=False, widget=forms.CheckboxSelectMultiple
    )


class LetterheadForm(forms.Form):
    lines = forms.CharField(
        label=gettext_lazy("Letterhead"), max_length=240, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy(
            "A name, an address, a phone number, a line each. It goes to employers and schools: choose a name that "
            "does not tell what is treated here."
        ),
    )  # fmt: skip

    def clean_lines(self) -> list[str]:
        told = [line.strip() for line in str(self.cleaned_data["lines"]).splitlines() if line.strip()]
        if any("|" in line for line in told):
            raise forms.ValidationError(_("Write it without the sign |."))
        return told
