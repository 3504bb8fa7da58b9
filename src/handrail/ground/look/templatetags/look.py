# SPDX-License-Identifier: Apache-2.0
"""How a page says hours, times of day and days of the week. Filters only: no query, no judgement."""

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm, BoundField
from django.utils import dateformat, formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

register = template.Library()

SLOT = 5  # minutes; look/clock.css has one class for each
DAYS = {
    "mon": (gettext_lazy("Monday"), pgettext_lazy("short", "Mon")),
    "tue": (gettext_lazy("Tuesday"), pgettext_lazy("short", "Tue")),
    "wed": (gettext_lazy("Wednesday"), pgettext_lazy("short", "Wed")),
    "thu": (gettext_lazy("Thursday"), pgettext_lazy("short", "Thu")),
    "fri": (gettext_lazy("Friday"), pgettext_lazy("short", "Fri")),
    "sat": (gettext_lazy("Saturday"), pgettext_lazy("short", "Sat")),
    "sun": (gettext_lazy("Sunday"), pgettext_lazy("short", "Sun")),
}
QUARTERS = {Fraction(0): "", Fraction(1, 4): "¼", Fraction(1, 2): "½", Fraction(3, 4): "¾"}


@register.filter
def hours(minutes: int) -> str:
    """11½ for 690 minutes; ½ for 30; 8.3 where no quarter fits."""
    whole, rest = divmod(minutes, 60)
    quarter = QUARTERS.get(Fraction(rest, 60))
    if quarter is None:
        return f"{minutes / 60:.1f}"
    return f"{whole or ''}{quarter}" or "0"


@register.filter
def clock(minutes: int) -> str:
    """5:30 pm; 17:30 where people count so."""
    return f"{face(minutes)} {_half(minutes)}" if _counts_to_twelve() else face(minutes)


@register.filter
def until(start: int, end: int) -> str:
    """5:30 – 7:00 pm; 11:30 am – 1:00 pm."""
    if not _counts_to_twelve() or _half(start) == _half(end):
        return f"{face(start)} – {clock(end)}"
    return f"{clock(start)} – {clock(end)}"


@register.filter
def briefly(start: int, end: int) -> str:
    """5:30–7:00, where an axis beside it says which half of the day."""
    return f"{face(start)}–{face(end)}"


@register.filter
def hour(minutes: int) -> str:
    """The number on the axis: 8, noon, 5."""
    if not _counts_to_twelve():
        return str(minutes // 60)
    return _("noon") if minutes == 12 * 60 else str((minutes // 60 - 1) % 12 + 1)


@register.filter
def slot(minutes: int) -> int:
    return minutes // SLOT


@register.filter
def slots_to(start: int, end: int) -> int:
    return end // SLOT - start // SLOT


@register.filter
def weekday(code: str) -> str:
    return str(DAYS[code][0])


@register.filter
def short_weekday(code: str) -> str:
    return str(DAYS[code][1])


@register.filter
def face(minutes: int) -> str:
    """5:30, as on the face of a clock; 17:30 where people count so."""
    shown = (minutes // 60 - 1) % 12 + 1 if _counts_to_twelve() else minutes // 60 % 24
    return f"{shown}:{minutes % 60:02d}"


def _counts_to_twelve() -> bool:
    """Whether the language in force writes the time of day in two halves."""
    return not {"P", "g", "h"}.isdisjoint(formats.get_format("TIME_FORMAT"))


@register.filter
def at(moment: datetime, zone: str | None = None) -> str:
    """5:30 pm on the clocks of the site, `{{ note.signed|at:site.time_zone }}`; else of the zone in force."""
    there = timezone.localtime(moment, ZoneInfo(zone) if zone else None)
    return clock(there.hour * 60 + there.minute)


@register.filter
def day(moment: date, zone: str | None = None) -> str:
    """Monday, November 23."""
    return dateformat.format(_there(moment, zone), pgettext("pattern of a day", "l, F j"))


@register.filter
def short_day(moment: date, zone: str | None = None) -> str:
    """Nov 23."""
    return dateformat.format(_there(moment, zone), pgettext("pattern of a short day", "M j"))


@register.filter
def full_day(moment: date, zone: str | None = None) -> str:
    """November 23, 2026, where the year matters: a birth date, a licence."""
    return dateformat.format(_there(moment, zone), pgettext("pattern of a full day", "F j, Y"))


@register.filter
def moment(when: datetime, zone: str | None = None) -> str:
    """Monday, November 23, 5:30 pm."""
    return _("%(day)s, %(time)s") % {"day": day(when, zone), "time": at(when, zone)}


@register.filter
def number(value: float, places: int | None = None) -> str:
    """1,250; 7.5: with the separators of the language, and no more places than it has, two at most."""
    if places is None:
        places = next(each for each in (0, 1, 2) if each == 2 or round(value, each) == round(value, 2))
        value = round(value, places)
    return formats.number_format(value, places, use_l10n=True, force_grouping=True)


@register.filter
def said(thing: object) -> str:
    """On an axis: a day is said short, words are said as they are."""
    return short_day(thing) if isinstance(thing, date) else str(thing)


def _there(moment: date, zone: str | None) -> date:
    if not isinstance(moment, datetime) or timezone.is_naive(moment):
        return moment
    return timezone.localtime(moment, ZoneInfo(zone) if zone else None)


def _half(minutes: int) -> str:
    return _("am") if minutes % 1440 < 12 * 60 else _("pm")


@register.simple_tag
@lru_cache(maxsize=4096)
def meter(part: int, whole: int, short: bool = False) -> SafeString:
    """A bar beside a number that says the same. Not a template: a board has hundreds of them."""
    return format_html(
        '<svg class="meter{}" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="all" width="{}" height="1"/><rect class="part" width="{}" height="1"/></svg>',
        " short" if short else "", max(whole, 1), max(whole, 1), min(part, whole),
    )  # fmt: skip


@register.filter
def sets(form: BaseForm) -> Iterator[tuple[str, list[BoundField]]]:
    """The fields of a form in the sets it names; those it names nowhere come last, without a legend."""
    left = {field.name: field for field in form.visible_fields()}
    for legend, names in getattr(form, "fieldsets", ()):
        members = [left.pop(name) for name in names if name in left]
        if members:
            yield legend, members
    if left:
        yield "", list(left.values())


@register.filter
def needs(form: BaseForm) -> bool:
    return any(field.field.required for field in form.visible_fields())


@register.filter
def faults(form: BaseForm) -> int:
    return sum(len(errors) for errors in form.errors.values())


@register.inclusion_tag("look/avatar.html")
def avatar(name: str, photo: str = "", size: str = "") -> dict[str, object]:
    """A photo or the initials, without the letters after the name; always beside the name itself, so mute to ears."""
    words = [word for word in name.split(",")[0].split() if word[:1].isalpha()]
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "·"
    return {"initials": initials, "photo": photo, "size": size, "tint": sum(map(ord, name)) % 5}
