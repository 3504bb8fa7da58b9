# SPDX-License-Identifier: Apache-2.0
"""Which dated week, which day and which cards of it a board is asked for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.kit.days import WEEKDAYS, monday_of
from handrail.ground.look.forms import DayInput
from handrail.journey.timetable.board import ROWS, Sieve
from handrail.journey.timetable.cards import DatedWeek


def monday_in(asked: Mapping[str, Any], today: date) -> date:
    """The Monday of the week asked for, by any of its dates; this week's if that is no date."""
    return monday_of(date_in(asked, "week", today))


def date_in(asked: Mapping[str, Any], name: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(str(asked.get(name, "")))
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2999 else otherwise


def rows_in(asked: Mapping[str, Any]) -> str:
    by = str(asked.get("by", ""))
    return by if by in ROWS else "room"


def day_in(asked: Mapping[str, Any]) -> str:
    day = str(asked.get("day", ""))
    return day if day in WEEKDAYS else ""


class SieveForm(forms.Form):
    """Only groups of a cohort, of a service, of a clinician. What is not on offer shows all."""

    cohort = forms.ChoiceField(label=gettext_lazy("Cohort"), required=False)
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    clinician = forms.ChoiceField(label=gettext_lazy("Clinician"), required=False)

    def __init__(self, asked: Mapping[str, Any], shown: DatedWeek) -> None:
        super().__init__(asked)
        services = sorted((title, str(pk)) for pk, title in shown.titles.items())
        self._offer("cohort", _("Every cohort"), [(one, one) for one in shown.cohorts])
        self._offer("service", _("Every service"), [(pk, title) for title, pk in services])
        self._offer("clinician", _("Every clinician"), [(str(one.id), one.name) for one in shown.clinicians])

    def _offer(self, name: str, every: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", every), *choices]

    @property
    def sieve(self) -> Sieve:
        self.is_valid()
        return Sieve(**{name: self.cleaned_data.get(name, "") for name in ("cohort", "service", "clinician")})


class WeekForm(forms.Form):
    """Another week, by any of its dates."""

    week = forms.DateField(label=gettext_lazy("Week of"), widget=DayInput)
