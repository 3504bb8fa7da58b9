# SPDX-License-Identifier: Apache-2.0
"""What pages say of a caution, and of what a change by hand breaks. It judges nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handrail.ground.look.templatetags.look import clock, hours, short_weekday
from handrail.ground.packs.rules import Limit, Pack
from handrail.journey.timetable.cautions import Caution, Sum
from handrail.journey.timetable.once import Breach
from handrail.journey.timetable.problem import minutes_of
from handrail.journey.timetable.week import DAYS, Group, Week


@dataclass(frozen=True)
class Said:
    """A caution in words. `by`: who asks it; `is_law`: the number was read in a source, or is the program's own."""

    words: str
    by: str
    is_law: bool
    about: str = ""
    key: str = ""


def said(cautions: Iterable[Caution], packs: Iterable[Pack], names: Mapping[str, str]) -> list[Said]:
    called = {pack.id: pack.name for pack in packs}
    return [
        Said(_words(one, names), _by(one.limit, called), one.limit.verified, one.about, one.key) for one in cautions
    ]


def when(group: Group) -> str:
    """Mon, Wed, Fri 5:30 pm."""
    days = ", ".join(short_weekday(day) for day in DAYS if day in group.days)
    return f"{days} {clock(minutes_of(group.start))}"


def group_names(names: Mapping[str, str], week: Week) -> dict[str, str]:
    """A group is called by its service and hours."""
    return {group.id: f"{names.get(group.service, '')} ({when(group)})" for group in week.groups}


def _words(one: Caution, names: Mapping[str, str]) -> str:
    told = {"is": _number(one.value, one.limit), "asked": _number(one.limit.value, one.limit)}
    told["name"] = names.get(one.key, "")
    match one.limit.id:
        case "week.hours.min":
            return _("%(is)s hours of service a week, at least %(asked)s") % told
        case "week.hours.max":
            return _("%(is)s hours of service a week, at most %(asked)s") % told
        case "week.days.min":
            return _("%(is)s days a week, at least %(asked)s") % told
        case "day.hours.min":
            long = ngettext("%(n)d day", "%(n)d days", one.days) % {"n": one.days}
            return _("%(days)s of %(asked)s hours of service or more, at least %(least)d such days") % {
                "days": long, "asked": told["asked"], "least": int(one.value),
            }  # fmt: skip
        case "staff.rest.min":
            return _("%(name)s: %(is)s hours of rest between two days, at least %(asked)s") % told
        case _:
            return _("%(name)s: %(is)s people, at most %(asked)s") % told


def _number(value: float, of: Limit) -> str:
    return hours(round(value * 60)) if of.unit.startswith("hours") else f"{value:g}"


def _by(limit: Limit, called: Mapping[str, str]) -> str:
    if not limit.pack:
        return _("the program itself")
    return ", ".join(part for part in (called.get(limit.pack, limit.pack), limit.section) if part)


def summed(one: Sum, n: int, packs: Iterable[Pack]) -> Said:
    """Of how many it is said, what is asked, and who asks it."""
    told = {"n": n, "asked": _number(one.limit.value, one.limit)}
    match one.limit.id:
        case "week.hours.min":
            words = ngettext(
                "%(n)d person has less than %(asked)s hours of service a week",
                "%(n)d people have less than %(asked)s hours of service a week", n,
            )  # fmt: skip
        case "week.hours.max":
            words = ngettext(
                "%(n)d person has more than %(asked)s hours of service a week",
                "%(n)d people have more than %(asked)s hours of service a week", n,
            )  # fmt: skip
        case "week.days.min":
            words = ngettext(
                "%(n)d person comes on fewer than %(asked)s days", "%(n)d people come on fewer than %(asked)s days", n
            )
        case "day.hours.min":
            words = ngettext(
                "%(n)d person has too few days of %(asked)s hours of service",
                "%(n)d people have too few days of %(asked)s hours of service", n,
            )  # fmt: skip
        case "staff.rest.min":
            words = ngettext(
                "%(n)d clinician has less than %(asked)s hours of rest between two days",
                "%(n)d clinicians have less than %(asked)s hours of rest between two days", n,
            )  # fmt: skip
        case _:
            words = ngettext(
                "%(n)d group has more than %(asked)s people", "%(n)d groups have more than %(asked)s people", n
            )
    called = {pack.id: pack.name for pack in packs}
    return Said(words % told, _by(one.limit, called), one.limit.verified, one.about)


# What a change of one meeting breaks: with a name, and where nobody is called by name.
BROKEN = {
    "begun": (gettext_lazy("this hour is over"),),
    "other_week": (gettext_lazy("choose a date of the same week: hours are counted by the week"),),
    "closed": (gettext_lazy("it is closed then"),),
    "not_open": (gettext_lazy("it is outside opening hours"),),
    "no_room": (gettext_lazy("it needs a room"),),
    "seats": (gettext_lazy("%(name)s has too few seats for all of them"), gettext_lazy("the room has too few seats")),
    "few": (gettext_lazy("too few lead it"),),
    "skill": (gettext_lazy("nobody who would lead it has the skill for it"),),
    "room": (
        gettext_lazy("%(name)s is taken by %(other)s then"), gettext_lazy("the room is taken by %(other)s then"),
    ),
    "leader": (gettext_lazy("%(name)s leads %(other)s then"), gettext_lazy("who would lead it leads %(other)s then")),
    "member": (gettext_lazy("%(name)s is in %(other)s then"), gettext_lazy("she is in %(other)s then")),
    "elsewhere": (
        gettext_lazy("another program holds %(name)s then"),
        gettext_lazy("another program holds its room or its leader then"),
    ),
    "away": (gettext_lazy("%(name)s is away on that date"), gettext_lazy("who would lead it is away on that date")),
    "not_there": (
        gettext_lazy("%(name)s is usually not here then"), gettext_lazy("who would lead it is usually not here then"),
    ),
    "too_long": (
        gettext_lazy("%(name)s would have more hours in this week than agreed"),
        gettext_lazy("who would lead it would have more hours in this week than agreed"),
    ),
    "her_life": (gettext_lazy("%(name)s has said that she is busy then"), gettext_lazy("she is busy then")),
}  # fmt: skip


def broken(one: Breach, names: Mapping[UUID, str] | None = None) -> str:
    """What a change of one meeting breaks, in words."""
    name = (names or {}).get(one.key, "") if one.key else ""
    called, *plain = BROKEN[one.kind]
    return str(called if name or not plain else plain[0]) % {"name": name, "other": one.other}
