# SPDX-License-Identifier: Apache-2.0
"""Several lines of the same few fields on one page, and a button for more of them, without a script.

A line left empty says nothing; a line emptied is taken out. What was typed stays while lines are added.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from itertools import groupby, pairwise
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.kit.days import DAY_MINUTES, Span
from handrail.ground.look.forms import ClockInput

MOST = 60
MORE = "more"  # the name of the button that adds lines


class Rows:
    """Lines of one kind of form. `kind` needs no more than fields; `spare`: how many empty lines are offered."""

    def __init__(
        self,
        kind: type[forms.Form],
        data: QueryDict | None = None,
        *,
        initial: Sequence[Mapping[str, Any]] = (),
        spare: int = 2,
        prefix: str = "rows",
    ) -> None:
        self.kind, self.prefix = kind, prefix
        self.asks_for_more = data is not None and data.get(MORE) == prefix
        if data is not None and self.asks_for_more:
            initial, data = self._typed(data), None
        made = formset_factory(kind, extra=spare, max_num=MOST, absolute_max=MOST)
        self.formset: BaseFormSet[Any] = made(data, prefix=prefix, initial=None if data is not None else list(initial))

    def _typed(self, data: QueryDict) -> list[dict[str, Any]]:
        told = data.get(f"{self.prefix}-TOTAL_FORMS", "0")
        count = min(int(told), MOST) if told.isascii() and told.isdigit() else 0
        rows = []
        for at in range(count):
            widgets = {name: field.widget for name, field in self.kind.base_fields.items()}
            row = {n: w.value_from_datadict(data, {}, f"{self.prefix}-{at}-{n}") for n, w in widgets.items()}
            rows.append(row)
        return [row for row in rows if any(value not in (None, "", [], False) for value in row.values())]

    @property
    def total(self) -> int:
        return self.formset.total_form_count()

    @property
    def lines(self) -> list[forms.Form]:
        for form in self.formset.forms:
            form.use_required_attribute = False
        return list(self.formset.forms)

    def is_valid(self) -> bool:
        return not self.asks_for_more and self.formset.is_valid()

    def filled(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.formset.forms if form.has_changed()]


DAYS = (
    (0, gettext_lazy("Mon")), (1, gettext_lazy("Tue")), (2, gettext_lazy("Wed")), (3, gettext_lazy("Thu")),
    (4, gettext_lazy("Fri")), (5, gettext_lazy("Sat")), (6, gettext_lazy("Sun")),
)  # fmt: skip


class HoursLine(forms.Form):
    """Some days of the week, from and to."""

    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"), choices=DAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "days"}),
    )  # fmt: skip
    start = forms.TimeField(label=gettext_lazy("From"), widget=ClockInput, required=False)
    end = forms.TimeField(label=gettext_lazy("To"), widget=ClockInput, required=False)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.has_changed() or self.errors:
            return told
        for name, words in (("days", _("Choose the days.")), ("start", _("From when?")), ("end", _("Until when?"))):
            if told.get(name) in (None, [], ""):
                self.add_error(name, words)
        if not self.errors and minutes_of(told["start"]) >= _end(told["end"]):
            self.add_error("end", _("This is not after the beginning."))
        return told


def hours_rows(data: QueryDict | None, held: Iterable[Span], *, spare: int = 1, prefix: str = "hours") -> Rows:
    """The hours of a week as lines, those of several days in one."""
    by_clock = sorted(held, key=lambda span: (span.start, span.end, span.weekday))
    initial = [
        {"days": [span.weekday for span in spans], "start": clock_of(start), "end": clock_of(end)}
        for (start, end), spans in groupby(by_clock, key=lambda span: (span.start, span.end))
    ]
    initial.sort(key=lambda row: (row["days"], row["start"]))
    return Rows(HoursLine, data, initial=initial, spare=spare, prefix=prefix)


def spans_of(rows: Rows) -> list[Span]:
    return [span for row in rows.filled() for span in spans_of_line(row)]


def spans_of_line(row: Mapping[str, Any]) -> list[Span]:
    return [Span(day, minutes_of(row["start"]), _end(row["end"])) for day in sorted(row["days"])]


def overlap(spans: Iterable[Span]) -> bool:
    held = sorted(spans)
    return any(a.weekday == b.weekday and b.start < a.end for a, b in pairwise(held))


def minutes_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def clock_of(minutes: int) -> time:
    return time(minutes % DAY_MINUTES // 60, minutes % 60)


def _end(clock: time) -> int:
    """Midnight at the end of a day is the end of it."""
    return minutes_of(clock) or DAY_MINUTES
