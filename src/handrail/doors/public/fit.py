# SPDX-License-Identifier: Apache-2.0
"""Fit my week: a visitor paints when she is busy and sees a real week of seats that are open. Nothing is kept."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from handrail.doors.public.pages import for_everyone, show
from handrail.ground.look.paint import Paint
from handrail.ground.look.templatetags.look import weekday
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.selfcheck import queries as selfcheck
from handrail.journey.timetable import access, queries
from handrail.journey.timetable.problem import Mode
from handrail.journey.timetable.queries import Help, Running

BEST_AND_THREE = 4
MODES = (("in_person", gettext_lazy("At the center")), ("online", gettext_lazy("Online, from home")))


class Coming(forms.Form):
    """How she would come."""

    use_required_attribute = False

    program = forms.ChoiceField(label=gettext_lazy("Program"))
    mode = forms.ChoiceField(
        label=gettext_lazy("How would you come?"), choices=MODES, initial="in_person",
        widget=forms.RadioSelect(attrs={"class": "beside"}),
    )  # fmt: skip
    travel_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes on the way, one way"), min_value=0, max_value=240, initial=20,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip

    def __init__(self, data: Any, offered: list[Program]) -> None:
        super().__init__(data, initial={"program": str(offered[0].id)} if offered else {})
        self.offered = offered
        field = self.fields["program"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.id), one.name) for one in offered]
        if len(offered) == 1:
            field.widget = forms.HiddenInput()


@dataclass(frozen=True)
class Nearest:
    """What would help, in her words: of what is missing, and what to change."""

    service: str
    words: str


@for_everyone("POST")
@sensitive_post_parameters()
def fit(request: HttpRequest) -> HttpResponse:
    """Would it fit round my week?"""
    offered = programs.public()
    data = request.POST if request.method == "POST" and "begin" not in request.POST else None
    form, paint = Coming(data, offered), Paint(data, reasons=queries.REASONS)
    token = request.POST.get("selfcheck", "")  # the answer she let go along, from page to page; kept nowhere
    given: dict[str, Any] = {"form": form, "paint": paint, "offered": offered}
    given["selfcheck"] = token if selfcheck.told(token) else ""
    sound = data is not None and form.is_valid()
    if paint.is_valid() and sound:
        given |= _answered(form, paint)
    is_wrong = data is not None and not paint.picked and not paint.rows.asks_for_more and "was_asked" not in given
    return show("public/fit.html", given, here="public:fit", status=422 if is_wrong else 200, goes_back=True)


def _answered(form: Coming, paint: Paint) -> dict[str, Any]:
    told = form.cleaned_data
    program = next(one for one in form.offered if str(one.id) == told["program"])
    first_day = queries.next_first_day(access.today_at(program))
    running = queries.running(program, first_day=first_day, at=timezone.now())
    given: dict[str, Any] = {"was_asked": True, "program": program, "weeks": [], "nearest": [], "is_whole": False}
    if running is None:
        return given | {"why_not": _("This program has not begun yet. Ask us to call you.")}
    orders = queries.usual(running.services, told["mode"])
    if not orders:
        return given | {"why_not": _other_mode(running, told["mode"])}
    busy = tuple(replace(span, why=span.why or reason) for span, reason in paint.commitments())
    asked = queries.Asked(mode=told["mode"], travel_minutes=told["travel_minutes"], orders=orders, busy=busy)
    entry = queries.entry_for(running, asked)
    weeks = queries.weeks(running, entry, count=BEST_AND_THREE)
    is_whole = bool(weeks) and weeks[0].is_whole
    found = [] if is_whole else queries.help_for(running, entry)
    return given | {"weeks": weeks, "is_whole": is_whole, "nearest": [_nearest(one) for one in found]}


def _other_mode(running: Running, mode: str) -> str:
    other: Mode = "in_person" if mode == "online" else "online"
    if queries.usual(running.services, other):
        return (
            _("This program meets at the center. Choose that, and look again.")
            if mode == "online"
            else _("This program meets online. Choose that, and look again.")
        )
    return _("This program plans each week by hand. Ask us to call you.")


def _nearest(one: Help) -> Nearest:
    """The smallest change that was tried and helps. What the clinic would have to change is for the clinic to say."""
    told = {"minutes": one.minutes, "day": weekday(one.day) if one.day else ""}
    if one.kind == "her hours" and one.day:
        words = _("It would fit if you were free %(minutes)d minutes more on %(day)s.") % told
    elif one.kind == "less travel":
        words = _("It would fit if the way took you %(minutes)d minutes less.") % told
    elif one.kind == "online":
        words = _("It would fit if you could join online.")
    elif one.kind:
        words = _("We may be able to make room: ask us.")
    else:
        words = _("We found no small change that helps. Call us: new groups open often.")
    return Nearest(one.service, words)
