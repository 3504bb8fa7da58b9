# SPDX-License-Identifier: Apache-2.0
"""What is typed: when she was admitted, an insurance, a signature."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.forms import DayInput
from handrail.journey.admission import rules

QUIET = {"autocomplete": "off", "spellcheck": "false"}  # a shared computer's browser must not offer a name again
DAY: dict[str, object] = {"autocomplete": "off"}


def _line(label: Any, longest: int, hint: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, help_text=hint, required=required, widget=forms.TextInput(QUIET)
    )


class OpenForm(forms.Form):
    admitted_on = forms.DateField(label=gettext_lazy("Admitted on"), widget=DayInput(DAY))


class PolicyForm(forms.Form):
    """One insurance. All but its kind may be filled in later; what a claim cannot be without is asked for meanwhile."""

    columns = 2
    fieldsets = (
        (gettext_lazy("Who pays"), ("kind", "payer", "plan", "phone")),
        (gettext_lazy("On the card"), ("member_id", "group_number", "starts_on", "ends_on")),
        (gettext_lazy("Who is insured"), ("relation", "holder", "born")),
    )

    kind = forms.ChoiceField(
        label=gettext_lazy("How treatment is paid for"), widget=forms.RadioSelect({"class": "beside"}),
        choices=[
            ("commercial", gettext_lazy("Health plan")), ("medicaid", gettext_lazy("Medicaid")),
            ("medicare", gettext_lazy("Medicare")), ("other", gettext_lazy("Other, such as Tricare or a grant")),
            ("none", gettext_lazy("No insurance")),
        ],
    )  # fmt: skip
    payer = _line(gettext_lazy("Name of the plan or payer"), 120, gettext_lazy("As the card says it."))
    plan = _line(gettext_lazy("Product"), 120, gettext_lazy("For example PPO or HMO."))
    phone = _line(gettext_lazy("Phone for providers"), 40, gettext_lazy("On the back of the card."))
    member_id = _line(gettext_lazy("Member number"), 60)
    group_number = _line(gettext_lazy("Group number"), 60)
    starts_on = forms.DateField(label=gettext_lazy("Covered from"), required=False, widget=DayInput(DAY))
    ends_on = forms.DateField(
        label=gettext_lazy("Covered until"), required=False, widget=DayInput(DAY),
        help_text=gettext_lazy("Leave it empty if no end is known."),
    )  # fmt: skip
    relation = forms.ChoiceField(
        label=gettext_lazy("The policy is held by"), required=False, widget=forms.RadioSelect({"class": "beside"}),
        choices=[
            ("self", gettext_lazy("The patient")), ("partner", gettext_lazy("Their spouse or partner")),
            ("parent", gettext_lazy("A parent")), ("other", gettext_lazy("Someone else")),
        ],
    )  # fmt: skip
    holder = _line(gettext_lazy("Holder’s name"), 120, gettext_lazy("Only where it is not the patient."))
    born = forms.DateField(label=gettext_lazy("Holder’s birth date"), required=False, widget=DayInput(DAY))

    def __init__(self, data: Any = None, *, standing: rules.Policy | None = None) -> None:
        super().__init__(data, initial=vars(standing) if standing else {"relation": "self"})

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        first, last = told.get("starts_on"), told.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This day is before the first."))
        return told

    @property
    def policy(self) -> rules.Policy:
        told, born = dict(self.cleaned_data), self.cleaned_data.get("born")
        if told["kind"] == "none":
            return rules.Policy("none")
        told |= {"born": born.isoformat() if born else "", "relation": told["relation"] or "self"}
        if told["relation"] == "self":
            told |= {"holder": "", "born": ""}
        return rules.Policy(**told)


class SignForm(forms.Form):
    """Who signs, how, and in which role. `digest`: of the text that was read."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=gettext_lazy("How it is signed"), widget=forms.RadioSelect({"class": "beside"}), initial="here",
        choices=[
            ("here", gettext_lazy("Here, on this screen")), ("paper", gettext_lazy("It was signed on paper")),
            ("declined", gettext_lazy("They do not sign it")),
        ],
    )  # fmt: skip
    role = forms.ChoiceField(
        label=gettext_lazy("Who signs"), widget=forms.RadioSelect({"class": "beside"}), initial="patient",
        choices=[
            ("patient", gettext_lazy("The patient")), ("guardian", gettext_lazy("A parent or guardian")),
            ("representative", gettext_lazy("Someone who may sign for them")),
        ],
    )  # fmt: skip
    name = _line(gettext_lazy("First and last name"), 120, gettext_lazy("Typing it here is the signature."),
                 required=True)  # fmt: skip
    relation = _line(gettext_lazy("Who they are to the patient"), 60, gettext_lazy("Where it is not the patient."))
    read = forms.BooleanField(
        label=gettext_lazy("I read this, or it was read to me. I could ask, and had answers."), required=False
    )
    signed_on = forms.DateField(
        label=gettext_lazy("Signed on paper on"), required=False, widget=DayInput(DAY),
        help_text=gettext_lazy("Keep the paper; scan it into your files."),
    )  # fmt: skip
    because = forms.CharField(
        label=gettext_lazy("What was tried, and why it is not signed"), required=False, max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **how: Any) -> None:
        super().__init__(*args, **how)
        self.today = today

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        way = told.get("way")
        if told.get("role", "patient") != "patient" and not told.get("relation"):
            self.add_error("relation", _("Say who signs for them."))
        if way == "here" and not told.get("read"):
            self.add_error("read", _("Please read it first, and say so here."))
        if way == "paper" and not told.get("signed_on"):
            self.add_error("signed_on", _("Say on which day the paper was signed."))
        elif way == "paper" and told["signed_on"] > self.today:
            self.add_error("signed_on", _("This day is not here yet."))
        if way == "declined" and not told.get("because"):
            self.add_error("because", _("Say what was tried, and why it is not signed."))
        return told
