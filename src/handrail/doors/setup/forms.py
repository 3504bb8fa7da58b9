# SPDX-License-Identifier: Apache-2.0
"""What is typed to set up a program: its place and rooms, itself, its services."""

import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from handrail.ground.program import rules

QUIET = {"autocomplete": "off"}
NUMBER = {"class": "short", "inputmode": "numeric"}
HERE_FIRST = {
    "America/New_York": gettext_lazy("Eastern (New York)"), "America/Chicago": gettext_lazy("Central (Chicago)"),
    "America/Denver": gettext_lazy("Mountain (Denver)"), "America/Phoenix": gettext_lazy("Arizona (Phoenix)"),
    "America/Los_Angeles": gettext_lazy("Pacific (Los Angeles)"),
    "America/Anchorage": gettext_lazy("Alaska (Anchorage)"),
    "Pacific/Honolulu": gettext_lazy("Hawaii (Honolulu)"), "America/Puerto_Rico": gettext_lazy("Puerto Rico"),
}  # fmt: skip
LEVELS = {
    "outpatient": gettext_lazy("Outpatient"), "intensive_outpatient": gettext_lazy("Intensive outpatient"),
    "partial_hospital": gettext_lazy("Partial hospitalization"),
}  # fmt: skip
KINDS = [("group", gettext_lazy("Group")), ("individual", gettext_lazy("Individual"))]
MODES = [("in_person", gettext_lazy("In person")), ("online", gettext_lazy("Online"))]


def zones() -> list[tuple[Any, Any]]:
    """Those of the United States by the names people use, then all others."""
    others = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return [
        (_("United States"), list(HERE_FIRST.items())),
        (_("All"), [(zone, zone.replace("_", " ")) for zone in others if zone not in HERE_FIRST]),
    ]


def _whole(label: Any, least: int, most: int, **how: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=forms.NumberInput(attrs=NUMBER), **how
    )


class SiteForm(forms.Form):
    columns = 2
    name = forms.CharField(
        label=gettext_lazy("What the place is called"), max_length=120, widget=forms.TextInput(QUIET),
        help_text=gettext_lazy("As people say it: Main Street, the old school."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Its clocks"), choices=zones, initial="America/Chicago",
        help_text=gettext_lazy("Every time is said as it is here."),
    )  # fmt: skip
    address = forms.CharField(
        label=gettext_lazy("Address"), max_length=240, required=False, widget=forms.TextInput({"class": "wide"} | QUIET)
    )

    state = forms.CharField(
        label=gettext_lazy("State"), max_length=2, required=False,
        widget=forms.TextInput({"class": "short", "autocapitalize": "characters"} | QUIET),
        help_text=gettext_lazy("Its two letters, such as TX. They say which state’s rules apply."),
    )  # fmt: skip

    def clean_state(self) -> str:
        told = str(self.cleaned_data["state"]).strip().upper()
        if told and not re.fullmatch("[A-Z]{2}", told):
            raise forms.ValidationError(_("Write the two letters of a state, such as TX."))
        return told


class RoomLine(forms.Form):
    """One room; `key` if it is there already."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Room"), max_length=60, required=False, widget=forms.TextInput(QUIET))
    seats = _whole(gettext_lazy("Seats for patients"), 1, 500, required=False)
    is_closed = forms.BooleanField(label=gettext_lazy("Closed"), required=False)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.has_changed() or self.errors:
            return told
        if not told.get("name"):
            self.add_error("name", _("What is it called?"))
        if not told.get("seats"):
            self.add_error("seats", _("How many seats?"))
        return told


class NewRoomLine(RoomLine):
    is_closed = None  # type: ignore[assignment]
    key = None  # type: ignore[assignment]


class ProgramForm(forms.Form):
    """`sites`: where it can be; asked only where there are several."""

    columns = 2
    fieldsets = (
        (gettext_lazy("The program"), ("name", "site", "level_of_care", "for_whom", "phone", "cohorts", "is_public")),
        (
            gettext_lazy("What is usual in it"),
            ("least_hours", "most_hours", "group_cap", "grid_minutes", "rest_hours", "packs"),
        ),
    )
    name = forms.CharField(label=gettext_lazy("Name of the program"), max_length=120, widget=forms.TextInput(QUIET))
    site = forms.ChoiceField(label=gettext_lazy("Where"))
    level_of_care = forms.ChoiceField(
        label=gettext_lazy("Level of care"), choices=list(LEVELS.items()), initial="intensive_outpatient"
    )
    for_whom = forms.CharField(
        label=gettext_lazy("For whom"), max_length=240, required=False, widget=forms.TextInput(QUIET)
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=40, required=False, widget=forms.TextInput(QUIET | {"type": "tel"})
    )
    cohorts = forms.CharField(
        label=gettext_lazy("People some groups are kept for"), max_length=240, required=False,
        widget=forms.TextInput(QUIET), help_text=gettext_lazy("With commas between, such as women, mothers, young."),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=gettext_lazy("Everyone may read about it"), required=False,
        help_text=gettext_lazy("A page without an account: for whom, where, when, open seats, and staff who agreed."),
    )  # fmt: skip
    least_hours = forms.FloatField(
        label=gettext_lazy("Usually at least, hours a week"), min_value=0, max_value=60,
        initial=rules.LEAST_MINUTES / 60, widget=forms.NumberInput(attrs=NUMBER | {"step": "0.25"}),
    )  # fmt: skip
    most_hours = forms.FloatField(
        label=gettext_lazy("Usually at most, hours a week"), min_value=0, max_value=60,
        initial=rules.MOST_MINUTES / 60, widget=forms.NumberInput(attrs=NUMBER | {"step": "0.25"}),
    )  # fmt: skip
    group_cap = _whole(
        gettext_lazy("No group larger than"), 0, 50, initial=12, required=False,
        help_text=gettext_lazy("Many payers and states say 12. Empty: each service says its own."),
    )  # fmt: skip
    grid_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Sessions may start every"), coerce=int, initial=15,
        choices=[(n, pgettext_lazy("minutes", "%d minutes") % n) for n in (5, 10, 15, 30)],
    )  # fmt: skip

    rest_hours = forms.FloatField(
        label=gettext_lazy("Staff rest between two days, hours"), min_value=0, max_value=24, required=False,
        widget=forms.NumberInput(attrs=NUMBER | {"step": "0.5"}),
        help_text=gettext_lazy("From the last session of a day to the first of the next. Empty: not looked at."),
    )  # fmt: skip
    packs = forms.MultipleChoiceField(
        label=gettext_lazy("Rules that apply"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: those of the United States and of the state the place is in."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, sites: Iterable[rules.Site], of: rules.Program | None = None) -> None:
        initial = {}
        if of:
            initial = {
                "name": of.name, "site": str(of.site_id), "level_of_care": of.level_of_care, "for_whom": of.for_whom,
                "phone": of.phone, "cohorts": ", ".join(of.cohorts), "least_hours": of.least_minutes / 60,
                "most_hours": of.most_minutes / 60, "group_cap": of.group_cap or None, "grid_minutes": of.grid_minutes,
                "rest_hours": of.rest_minutes / 60 or None, "packs": list(of.packs),
                "is_public": of.is_public,
            }  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["packs"].choices = [(pack.id, pack.name) for pack in settings.PACKS]  # type: ignore[attr-defined]
        choices = [(str(site.id), site.name) for site in sites]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.fields["site"].initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("least_hours") is not None and (told.get("most_hours") or 0) < told["least_hours"]:
            self.add_error("most_hours", _("This is less than the least."))
        return told

    @property
    def columns_said(self) -> dict[str, Any]:
        told = self.cleaned_data
        cohorts = dict.fromkeys(word.strip() for word in told["cohorts"].split(",") if word.strip())
        return {
            "name": told["name"].strip(), "level_of_care": told["level_of_care"], "for_whom": told["for_whom"],
            "phone": told["phone"], "cohorts": list(cohorts), "group_cap": told["group_cap"] or 0,
            "least_minutes": round(told["least_hours"] * 60), "most_minutes": round(told["most_hours"] * 60),
            "grid_minutes": told["grid_minutes"], "rest_minutes": round((told["rest_hours"] or 0) * 60),
            "packs": told["packs"], "is_public": told["is_public"],
        }  # fmt: skip


class ServiceForm(forms.Form):
    """One service, whole. `cap`: the largest group the program allows, 0 for any."""

    columns = 2
    fieldsets = (
        (gettext_lazy("What it is"), ("name", "kind", "mode", "with_family", "is_education", "curriculum")),
        (gettext_lazy("Time"), ("minutes", "break_minutes", "times_per_week", "usual_count")),
        (gettext_lazy("Who is in it, and who leads it"), ("smallest", "largest", "cohort", "skill", "leaders")),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput(QUIET))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    mode = forms.ChoiceField(label=gettext_lazy("Held"), choices=MODES)
    with_family = forms.BooleanField(label=gettext_lazy("Family comes too"), required=False)
    is_education = forms.BooleanField(
        label=gettext_lazy("A class, not a counseling group"), required=False,
        help_text=gettext_lazy("Rules allow a class more people."),
    )  # fmt: skip
    curriculum = forms.CharField(
        label=gettext_lazy("Curriculum"), max_length=120, required=False, widget=forms.TextInput(QUIET)
    )
    minutes = _whole(gettext_lazy("Minutes, breaks and all"), 5, 720, initial=90)
    break_minutes = _whole(gettext_lazy("Of them breaks"), 0, 720, required=False)
    times_per_week = _whole(gettext_lazy("Meets, times a week"), 1, 7, initial=1)
    usual_count = _whole(
        gettext_lazy("Most people have so many of it a week"), 0, 9, initial=0,
        help_text=gettext_lazy("0 for what only some people have. It is what a new order begins with."),
    )  # fmt: skip
    smallest = _whole(gettext_lazy("At least, people"), 1, 500, initial=3)
    largest = _whole(gettext_lazy("At most, people"), 1, 500, initial=12)
    cohort = forms.ChoiceField(label=gettext_lazy("Kept for"), required=False)
    skill = forms.CharField(
        label=gettext_lazy("Skill to lead it"), max_length=60, required=False, widget=forms.TextInput(QUIET),
        help_text=gettext_lazy("A word that staff have too, such as process or family."),
    )  # fmt: skip
    leaders = _whole(gettext_lazy("Leaders"), 1, 9, initial=1)

    def __init__(
        self, data: Any = None, *, cohorts: Iterable[str], cap: int = 0, of: rules.Service | None = None
    ) -> None:
        initial = {name: getattr(of, name) for name in self.base_fields} if of else {}
        super().__init__(data, initial=initial)
        self.cap = cap
        told = list(dict.fromkeys([*cohorts, *([of.cohort] if of and of.cohort else [])]))
        self.fields["cohort"].choices = [("", _("everyone")), *((one, one) for one in told)]  # type: ignore[attr-defined]
        if not told:
            self.fields["cohort"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if (told.get("break_minutes") or 0) >= (told.get("minutes") or 1000):
            self.add_error("break_minutes", _("The breaks leave no time for the service itself."))
        if told.get("kind") == "group":
            if not told.get("skill"):
                self.add_error("skill", _("What must someone be able to do to lead it?"))
            if (told.get("largest") or 500) < (told.get("smallest") or 1):
                self.add_error("largest", _("This is less than the least."))
            if self.cap and (told.get("largest") or 0) > self.cap:
                self.add_error("largest", _("In this program no group is larger than %(n)d.") % {"n": self.cap})
        return told

    @property
    def columns_said(self) -> dict[str, Any]:
        told = self.cleaned_data | {"break_minutes": self.cleaned_data["break_minutes"] or 0}
        if told["kind"] == "individual":
            told |= {"smallest": 1, "largest": 1, "leaders": 1, "times_per_week": 1, "cohort": ""}
        return told


class ServiceLine(forms.Form):
    """A service in a few words; the rest is on its own page."""

    name = forms.CharField(label=gettext_lazy("Service"), max_length=80, required=False, widget=forms.TextInput(QUIET))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, initial="group")
    minutes = _whole(gettext_lazy("Minutes"), 5, 720, initial=90)
    times_per_week = _whole(gettext_lazy("Times a week"), 1, 7, initial=1)
    largest = _whole(gettext_lazy("At most"), 1, 500, initial=12)
    usual_count = _whole(gettext_lazy("Usual"), 0, 9, initial=1)
    skill = forms.CharField(label=gettext_lazy("Skill"), max_length=60, required=False, widget=forms.TextInput(QUIET))

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.has_changed() and not told.get("name"):
            self.add_error("name", _("What is it called?"))
        if self.has_changed() and told.get("kind") == "group" and not told.get("skill"):
            self.add_error("skill", _("Needed for a group"))
        return told
