# SPDX-License-Identifier: Apache-2.0
"""What a message says. Neutral: whoever sees the phone or the mailbox learns that there is an appointment, no more.

No program, no name, no service, no place: only days, times and a phone number.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def worded(kind: str, facts: Mapping[str, Any], *, zone: ZoneInfo, phone: str, on: date) -> tuple[str, str]:
    """Subject and text, as they read on this day. `facts`: moments, as ISO text."""
    at = [datetime.fromisoformat(moment).astimezone(zone) for moment in facts.get("at", ())]
    was = [datetime.fromisoformat(moment).astimezone(zone) for moment in facts.get("was", ())]
    call = _(" Questions? Call %(phone)s.") % {"phone": phone} if phone else ""
    match kind:
        case "reminder" | "appointment":
            told = {"n": len(at), "day": _day(at[0].date(), on), "times": _times(at)}
            words = ngettext(
                "You have an appointment %(day)s at %(times)s.", "You have appointments %(day)s at %(times)s.", len(at)
            )
            return _("Your appointment"), words % told + call
        case "moved":
            told = {"was": _when(was[0], on), "at": _when(at[0], on)}
            return _("Your appointment has moved"), _("Your appointment %(was)s is now %(at)s.") % told + call
        case "cancelled":
            words = _("Your appointment %(was)s will not take place.") % {"was": _when(was[0], on)}
            return _("Your appointment"), words + call
        case _:
            return _("Your schedule has changed"), _("Your schedule has changed. Please sign in to see it.") + call


def _when(at: datetime, on: date) -> str:
    return _("%(day)s at %(time)s") % {"day": _day(at.date(), on), "time": _times([at])}


def _day(day: date, on: date) -> str:
    if 0 <= (day - on).days <= 1:
        return _("tomorrow") if day > on else _("today")
    return _("on %(day)s") % {"day": date_format(day, "l, F j")}


def _times(at: list[datetime]) -> str:
    return str(get_text_list([date_format(moment, "g:i A") for moment in at], _("and")))
