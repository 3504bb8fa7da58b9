# SPDX-License-Identifier: Apache-2.0
"""Staff's first page, and the record as the privacy officer reads it. Each combines slices for the eye."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.doors.clinic import duties, navigation
from handrail.doors.clinic.forms import RecordSearch
from handrail.ground.people import access as people
from handrail.ground.people import queries as everyone
from handrail.ground.people.rules import Place, Who, may
from handrail.ground.program import queries as everywhere
from handrail.ground.record import actions as record
from handrail.ground.record import queries as lines
from handrail.ground.record.rules import Line
from handrail.journey.timetable import access as timetable


def today(request: HttpRequest) -> HttpResponse:
    """What is on today: her own sessions first, then the groups of the program."""
    who = people.who_of(request)
    hers = people.programs_of(request)
    if not any(may(who, "week.see", Place(who.provider_id, program.id)) for program in hers):
        return render(
            request,
            "clinic/welcome.html",
            {
                "who": who, "work": navigation.work(who, hers),
                "duties": duties.of(who, hers[0] if hers else None, timezone.localdate()),
            },
        )  # fmt: skip
    program = people.program_here(request, "week.see")
    day = timetable.today_at(program)
    shown = timetable.dated_day(who, program, day)
    cards = [card for card in shown.cards if card.is_held]
    own = [card for card in cards if any(leader.key == str(who.staff_id) for leader in card.leaders)]
    return render(
        request,
        "clinic/today.html",
        {
            "program": program, "day": day, "who": who, "shown": shown.standing, "own": own,
            "groups": [card for card in cards if card.patient is None and card not in own],
            "duties": duties.of(who, program, day),
        },
    )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A line of the record with the names a reader of it may see."""

    line: Line
    who: str
    patient: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was done and looked at: the newest first; of one person, one account, one kind, some days."""
    who = people.who_of(request)
    people.ask(who, "record.search")
    form = RecordSearch(request.GET)
    sought = _sought(who, form)
    found = lines.page(who.provider_id, sought) if sought else lines.Page([], None)
    chart = sought.patient_id if sought else None
    record.looked(by=who, what="record.looked", patient=chart)
    return render(
        request,
        "clinic/record/search.html",
        {
            "form": form,
            "found": _told(who, found.lines),
            "lookers": _lookers(who, chart) if chart else [],
            "older_url": f"{reverse('record')}?{_kept(request, found.older)}" if found.older else "",
        },
    )


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same search, all of it, as CSV: keys and codes only, as the record holds them."""
    who = people.who_of(request)
    people.ask(who, "record.search")
    sought = _sought(who, RecordSearch(request.GET)) or lines.Search()
    record.looked(by=who, what="record.looked", patient=sought.patient_id)
    response = StreamingHttpResponse(lines.csv_lines(who.provider_id, sought), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="record.csv"'
    return response


def _sought(who: Who, form: RecordSearch) -> lines.Search | None:
    """What is asked for; its days begin and end where the provider's first site is."""
    if not form.is_valid():
        return None
    asked = form.cleaned_data
    sites = everywhere.sites(who.provider_id)
    zone = ZoneInfo(sites[0].time_zone if sites else "UTC")
    sought = lines.Search(
        patient_id=asked["patient"], account_id=asked["account"], did=asked["did"], before=asked["before"]
    )
    return sought.on(asked["first_day"], asked["last_day"], zone)


def _kept(request: HttpRequest, before: int) -> str:
    asked = request.GET.copy()
    asked["before"] = str(before)
    return asked.urlencode()


def _lookers(who: Who, patient_id: UUID) -> list[tuple[str, lines.Looker]]:
    """Who opened this chart or worked in it, by name."""
    found = lines.lookers(who.provider_id, patient_id)
    names = everyone.names_of_accounts(who.provider_id, {one.account_id for one in found if one.account_id})
    return [(_name(names, one.account_id), one) for one in found]


def _told(who: Who, found: list[Line]) -> list[Told]:
    accounts = everyone.names_of_accounts(who.provider_id, {line.account_id for line in found if line.account_id})
    patients = everyone.names_of_patients(who.provider_id, {line.patient_id for line in found if line.patient_id})
    return [
        Told(line, _name(accounts, line.account_id), patients.get(line.patient_id, "") if line.patient_id else "")
        for line in found
    ]


def _name(accounts: dict[UUID, str], key: UUID | None) -> str:
    return accounts.get(key, _("an account that is gone")) if key else _("a command on the machine")
