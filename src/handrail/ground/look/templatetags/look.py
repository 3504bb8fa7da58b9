# SPDX-License-Identifier: Apache-2.0
"""How a page says hours, times of day and days of the week. Filters only: no query, no judgement."""

from collections.abc import Iterator
from fractions import Fraction

from django import template
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()

SLOT = 5  # minutes; look/clock.css has one class for each
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
    """5:30 pm."""
    return f"{face(minutes)} {_half(minutes)}"


@register.filter
def until(start: int, end: int) -> str:
    """5:30 – 7:00 pm; 11:30 am – 1:00 pm."""
    if _half(start) == _half(end):
        return f"{face(start)} – {clock(end)}"
    return f"{clock(start)} – {clock(end)}"


@register.filter
def briefly(start: int, end: int) -> str:
    """5:30–7:00, where an axis beside it says which half of the day."""
    return f"{face(start)}–{face(end)}"


@register.filter
def hour(minutes: int) -> str:
    """The number on the axis: 8, noon, 5."""
    return _("noon") if minutes == 12 * 60 else str((minutes // 60 - 1) % 12 + 1)


@register.filter
def slot(minutes: int) -> int:
    return minutes // SLOT


@register.filter
def slots_to(start: int, end: int) -> int:
    return end // SLOT - start // SLOT


@register.filter
def weekday(code: str) -> str:
    return {
        "mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"), "thu": _("Thursday"),
        "fri": _("Friday"), "sat": _("Saturday"), "sun": _("Sunday"),
    }[code]  # fmt: skip


@register.filter
def short_weekday(code: str) -> str:
    return {
        "mon": pgettext("short", "Mon"), "tue": pgettext("short", "Tue"), "wed": pgettext("short", "Wed"),
        "thu": pgettext("short", "Thu"), "fri": pgettext("short", "Fri"), "sat": pgettext("short", "Sat"),
        "sun": pgettext("short", "Sun"),
    }[code]  # fmt: skip


@register.filter
def face(minutes: int) -> str:
    """5:30, as on the face of a clock."""
    return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02d}"


def _half(minutes: int) -> str:
    return _("am") if minutes % 1440 < 12 * 60 else _("pm")


@register.inclusion_tag("look/meter.html")
def meter(part: int, whole: int, short: bool = False) -> dict[str, object]:
    """A bar beside a number that says the same."""
    return {"part": min(part, whole), "all": max(whole, 1), "short": short}


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
    """A photo or the initials; always beside the name itself, so it says nothing to ears."""
    words = [word for word in name.split() if word[:1].isalpha()]
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "·"
    return {"initials": initials, "photo": photo, "size": size, "tint": sum(map(ord, name)) % 5}
