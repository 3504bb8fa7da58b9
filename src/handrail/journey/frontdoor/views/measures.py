# SPDX-License-Identifier: Apache-2.0
"""The front door in numbers, on a page and as a file. No name is in either."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from operator import attrgetter
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from handrail.ground.people import access as people
from handrail.ground.program.rules import Program
from handrail.journey.frontdoor import access, queries, words
from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.rules import figures
from handrail.journey.frontdoor.rules.figures import Figures, Line

PERIODS = (30, 90, 365)


@dataclass(frozen=True)
class Shown:
    """What was asked for: these programs, so many days back from today."""

    programs: list[Program]
    asked: Program | None
    days: int
    first: date
    today: date
    lines: list[Line]


def _shown(request: HttpRequest) -> Shown:
    programs = access.board_for(people.who_of(request))
    asked = access.program_asked(programs, request.GET.get("program", ""))
    told = request.GET.get("days", "")
    days = int(told) if told in map(str, PERIODS) else 90
    zone, today = ZoneInfo(programs[0].time_zone), access.today_at(programs[0])
    first = today - timedelta(days=days - 1)
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(today + timedelta(days=1), time(), zone)
    shown = [asked] if asked else programs
    lines = queries.lines(access.keys_of(shown), since=since, until=until)
    return Shown(programs, asked, days, first, today, lines)


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """How soon is someone seen, and where do we lose people?"""
    shown, within = _shown(request), desk().offering.within_hours
    names = {one.id: one.name for one in shown.programs}
    whole = figures.figures(shown.lines, within_hours=within)
    by_source = figures.by(shown.lines, lambda line: line.heard, within_hours=within)
    by_way = figures.by(shown.lines, lambda line: line.way, within_hours=within)
    by_program = figures.by(shown.lines, lambda line: line.program_id, within_hours=within)
    tables = [
        ("way", [(words.WAY.get(str(kind), kind), told) for kind, told in by_way]),
        ("source", [(words.HEARD.get(str(kind), kind), told) for kind, told in by_source]),
    ]
    if len(shown.programs) > 1:
        tables.append(("program", [(names.get(kind, ""), told) for kind, told in by_program]))  # type: ignore[call-overload]
    context = {
        "shown": shown, "whole": whole, "tables": tables, "periods": PERIODS, "within": within,
        "at": timezone.now(),
    }  # fmt: skip
    return render(request, "frontdoor/measures.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as a file: one line for all, and one for each way, source and program."""
    shown = _shown(request)
    names = {one.id: one.name for one in shown.programs}
    answer = HttpResponse(_csv(shown, names), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="front-door-{shown.today.isoformat()}.csv"'
    return answer


def _csv(shown: Shown, names: Mapping[UUID, str]) -> str:
    within = desk().offering.within_hours
    out = StringIO()
    write = csv.writer(out, lineterminator="\r\n").writerow
    write(["of", "kind", "from", "to", *COLUMNS])
    period = [shown.first.isoformat(), shown.today.isoformat()]
    write(["all", "", *period, *_cells(figures.figures(shown.lines, within_hours=within))])
    for of, key in (("way", "way"), ("source", "heard"), ("program", "program_id")):
        for kind, told in figures.by(shown.lines, attrgetter(key), within_hours=within):
            called = names.get(kind, "") if isinstance(kind, UUID) else str(kind)
            write([of, _safe(called), *period, *_cells(told)])
    return out.getvalue()


COLUMNS = (
    "inquiries", "open", "admitted", "referred", "closed",
    *(f"{step}_{what}" for step in figures.STEPS for what in ("count", "median_hours", "ninetieth_hours")),
    *(f"lost_at_{step}" for step in ("new", *figures.STEPS[:-1])), "booked", "offered_within",
)  # fmt: skip


def _cells(told: Figures) -> Sequence[object]:
    lost = [count for _step, count in told.lost]
    waits = [cell for wait in told.waits for cell in (wait.count, _hours(wait.median), _hours(wait.ninetieth))]
    return [
        told.inquiries, told.open, told.admitted, told.referred, sum(lost), *waits, *lost, told.booked, told.offered,
    ]  # fmt: skip


def _hours(span: timedelta | None) -> str:
    return "" if span is None else f"{span.total_seconds() / 3600:.1f}"


def _safe(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
