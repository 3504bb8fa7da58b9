# SPDX-License-Identifier: Apache-2.0
"""A patient's pages, in her own words. For now one: where do I have to be this week?"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handrail.ground.look.templatetags.look import hours
from handrail.ground.people import access as people
from handrail.ground.people.rules import Place, may
from handrail.ground.program import queries as programs
from handrail.journey.timetable import access, board, queries
from handrail.journey.timetable.cards import Card, InForce
from handrail.journey.timetable.conflicts import OtherDay
from handrail.journey.timetable.forms.board import WeekForm, date_in, monday_in
from handrail.journey.timetable.portal.differences import differences
from handrail.journey.timetable.problem import Patient
from handrail.journey.timetable.rules import Ledger
from handrail.journey.timetable.sentences import Said, said


@require_safe
def week(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A patient's week, for staff of her program."""
    return _week(request, pk)


@require_safe
def own_week(request: HttpRequest) -> HttpResponse:
    """The week of the patient who is signed in."""
    who = people.who_of(request)
    if who.patient_id is None:
        raise Http404("Nothing here for this account")
    return _week(request, who.patient_id)


def _week(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, asked_for = people.who_of(request), date_in(request.GET, "week", date.min)
    patient, program, shown = access.week_of_patient(who, pk, asked=None if asked_for == date.min else asked_for)
    today = access.today_at(program)
    ways = _weeks(shown.monday if shown else monday_in(request.GET, today))
    if shown is None:
        return render(request, "timetable/empty.html", {"program": program} | ways)
    asked = shown.problem.patient_of[str(pk)]
    others = queries.other_days_of(program, shown.monday, shown.monday + timedelta(days=6), patient=pk)
    dates = queries.own_dated_week(program, shown.monday, pk, called=shown.names, others=others)
    lives = _lives(asked, shown.monday, others)
    cards = [*board.clashes_marked(dates.cards, asked, lives), *lives]
    shown_hours = board.hours_shown(cards)
    ledger = shown.ledgers[str(pk)]
    return render(
        request,
        "timetable/portal/week.html",
        {
            "program": program,
            "patient": patient,
            "is_staff": who.is_staff,
            "is_hers": who.patient_id == pk,
            "may_change": may(who, "week.change", Place(who.provider_id, program.id)),
            "title": headline(ledger, len(dates.conflicts)),
            "ledger": ledger,
            "minutes": shown.minutes(str(pk)),
            "cautions": _cautions(shown, pk) if who.is_staff else [],
            "full_days": patient.full_days - ledger.short_days,
            "missing": shown.missing,
            "different": differences(dates, pk),
            "cannot": dates.conflicts,
            "days": board.days_of(
                shown.monday, board.within(cards, shown_hours), today=today, always=shown.problem.open
            ),
            "hours": shown_hours,
        }
        | ways,
    )


def _weeks(monday: date) -> dict[str, object]:
    """The way from week to week."""
    return {
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "earlier": (monday - timedelta(days=7)).isoformat(),
        "later": (monday + timedelta(days=7)).isoformat(),
        "week_form": WeekForm(initial={"week": monday}, auto_id="go-%s"),
    }


def _lives(asked: Patient, monday: date, others: Iterable[OtherDay]) -> list[Card]:
    """Her own life as it is on these dates."""
    words = {one.on: [(span, str(queries.REASONS.get(why, why))) for span, why in one.busy] for one in others}
    return board.with_other_days(board.life_cards(asked), monday, words)


def _cautions(shown: InForce, pk: UUID) -> list[Said]:
    """What staff look at in her week; of the groups she is in, only her own number is known here."""
    hers = [one for one in shown.to_look_at if one.key == str(pk)]
    return said(hers, programs.packs_of(shown.program), shown.names)


def headline(ledger: Ledger, cannot: int) -> str:
    """The week in one sentence: what she has, what stands in its way, or what is still to find.

    `cannot`: meetings of these dates that she has said she cannot come to.
    """
    held = {"hours": hours(ledger.scheduled_minutes), "n": ledger.conflicts}
    if cannot and not ledger.conflicts:
        return ngettext(
            "%(hours)s hours, and one meeting on a date with no time for it",
            "%(hours)s hours, and %(n)d meetings on dates with no time for them", cannot,
        ) % (held | {"n": cannot})  # fmt: skip
    if ledger.conflicts:
        return ngettext(
            "%(hours)s hours, one conflict with your own life", "%(hours)s hours, %(n)d conflicts with your own life",
            ledger.conflicts,
        ) % held  # fmt: skip
    if ledger.unmet:
        missing = hours(ledger.ordered_minutes - ledger.scheduled_minutes)
        return _("%(hours)s hours, and %(missing)s still to find") % (held | {"missing": missing})
    return _("%(hours)s hours, around everything else") % held
