# SPDX-License-Identifier: Apache-2.0
"""One more group, to be tried: of which service, on which day, in which part of it, led by whom."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.look.templatetags.look import weekday
from handrail.journey.timetable.cards import InForce
from handrail.journey.timetable.week import Day
from handrail.journey.timetable.whatif import Asked


class OneMoreForm(forms.Form):
    """What would one more Tuesday evening group do?"""

    service = forms.ChoiceField(label=gettext_lazy("Group"))
    day = forms.ChoiceField(label=gettext_lazy("Day"))
    part = forms.ChoiceField(
        label=gettext_lazy("Part of the day"),
        choices=[
            ("morning", gettext_lazy("Morning")),
            ("afternoon", gettext_lazy("Afternoon")),
            ("evening", gettext_lazy("Evening")),
        ],
    )
    clinician = forms.ChoiceField(label=gettext_lazy("Led by"), required=False)

    def __init__(self, asked: Mapping[str, Any] | None, shown: InForce) -> None:
        super().__init__(asked)
        problem = shown.problem
        self._offer("service", [(one.id, shown.names[one.id]) for one in problem.services if one.is_group])
        self._offer("day", [(day, weekday(day)) for day in WEEKDAYS if day in problem.open])
        leaders = [(one.id, shown.names[one.id]) for one in problem.clinicians]
        self._offer("clinician", [("", _("Anyone who can")), *leaders])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def asked(self) -> Asked:
        told = self.cleaned_data
        return Asked(told["service"], cast(Day, told["day"]), told["part"], told["clinician"])
