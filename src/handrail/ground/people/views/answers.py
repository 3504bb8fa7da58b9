# SPDX-License-Identifier: Apache-2.0
"""How pages of this slice answer: with what was refused and why, and by the program's clock."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from handrail.ground.kit.answer import Refused
from handrail.ground.program.rules import Program

P = ParamSpec("P")
FormOf = TypeVar("FormOf", bound=BaseForm)
WRONG = 422  # a form that comes back


def says_no(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Whatever an action refuses is said on a page, with its reasons."""

    @wraps(view)
    def answered(*args: P.args, **how: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **how)
        except Refused as no:
            request = args[0]
            assert isinstance(request, HttpRequest)
            return render(request, "409.html", {"because": no.because}, status=409)

    return answered


def with_more(form: FormOf, **told: str) -> FormOf:
    """The form as it was sent, and these beside."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    for name, value in told.items():
        data[name] = value
    form.data = data
    return form


def today_at(program: Program) -> date:
    return timezone.localdate(timezone=ZoneInfo(program.time_zone))


def begins(day: date, program: Program) -> datetime:
    """The first moment of this day where the program is."""
    return datetime.combine(day, time(), ZoneInfo(program.time_zone))


def key_of(text: str | None) -> UUID | None:
    """A key that stands in an address; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
