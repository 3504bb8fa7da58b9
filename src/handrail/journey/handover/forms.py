# SPDX-License-Identifier: Apache-2.0
"""A hand-over as it is typed in from paper or a call, and a file of one."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.forms import DayInput
from handrail.journey.handover import rules
from handrail.journey.intake import queries
from handrail.journey.intake.catalogue import Question

QUIET = {"autocomplete": "off", "spellcheck": "false"}
# What another program's discharge papers usually tell, by the keys of the assessment.
ASKED = (
    "coming.comes_from", "coming.stay_from", "coming.discharged_on", "coming.treatment_before",
    "withdrawal.detox_done", "withdrawal.detox_where", "withdrawal.detox_from", "withdrawal.detox_until",
    "withdrawal.seizure", "withdrawal.delirium", "health.conditions", "health.medicines", "health.allergies",
    "mind.care_who", "risk.attempt", "use.ever",
)  # fmt: skip


class HandoverForm(forms.Form):
    """The questions of the assessment that such papers answer. All but the sender may be left empty."""

    columns = 2
    sender = forms.CharField(
        label=gettext_lazy("Which program do the records come from?"), max_length=120,
        widget=forms.TextInput(QUIET),
    )  # fmt: skip

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for key in ASKED:
            question = queries.catalogue().question(key)
            assert question, f"{key} is in the catalogue"
            self.fields[key] = _field(question)

    def records(self, on: date) -> rules.Records:  # noqa: ARG002 - as a file's
        """What was typed, as lines."""
        lines = []
        for key in ASKED:
            value = self.cleaned_data[key]
            words = value if isinstance(value, list) else [value.isoformat() if hasattr(value, "isoformat") else value]
            if any(words):
                lines.append({"key": key, "value": words})
        told = {"format": rules.FORMAT, "from": self.cleaned_data["sender"], "answers": lines}
        return rules.from_own(queries.catalogue(), told)


def _field(question: Question) -> forms.Field:
    label, choices = _(question.words), [(code, _(words)) for code, words in question.choices]
    if question.kind == "several":
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple({"class": "beside"})
        )
    if question.kind == "choice":
        return forms.ChoiceField(label=label, choices=[("", _("not told")), *choices], required=False)
    if question.kind == "date":
        return forms.DateField(label=label, required=False, widget=DayInput({"autocomplete": "off"}))
    widget = forms.TextInput(QUIET) if question.lines == 1 else forms.Textarea({"rows": 3, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=8000, widget=widget)


class FileForm(forms.Form):
    sender = forms.CharField(
        label=gettext_lazy("Which program does the file come from?"), max_length=120, widget=forms.TextInput(QUIET)
    )
    file = forms.FileField(
        label=gettext_lazy("The file"), help_text=gettext_lazy("JSON, CSV or a FHIR R4 bundle, at most 5 MB.")
    )

    def records(self, on: date) -> rules.Records:
        sent = self.cleaned_data["file"]
        return rules.read(queries.catalogue(), sent.name, sent.read(), on=on, sender=self.cleaned_data["sender"])
