# SPDX-License-Identifier: Apache-2.0
"""Meetings as iCalendar (RFC 5545): each on its own date in the zone of the program, so that what is moved or cancelled
is simply where it is, or not there."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from handrail.journey.timetable.dated import Meeting


def calendar(meetings: Iterable[Meeting], *, at: datetime, names_services: bool, named: str = "") -> bytes:
    """The held ones of these meetings. Neutral unless told otherwise: what, where and with whom is left out."""
    made = Calendar()
    made.add("prodid", "-//Calendar//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", named or _("Appointments"))
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        if meeting.is_held:
            made.add_component(_event(meeting, at, names_services))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(meeting: Meeting, at: datetime, names_services: bool) -> Event:
    event = Event()
    event.add("uid", f"{sha256(f'{meeting.key}:{meeting.on}'.encode()).hexdigest()[:32]}@calendar")
    event.add("dtstamp", at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", meeting.title if names_services else _("Appointment"))
    if names_services and meeting.where:
        event.add("location", meeting.where)
    event.add("class", "PRIVATE")
    return event
