# SPDX-License-Identifier: Apache-2.0
"""Charts drawn here and not in the browser: SVG that follows the colours of the page, and the numbers as a table."""

from collections.abc import Sequence

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
) -> dict[str, object]:
    """Points are (day or words, number or None). A band is what the numbers are measured against."""
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
        "summary": summary(title, kept),
    }


def summary(title: str, kept: Sequence[charts.Mark]) -> str:
    """What the picture shows, for those who hear it."""
    if not kept:
        return _("%(title)s: nothing measured yet") % {"title": title}
    values = [mark.value for mark in kept]
    return _("%(title)s: from %(first)s (%(start)s) to %(last)s (%(end)s); lowest %(low)s, highest %(high)s") % {
        "title": title,
        "first": number(values[0]),
        "start": said(kept[0].at),
        "last": number(values[-1]),
        "end": said(kept[-1].at),
        "low": number(min(values)),
        "high": number(max(values)),
    }


@register.inclusion_tag("look/charts/sparkline.html")
def sparkline(values: Sequence[float], *, words: str = "", tone: str = "") -> dict[str, object]:
    """A curve of the size of a word, beside the number that matters; ears get the numbers themselves."""
    points = charts.polyline(values, 96, 28)
    return {"values": values, "points": points, "last": points[-1] if points else None, "words": words, "tone": tone}
