# SPDX-License-Identifier: Apache-2.0
"""The board: every inquiry that is open, by step, the late ones first; who waits for a week; whom one assesses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from handrail.ground.people import access as people
from handrail.ground.people.rules import Place
from handrail.journey.frontdoor import access, actions, queries, words
from handrail.journey.frontdoor.rules.facts import HEARD, Booking, Inquiry
from handrail.journey.frontdoor.rules.steps import OPEN, Step, late_by
from handrail.journey.frontdoor.views.answers import key_of


@dataclass(frozen=True)
class Card:
    """An inquiry on the board. `late`: how long its next step has been overdue."""

    inquiry: Inquiry
    since: timedelta
    late: timedelta
    zone: str
    program_name: str
    booking: Booking | None = None

    @property
    def is_late(self) -> bool:
        return bool(self.late)


@dataclass(frozen=True)
class Column:
    step: str
    cards: list[Card]

    @property
    def late(self) -> int:
        return sum(card.is_late for card in self.cards)


def cards(inquiries: list[Inquiry], programs: list[Any], at: datetime) -> list[Card]:
    names = {one.id: one for one in programs}
    booked = queries.bookings([one.id for one in inquiries if one.state.step == Step.BOOKED])
    return [
        Card(
            one, at - one.first_contact_at, late_by(one.state, at), names[one.program_id].time_zone,
            names[one.program_id].name if len(programs) > 1 else "", booked.get(one.id),
        )
        for one in inquiries
    ]  # fmt: skip


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who waits for what, from whom, and who has waited too long?"""
    who = people.who_of(request)
    programs = access.board_for(who)
    asked = access.program_asked(programs, request.GET.get("program", ""))
    owner = who.staff_id if request.GET.get("owner") == "me" else key_of(request.GET.get("owner"))
    heard = request.GET.get("heard", "") if request.GET.get("heard") in HEARD else ""
    at = timezone.now()
    shown = [asked] if asked else programs
    found = queries.held(access.keys_of(shown), at=at, owner=owner, heard=heard)
    every = cards(found, programs, at)
    columns = [Column(step.value, [card for card in every if card.inquiry.state.step == step]) for step in OPEN]
    asking = [card for card in every if card.inquiry.state.step == Step.REFERRED]
    context = {
        "columns": columns, "asking": asking, "count": sum(len(column.cards) for column in columns),
        "late": sum(card.is_late for card in every), "programs": programs, "asked": asked,
        "owners": queries.owners(who.provider_id, access.keys_of(programs)), "owner": str(owner or ""),
        "is_mine": bool(owner) and owner == who.staff_id, "heard": heard,
        "sources": [(code, said) for code, said in words.HEARD.items() if code], "key": get_random_string(32),
        "waiting": sum(card.inquiry.state.is_waiting for card in every),
    }  # fmt: skip
    return render(request, "frontdoor/board.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A call comes in, or someone stands at the desk: the page to write on, at once. A second click opens no second."""
    who = people.who_of(request)
    programs = access.programs_for(who)
    program = access.program_asked(programs, request.POST.get("program", "")) or programs[0]
    people.ask(who, "inquiry.edit", Place(who.provider_id, program.id))
    way = "walk_in" if request.POST.get("way") == "walk_in" else "call"
    made = actions.begin(
        by=who, program_id=program.id, way=way, caller="herself", at=timezone.now(),
        form_key=request.POST.get("key", "")[:64],
    )  # fmt: skip
    return redirect("frontdoor:inquiry", made)


@require_safe
def over(request: HttpRequest) -> HttpResponse:
    """What became of those who asked: the last hundred that are over."""
    programs = access.board_for(people.who_of(request))
    found = queries.ended(access.keys_of(programs))
    return render(request, "frontdoor/over.html", {"cards": cards(found, programs, timezone.now())})


@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    """Whom do I assess, and when?"""
    who = people.who_of(request)
    rows = access.own_bookings(who)
    zones = {one.id: one.time_zone for one in access.programs_for(who, "assessments.own")}
    shown = [(booking, inquiry, zones.get(inquiry.program_id, "UTC")) for booking, inquiry in rows]
    return render(request, "frontdoor/assessments.html", {"rows": shown})
