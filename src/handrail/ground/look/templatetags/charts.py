# SPDX-License-Identifier: Apache-2.0
"""Charts drawn here and not in the browser: SVG that follows the colours of the page, and the numbers as a table."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.translation import gettext as _

from handrail.ground.look import charts
from handrail.ground.look.templatetags.look import number, said

register = template.Library()

HEIGHT, TOP, FOOT = 200, 18, 28
Points = Sequence[tuple[object, float | None]]


@register.inclusion_tag("look/charts/line.html")
def line_chart(
    points: Points,
    *,
    title: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    band: tuple[float, float] | None = None,
    band_words: str = "",
    names: Mapping[float, str] | None = None,
) -> dict[str, object]:
    """Points are (day or words, number or None). A band is what the numbers are measured against.

    `names`: what the numbers are called, where they stand for steps such as levels of care.
    """
    values = [value for _at, value in points if value is not None]
    reach = [*values, *(band or ()), *(each for each in (low, high) if each is not None)] or [0, 1]
    steps = charts.ticks(min(reach), max(reach))
    y = charts.Scale(steps[0], steps[-1], HEIGHT - FOOT, TOP)
    placed = charts.marks(points, y)
    kept = [mark for mark in placed if mark]
    return {
        "title": title,
        "unit": unit,
        "height": HEIGHT,
        "base": HEIGHT - FOOT,
        "foot": HEIGHT - 7,
        "ticks": [(step, y(step)) for step in steps],
        "strokes": charts.strokes(placed),
        "marks": kept,
        "last": kept[-1] if kept else None,
        "first": kept[0] if kept else None,
        "band": {"y": y(band[1]), "height": y(band[0]) - y(band[1]), "words": band_words} if band else None,
        "points": points,
        "summary": summary(title, kept, names or {}),
        "names": names or {},
    }


def summary(title: str, kept: Sequence[charts.Mark], names: Mapping[float, str]) -> str:
    """What the picture shows, for those who hear it."""
    if not kept:
        return _("%(title)s: nothing measured yet") % {"title": title}
    values = [mark.value for mark in kept]
    return _("%(title)s: from %(first)s (%(start)s) to %(last)s (%(end)s); lowest %(low)s, highest %(high)s") % {
        "title": title,
        "first": called(values[0], names),
        "start": said(kept[0].at),
        "last": called(values[-1], names),
        "end": said(kept[-1].at),
        "low": called(min(values), names),
        "high": called(max(values), names),
    }


@register.filter
def called(value: float, names: Mapping[float, str]) -> str:
    """What a number is called; itself where it has no name."""
    return names.get(value) or number(value)


@register.inclusion_tag("look/charts/sparkline.html")
def sparkline(values: Sequence[float], *, words: str = "", tone: str = "") -> dict[str, object]:
    """A curve of the size of a word, beside the number that matters; ears get the numbers themselves."""
    points = charts.polyline(values, 96, 28)
    return {"values": values, "points": points, "last": points[-1] if points else None, "words": words, "tone": tone}


BAR, GAP, TALL = 14, 4, 36


@register.inclusion_tag("look/charts/bars.html")
def bar_chart(values: Sequence[float], *, most: float, words: str = "") -> dict[str, object]:
    """A few small bars in the order of time, the last one strong; nought is a line. Ears get the numbers."""
    y = charts.Scale(0, most, TALL - 2, 2)
    bars = [(number * (BAR + GAP), y(value), TALL - y(value)) for number, value in enumerate(values)]
    return {"values": values, "bars": bars, "wide": len(values) * (BAR + GAP), "bar": BAR, "tall": TALL, "words": words}
