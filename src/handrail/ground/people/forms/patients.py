# SPDX-License-Identifier: Apache-2.0
"""What is typed about patients: their columns, their family, their team, a file of them, why a chart is opened."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.forms import DayInput
from handrail.ground.people import lines, rules, sheets

FILE_BYTES = 1_000_000
PHONE = {"type": "tel", "autocomplete": "off", "class": "middle"}
QUIET = {"autocomplete": "off", "spellcheck": "false"}  # a shared computer's browser must not offer a name again
MINUTES = {"inputmode": "numeric", "class": "short"}
DAYS = [
    ("0", gettext_lazy("Monday")), ("1", gettext_lazy("Tuesday")), ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")), ("4", gettext_lazy("Friday")), ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
]  # fmt: skip
PARTS = [
    ("", gettext_lazy("any time")), ("morning", gettext_lazy("in the morning")),
    ("afternoon", gettext_lazy("in the afternoon")), ("evening", gettext_lazy("in the evening")),
]  # fmt: skip
REASONS = [
    ("emergency", gettext_lazy("A medical emergency")),
    ("covering", gettext_lazy("Standing in for a colleague of the care team")),
    ("patient_asked", gettext_lazy("The patient is there and asks for it")),
]
MODES = [("in_person", gettext_lazy("In person")), ("online", gettext_lazy("Online"))]


def _line(
    label: Any, longest: int, hint: Any = "", *, required: bool = False, attrs: dict[str, str] = QUIET
) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, help_text=hint, required=required, widget=forms.TextInput(attrs)
    )


class PatientForm(forms.Form):
    """Her columns. `today`: on the program's clock; `cohorts`: those the program has."""

    columns = 2
    fieldsets = (
        (gettext_lazy("Who it is"), ("name", "pronouns", "legal_name", "birth_date", "language")),
        (gettext_lazy("How to reach them"), ("phone", "email", "address")),
        (gettext_lazy("Whom to call in an emergency"), ("emergency_name", "emergency_relation", "emergency_phone")),
        (
            gettext_lazy("How they attend"),
            (
                "mode", "travel_minutes", "full_days", "full_day_minutes", "part_of_day", "avoid_days", "cohorts",
            ),
        ),
    )  # fmt: skip

    name = _line(gettext_lazy("Name used"), 120, gettext_lazy("First and last, as they say it."), required=True)
    pronouns = _line(gettext_lazy("Pronouns"), 40, gettext_lazy("For example she/her."))
    legal_name = _line(gettext_lazy("Legal name"), 120, gettext_lazy("Only where it differs, as on a card or claim."))
    birth_date = forms.DateField(label=gettext_lazy("Birth date"), widget=DayInput({"autocomplete": "off"}))
    language = _line(gettext_lazy("Language they prefer"), 40, required=True)
    phone = _line(gettext_lazy("Phone"), 40, attrs=PHONE)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, required=False, widget=forms.EmailInput(QUIET)
    )
    address = _line(gettext_lazy("Address"), 240, attrs=QUIET | {"class": "wide"})
    emergency_name = _line(gettext_lazy("Name"), 120)
    emergency_relation = _line(gettext_lazy("Who this is to them"), 60, gettext_lazy("For example sister."))
    emergency_phone = _line(gettext_lazy("Phone"), 40, attrs=PHONE)
    mode = forms.ChoiceField(
        label=gettext_lazy("They come"), choices=MODES, widget=forms.RadioSelect({"class": "beside"})
    )
    travel_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to get here, each way"), min_value=0, max_value=720,
        widget=forms.NumberInput(MINUTES),
    )  # fmt: skip
    full_days = forms.IntegerField(
        label=gettext_lazy("Full days a week"), min_value=0, max_value=7, widget=forms.NumberInput(MINUTES),
        help_text=gettext_lazy("How many the payer expects."),
    )  # fmt: skip
    full_day_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that make a full day"), min_value=0, max_value=1440,
        widget=forms.NumberInput(MINUTES), help_text=gettext_lazy("Often 180."),
    )  # fmt: skip
    part_of_day = forms.ChoiceField(label=gettext_lazy("They would rather come"), choices=PARTS, required=False)
    avoid_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days they would rather not come"), choices=DAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple({"class": "beside"}),
    )  # fmt: skip
    cohorts = forms.MultipleChoiceField(
        label=gettext_lazy("Groups kept for"), required=False, widget=forms.CheckboxSelectMultiple({"class": "beside"})
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    knowingly = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, cohorts: Iterable[str], **how: Any) -> None:
        ordinary = {
            "language": "English", "mode": "in_person", "travel_minutes": 0, "full_days": 3, "full_day_minutes": 180,
        }  # fmt: skip
        how["initial"] = ordinary | (how.get("initial") or {})
        super().__init__(*args, **how)
        self.today = today
        known = list(dict.fromkeys([*cohorts, *self.initial.get("cohorts", [])]))
        self._choices("cohorts").choices = [(name, name) for name in known]
        if not known:
            del self.fields["cohorts"]
        for name in lines.COLUMNS.keys() & self.fields.keys():
            self.fields[name].show_hidden_initial = "version" in self.initial

    def _choices(self, name: str) -> forms.MultipleChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        return field

    def clean_name(self) -> str:
        return _a_name(self.cleaned_data["name"])

    def clean_birth_date(self) -> date:
        born: date = self.cleaned_data["birth_date"]
        if born > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if born.year < self.today.year - lines.OLDEST:
            raise forms.ValidationError(_("Nobody is that old: please look at the year."))
        return born

    @property
    def values(self) -> dict[str, Any]:
        """Her columns, as the actions take them."""
        told = {name: self.cleaned_data[name] for name in lines.COLUMNS if name in self.cleaned_data}
        return told | {name: sorted(told[name]) for name in ("avoid_days",) if name in told}


def _a_name(text: str) -> str:
    name = " ".join(text.split())
    if not rules.name_parts(name):
        raise forms.ValidationError(_("A name has at least one letter."))
    return name


class FamilyForm(forms.Form):
    columns = 2
    name = _line(gettext_lazy("Name"), 120, required=True)
    relation = _line(gettext_lazy("Who this is to them"), 60, gettext_lazy("For example mother, husband, sponsor."))
    phone = _line(gettext_lazy("Phone"), 40, attrs=PHONE)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, required=False, widget=forms.EmailInput(QUIET)
    )

    def clean_name(self) -> str:
        return _a_name(self.cleaned_data["name"])

    @classmethod
    def of(cls, one: sheets.Close) -> "FamilyForm":
        return cls(initial={"name": one.name, "relation": one.relation, "phone": one.phone, "email": one.email})


class TeamForm(forms.Form):
    """Who may join: staff of the program who are not of the team yet, or are and may become the counselor."""

    staff = forms.ChoiceField(label=gettext_lazy("Who joins the care team"))
    is_counselor = forms.BooleanField(
        label=gettext_lazy("as the counselor"), required=False,
        help_text=gettext_lazy("Whoever is the counselor now stays on the team."),
    )  # fmt: skip

    def __init__(self, *args: Any, staff: Iterable[tuple[str, str]], **how: Any) -> None:
        super().__init__(*args, **how)
        field = self.fields["staff"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a colleague")), *staff]


class LeftForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)

    def __init__(self, *args: Any, today: date, **how: Any) -> None:
        how["initial"] = {"day": today}
        super().__init__(*args, **how)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come: say so when it is there."))
        return day


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=gettext_lazy("Photo"), widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("JPEG, PNG or WebP. Only a small copy is kept, without place or time."),
    )  # fmt: skip


class GlassForm(forms.Form):
    """Why a chart is opened from outside the care team."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you open it?"), widget=forms.RadioSelect, choices=REASONS
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("Anything to add"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Read by the privacy officer only."),
    )  # fmt: skip


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file"), required=False, widget=forms.FileInput({"accept": ".csv,text/csv,text/plain"}),
        help_text=gettext_lazy("CSV, as any spreadsheet saves it; at most 2,000 lines."),
    )  # fmt: skip
    dates = forms.ChoiceField(
        label=gettext_lazy("In it, 4/5/1990 means"), initial="month", widget=forms.RadioSelect({"class": "beside"}),
        choices=[("month", gettext_lazy("April 5")), ("day", gettext_lazy("4 May"))],
    )  # fmt: skip
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=FILE_BYTES, strip=False)

    def clean(self) -> dict[str, Any]:
        """A file to try, or the text of one that was tried."""
        told: dict[str, Any] = super().clean() or {}
        file = told.get("file")
        if not file and not told.get("text"):
            self.add_error("file", _("Choose a file first."))
        if file and file.size > FILE_BYTES:
            self.add_error("file", _("This file is larger than 1 MB: send it in parts."))
        elif file:
            try:
                told["text"] = lines.decoded(file.read())
            except lines.Faulty:
                self.add_error("file", _("This is no text. Save it as “CSV UTF-8” and try again."))
        return told
