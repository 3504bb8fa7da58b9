# SPDX-License-Identifier: Apache-2.0
"""The guide: what an intensive outpatient program is, whom it helps, what it asks, and what it is like."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.doors.public.pages import for_everyone, show
from handrail.ground.kit.days import WEEKDAYS

HERE = "public:guide"
PARTS = (
    ("public:guide", gettext_lazy("What it is")),
    ("public:guide-who", gettext_lazy("Who it is for")),
    ("public:guide-start", gettext_lazy("The first week and the cost")),
    ("public:guide-family", gettext_lazy("For families")),
)


@dataclass(frozen=True)
class Block:
    """One thing in the week of someone invented."""

    tone: str
    words: str
    line: str
    start: int
    end: int

    @property
    def is_brief(self) -> bool:
        return self.end - self.start <= 60


def front(_request: HttpRequest) -> HttpResponse:
    """The first page of all, for whoever is not signed in."""
    return show("public/front.html")


@for_everyone()
def guide(_request: HttpRequest) -> HttpResponse:
    week = [(day, _week_of(day)) for day in WEEKDAYS[:6]]
    minutes = sum(block.end - block.start for _day, blocks in week for block in blocks if block.tone != "life")
    marks = [hour * 60 for hour in range(7, 21)]
    return _part("what", {"week": week, "hours": minutes, "marks": marks}, "public:guide")


@for_everyone()
def who(_request: HttpRequest) -> HttpResponse:
    return _part("who", {}, "public:guide-who")


@for_everyone()
def start(_request: HttpRequest) -> HttpResponse:
    return _part("start", {}, "public:guide-start")


@for_everyone()
def family(_request: HttpRequest) -> HttpResponse:
    return _part("family", {}, "public:guide-family")


def _part(name: str, given: dict[str, Any], here: str) -> HttpResponse:
    parts = [{"url": reverse(route), "words": words, "is_here": route == here} for route, words in PARTS]
    return show(f"public/guide/{name}.html", {"parts": parts, **given}, here=HERE)


def _at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


def _week_of(day: str) -> list[Block]:
    """The week of someone invented, who works by day and has a child: 11½ hours round both."""
    work = Block("life", _("Work"), "", _at(8, 30), _at(16, 30))
    home = Block("life", _("Dinner, bedtime"), "", _at(18), _at(20))
    group = Block("group", _("Main group"), _("you and 9 others"), _at(17, 30), _at(19))
    skills = Block("group", _("Skills group"), _("how to ride out a craving"), _at(19, 15), _at(20, 45))
    alone = Block("individual", _("Your counselor"), _("just you"), _at(12), _at(13))
    kin = Block("family", _("Family hour"), _("with someone close"), _at(10), _at(11, 30))
    week: dict[str, list[Block]] = {
        "mon": [work, group, skills],
        "tue": [work, home],
        "wed": [work, group, skills],
        "thu": [replace(work, end=_at(12)), alone, replace(work, start=_at(13)), group],
        "fri": [work, home],
        "sat": [kin],
    }
    return week[day]
