# SPDX-License-Identifier: Apache-2.0
"""What a visitor writes to be called, and what a professional writes to refer someone."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.journey.frontdoor.rules.facts import TEXTS
from handrail.journey.frontdoor.rules.papers import kind_of

QUIET = {"autocomplete": "off", "spellcheck": "false"}
PHONE = {"type": "tel", "autocomplete": "off", "inputmode": "tel"}
REACH = [
    ("phone", gettext_lazy("A phone call")), ("text", gettext_lazy("A text message")),
    ("email", gettext_lazy("E-mail")),
]  # fmt: skip
LONGEST_WORDS = 2000
LARGEST = 5_000_000


class Plain(forms.CharField):
    """Text as people write it: no control characters, and not so long that nobody reads it."""

    def __init__(self, *, longest: int, **how: Any) -> None:
        super().__init__(max_length=longest, **how)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return "".join(
            char for char in text.replace("\r\n", "\n").replace("\xa0", " ") if char.isprintable() or char in "\n\t"
        )


def _line(column: str, label: Any, hint: Any = "", *, required: bool = False, attrs: dict[str, str] = QUIET) -> Plain:
    return Plain(longest=TEXTS[column], label=label, help_text=hint, required=required, widget=forms.TextInput(attrs))


def _mail(label: Any) -> forms.EmailField:
    return forms.EmailField(label=label, max_length=TEXTS["email"], required=False, widget=forms.EmailInput(QUIET))


class AskForm(forms.Form):
    """For herself. One way to reach her is needed, and nothing else."""

    name = _line(
        "name", gettext_lazy("What should we call you?"), gettext_lazy("A first name is enough."), required=True
    )
    reach_by = forms.ChoiceField(
        label=gettext_lazy("How should we reach you?"), choices=REACH, initial="phone", widget=forms.RadioSelect
    )
    phone = _line("phone", gettext_lazy("Your phone"), attrs=PHONE)
    email = _mail(gettext_lazy("Your e-mail"))
    reach_when = _line(
        "reach_when", gettext_lazy("When is it safe to reach you?"),
        gettext_lazy("Such as: after 5, not when my husband is home."),
    )  # fmt: skip
    may_leave_message = forms.BooleanField(label=gettext_lazy("You may leave a message"), required=False)
    may_say_who = forms.BooleanField(
        label=gettext_lazy("You may say who is calling"), required=False,
        help_text=gettext_lazy("If not, we only give a first name to whoever answers."),
    )  # fmt: skip
    words = Plain(
        longest=LONGEST_WORDS, label=gettext_lazy("Anything we should know"), required=False,
        widget=forms.Textarea({"rows": 4}), help_text=gettext_lazy("You do not have to write anything."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        wanted = "email" if told.get("reach_by") == "email" else "phone"
        if not told.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("We need this to reach you.") if "reach_by" in told else _("Please fill this in."))
        elif wanted == "phone" and told.get("phone") and sum(char.isdigit() for char in told["phone"]) < 7:
            self.add_error("phone", _("A phone number has at least seven digits."))
        return told


class ReferralForm(forms.Form):
    """By a professional, for someone else. What she herself wants is asked; unknown, nobody contacts her."""

    columns = 2
    fieldsets = (
        (gettext_lazy("You"), ("caller_name", "caller_place", "caller_phone", "caller_email")),
        (
            gettext_lazy("The person you refer"),
            ("name", "born", "phone", "knows", "may_leave_message", "may_say_who", "reach_when", "insurance", "words"),
        ),
        (gettext_lazy("Papers"), ("papers",)),
    )
    caller_name = _line("caller_name", gettext_lazy("Your name"), required=True)
    caller_place = _line("caller_place", gettext_lazy("Where you work"), required=True)
    caller_phone = _line("caller_phone", gettext_lazy("Your phone"), attrs=PHONE, required=True)
    caller_email = _mail(gettext_lazy("Your e-mail"))
    name = _line("name", gettext_lazy("Their name"), gettext_lazy("First name is enough."), required=True)
    born = forms.DateField(
        label=gettext_lazy("Their birth date"), required=False,
        widget=forms.DateInput({"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )  # fmt: skip
    phone = _line("phone", gettext_lazy("Their phone"), attrs=PHONE)
    knows = forms.ChoiceField(
        label=gettext_lazy("Do they want us to contact them?"), widget=forms.RadioSelect, initial="unknown",
        choices=[
            ("yes", gettext_lazy("Yes, they said so")),
            ("unknown", gettext_lazy("I have not asked: call me first")),
        ],
    )  # fmt: skip
    may_leave_message = forms.BooleanField(label=gettext_lazy("A message may be left"), required=False)
    may_say_who = forms.BooleanField(label=gettext_lazy("We may say who is calling"), required=False)
    reach_when = _line("reach_when", gettext_lazy("When it is safe to reach them"))
    insurance = _line("insurance", gettext_lazy("Insurance"))
    words = Plain(
        longest=LONGEST_WORDS, label=gettext_lazy("Why you refer them"), required=False,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    papers = forms.FileField(
        label=gettext_lazy("A discharge summary or letter"), required=False,
        widget=forms.FileInput({"accept": "application/pdf,image/png,image/jpeg"}),
        help_text=gettext_lazy("PDF, JPEG or PNG, at most 5 MB. It is stored encrypted and only intake reads it."),
    )  # fmt: skip

    def clean_papers(self) -> Any:
        file = self.cleaned_data["papers"]
        if not file:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 5 MB. Send it in parts, or as a smaller picture."))
        content = file.read()
        if not kind_of(content):
            raise forms.ValidationError(_("This file is no PDF, JPEG or PNG. Save it as one of these, and try again."))
        return (file.name, content)

    def clean_born(self) -> str:
        born = self.cleaned_data["born"]
        return born.isoformat() if born else ""
