# SPDX-License-Identifier: Apache-2.0
"""What is typed about staff: who she is, what she may do, when she is there, her licences, a file of them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.forms import DayInput
from handrail.ground.people import lines
from handrail.ground.people.rules import Member, Post, Role
from handrail.ground.program.rules import Program

FILE_BYTES = 1_000_000
QUIET = {"autocomplete": "off", "spellcheck": "false"}
ROLES = {
    Role.DIRECTOR: gettext_lazy("Director"), Role.COUNSELOR: gettext_lazy("Counselor"),
    Role.INTERN: gettext_lazy("Intern, whose notes are co-signed"), Role.NURSE: gettext_lazy("Nurse or technician"),
    Role.INTAKE: gettext_lazy("Intake"), Role.BILLING: gettext_lazy("Billing"),
    Role.PRIVACY: gettext_lazy("Privacy officer"), Role.ADMINISTRATOR: gettext_lazy("Administrator"),
}  # fmt: skip
EVERYWHERE = "everywhere"


class StaffForm(forms.Form):
    """Who she is and what she can lead. `known`: the skills that services of this provider ask for, or others have."""

    columns = 2
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(QUIET),
        help_text=gettext_lazy("First and last, as everyone calls them."),
    )  # fmt: skip
    letters = forms.CharField(
        label=gettext_lazy("Letters after the name"), max_length=40, required=False,
        widget=forms.TextInput(QUIET | {"class": "short"}), help_text=gettext_lazy("Such as LPC or RN."),
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("What they can lead"), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "beside"}),
    )  # fmt: skip
    more_skills = forms.CharField(
        label=gettext_lazy("Other skills"), max_length=240, required=False, widget=forms.TextInput(QUIET),
        help_text=gettext_lazy("With commas between."),
    )  # fmt: skip
    hours = forms.FloatField(
        label=gettext_lazy("Most hours in sessions a week"), min_value=0, max_value=80, required=False,
        widget=forms.NumberInput(attrs={"class": "short", "step": "0.25", "inputmode": "decimal"}),
        help_text=gettext_lazy("Leave it empty for whoever holds none."),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=gettext_lazy("Shown on the program's public page"), required=False,
        help_text=gettext_lazy("Name and letters only, and only if they agreed."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, known: Iterable[str] = (), of: Member | None = None) -> None:
        self.known = sorted({*known, *(of.skills if of else ())})
        initial = {}
        if of:
            hours = of.max_minutes / 60 or None
            initial = {"name": of.name, "letters": of.letters, "skills": list(of.skills), "hours": hours}
            initial["is_public"] = of.is_public
        super().__init__(data, initial=initial)
        self.fields["skills"].choices = [(skill, skill) for skill in self.known]  # type: ignore[attr-defined]
        if not self.known:
            del self.fields["skills"]
            self.fields["more_skills"].label = _("What they can lead")

    def clean_more_skills(self) -> list[str]:
        told = [" ".join(word.split()) for word in self.cleaned_data["more_skills"].split(",") if word.strip()]
        if any(len(word) > 60 for word in told):
            raise forms.ValidationError(_("A skill has at most 60 characters."))
        return told

    @property
    def columns_said(self) -> dict[str, Any]:
        """The columns as the actions take them."""
        told = self.cleaned_data
        skills = dict.fromkeys([*told.get("skills", ()), *told["more_skills"]])
        return {
            "name": " ".join(told["name"].split()), "credentials": told["letters"].strip(), "skills": list(skills),
            "max_minutes": round((told["hours"] or 0) * 60), "is_public": told["is_public"],
        }  # fmt: skip


class PostsForm(forms.Form):
    """Her roles in each program, and those in all of them; only where she who gives them may."""

    def __init__(
        self,
        data: Any = None,
        *,
        programs: Sequence[Program],
        places: Collection[UUID | None],
        held: Iterable[Post] = (),
    ) -> None:
        self.held, self.places = frozenset(held), places
        roles: dict[UUID | None, list[str]] = {}
        for post in self.held:
            roles.setdefault(post.program_id, []).append(post.role.value)
        super().__init__(data)
        for program in programs:
            if program.id in places:
                label = _("In %(program)s") % {"program": program.name}
                self.fields[str(program.id)] = _roles_field(label, roles.get(program.id, []))
        if None in places:
            hint = _("Also in programs that are opened later.") if programs else ""
            self.fields[EVERYWHERE] = _roles_field(_("In all programs"), roles.get(None, []), hint)

    @property
    def posts(self) -> frozenset[Post]:
        """Those told, and those held where she who tells has no say."""
        told = {
            Post(Role(role), None if name == EVERYWHERE else UUID(name))
            for name, chosen in self.cleaned_data.items()
            for role in chosen
        }
        return frozenset(told | {post for post in self.held if post.program_id not in self.places})

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.posts:
            raise forms.ValidationError(_("Choose at least one role: it says what this account may see and do."))
        return told


def _roles_field(label: str, initial: list[str], hint: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=[(role.value, words) for role, words in ROLES.items()], initial=initial,
        help_text=hint, widget=forms.CheckboxSelectMultiple(attrs={"class": "beside"}),
    )  # fmt: skip


class CredentialLine(forms.Form):
    """A licence or a certificate."""

    name = forms.CharField(
        label=gettext_lazy("Licence or certificate"), max_length=60, required=False, widget=forms.TextInput(QUIET)
    )
    number = forms.CharField(label=gettext_lazy("Number"), max_length=60, required=False, widget=forms.TextInput(QUIET))
    expires_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.has_changed() and not told.get("name"):
            self.add_error("name", _("What is it called? LPC, for example."))
        return told


class TimeOffLine(forms.Form):
    first = forms.DateField(label=gettext_lazy("First day away"), required=False, widget=DayInput)
    last = forms.DateField(label=gettext_lazy("Last day away"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.has_changed() or self.errors:
            return told
        if not told.get("first"):
            self.add_error("first", _("From which day?"))
        elif not told.get("last"):
            told["last"] = told["first"]
        elif told["last"] < told["first"]:
            self.add_error("last", _("This is before the first day."))
        return told


class StaffFile(forms.Form):
    """A file to try, or, once it was tried, its text."""

    file = forms.FileField(label=gettext_lazy("The file"), required=False)
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        sent = told.get("file")
        if sent is None:
            if not told.get("text"):
                self.add_error("file", _("Choose a file."))
            return told
        if sent.size > FILE_BYTES:
            self.add_error("file", _("This file is too large for a list of staff."))
            return told
        try:
            told["text"] = lines.decoded(sent.read())
        except lines.Faulty:
            self.add_error("file", _("This is no text. Save it as CSV in your spreadsheet, and choose that file."))
        return told
