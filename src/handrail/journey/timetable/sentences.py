# SPDX-License-Identifier: Apache-2.0
"""What pages say of a caution: the number, what is asked, and who asks it. It judges nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.ground.look.templatetags.look import hours
from handrail.ground.packs.rules import Limit, Pack
from handrail.journey.timetable.cautions import Caution


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
