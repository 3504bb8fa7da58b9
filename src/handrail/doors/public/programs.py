# SPDX-License-Identifier: Apache-2.0
"""The page of each program that everyone may read: for whom, where, when, who, open seats, and how to begin."""

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from handrail.doors.public.pages import for_everyone, show
from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.people import access as people
from handrail.ground.program import queries
from handrail.ground.program.rules import Program, Service, Site
from handrail.journey.timetable.queries import public as timetable
from handrail.journey.timetable.queries.public import GroupHeld
from handrail.journey.timetable.rules import part_of_day

HERE = "public:programs"
PARTS = ("morning", "afternoon", "evening")


@dataclass(frozen=True)
class Opening:
    """What is free in a part of the day: groups with a free seat, and days on which they meet."""

    part: str
    seats: int
    groups: int
    weekdays: tuple[str, ...]


@for_everyone()
def programs(_request: HttpRequest) -> HttpResponse:
    shown = [(program, address_of(program)) for program in queries.public()]
    return show("public/programs/index.html", {"programs": shown}, here=HERE)


@for_everyone()
def program(_request: HttpRequest, slug: str) -> HttpResponse:
    found = next((one for one in queries.public() if address_of(one) == slug), None)
    if found is None:
        raise Http404("No such program")
    site, services = queries.site_of(found), queries.services(found.id)
    held = timetable.groups_held(found, services, on=timezone.localdate(), at=timezone.now())
    given = {
        "program": found,
        "site": site,
        "provider": queries.provider_name(found.provider_id),
        "phone_link": "".join(sign for sign in found.phone if sign.isdigit() or sign == "+"),
        "team": people.public_team(found),
        "times": times(held),
        "individual": [one for one in services if not one.is_group],
        "openings": openings(held),
        "facts": facts(found, site, services),
    }
    return show("public/programs/program.html", given, here=HERE)


def address_of(program: Program) -> str:
    """Its name as an address, and something of its key, so that two of one name have two pages."""
    return f"{slugify(program.name) or 'program'}-{program.id.hex[-6:]}"


def times(held: list[GroupHeld]) -> list[tuple[Service, list[tuple[tuple[str, ...], int, int]]]]:
    """Each service with the days and hours at which a group of it meets, every time said once."""
    found = []
    for service, groups in groupby(held, key=lambda one: one.service):
        told = {(one.weekdays, one.start, one.end) for one in groups}
        ordered = sorted(told, key=lambda one: (one[0], one[1]))
        found.append((service, [(_named(days), start, end) for days, start, end in ordered]))
    return found


def openings(held: list[GroupHeld]) -> list[Opening]:
    found = []
    for part in PARTS:
        free = [one for one in held if one.open_seats and part_of_day(one.start) == part]
        days = sorted({day for one in free for day in one.weekdays})
        found.append(Opening(part, sum(one.open_seats for one in free), len(free), _named(tuple(days))))
    return [opening for opening in found if opening.seats]


def facts(program: Program, site: Site, services: list[Service]) -> SafeString:
    """For search engines, in the words of schema.org."""
    told: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "MedicalClinic", "name": program.name,
        "description": program.for_whom, "telephone": program.phone, "address": site.address,
        "location": {"@type": "Place", "name": site.name},
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification", "dayOfWeek": DAYS[span.weekday],
                "opens": _clock(span.start), "closes": _clock(span.end),
            }
            for span in queries.opening_hours(program.id)
        ],
        "availableService": [{"@type": "MedicalTherapy", "name": service.name} for service in services],
    }  # fmt: skip
    text = json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)
    for sign in "<>&":  # so that no name can end the element it stands in
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - escaped just above


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _clock(minutes: int) -> str:
    return "23:59" if minutes >= 24 * 60 else f"{minutes // 60:02d}:{minutes % 60:02d}"


def _named(weekdays: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(WEEKDAYS[day] for day in weekdays)
