# SPDX-License-Identifier: Apache-2.0
"""What is different about a patient's week on its dates, in plain words for her."""

from uuid import UUID

from django.utils.translation import gettext as _

from handrail.ground.look.templatetags.look import clock
from handrail.ground.look.templatetags.look import day as full_day
from handrail.journey.timetable.cards import DatedWeek
from handrail.journey.timetable.dated import Meeting


def differences(shown: DatedWeek, patient: UUID) -> list[str]:
    """A sentence for each meeting of hers that is not as it usually is."""
    said = [(_said(one, patient), _other_leader(shown, one, patient)) for one in shown.meetings]
    return [sentence for both in said for sentence in both if sentence]


def _other_leader(shown: DatedWeek, one: Meeting, patient: UUID) -> str:
    if not one.is_held or one.is_extra or patient in one.excused or not one.stands_in:
        return ""
    told = {"title": one.title, "day": full_day(one.date)}
    told["name"] = _(" and ").join(sorted(shown.named(leader).name for leader in one.stands_in))
    return _("%(title)s on %(day)s is with %(name)s this time.") % told


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
        if (one.date, one.start) == (one.on, one.slot.start):
            return _("%(title)s on %(day)s is") % told + where + _(" this time.")
        if one.date == one.on:
            return _("%(title)s on %(day)s is at %(time)s") % told + where + "."
        return _("%(title)s is on %(day)s at %(time)s, not on %(before)s") % told + where + "."
    if patient in one.guests or one.is_extra:
        return _("You also have %(title)s on %(day)s at %(time)s.") % told
    return ""
