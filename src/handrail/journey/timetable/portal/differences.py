# SPDX-License-Identifier: Apache-2.0
"""What is different about a patient's week on its dates, in plain words for her."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from handrail.ground.look.templatetags.look import clock
from handrail.ground.look.templatetags.look import day as full_day
from handrail.journey.timetable.dated import Meeting


def differences(meetings: Iterable[Meeting], patient: UUID) -> list[str]:
    """A sentence for each meeting of hers that is not as it usually is."""
    return [sentence for one in meetings if (sentence := _said(one, patient))]


def _said(one: Meeting, patient: UUID) -> str:
    told = {"title": one.title, "day": full_day(one.date), "time": clock(one.start), "words": one.words}
    if patient in one.excused:
        return _("%(title)s on %(day)s: you are excused.") % told
    if one.state == "cancelled" and one.cause == "closed":
        return _("%(title)s on %(day)s is not held. We are closed: %(words)s.") % told
    if one.state == "cancelled":
        return _("%(title)s on %(day)s is not held.") % told
    if one.state == "moved":
        told["before"] = full_day(one.on)
        where = _(" in %(where)s") % {"where": one.where} if one.where else ""
        if one.date == one.on:
            return _("%(title)s on %(day)s is at %(time)s") % told + where + "."
        return _("%(title)s is on %(day)s at %(time)s, not on %(before)s") % told + where + "."
    if patient in one.guests or one.is_extra:
        return _("You also have %(title)s on %(day)s at %(time)s.") % told
    return ""
