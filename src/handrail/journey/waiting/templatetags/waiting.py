# SPDX-License-Identifier: Apache-2.0
"""How the page of the waiting list says a code, and hours as people say them."""

from django import template

from handrail.ground.look.templatetags.look import short_weekday, until
from handrail.journey.waiting import words

register = template.Library()


@register.filter
def said(code: str, kind: str) -> str:
    """{{ code|said:"support" }}"""
    return str(words.ALL[kind].get(code, code))


@register.filter
def as_hours(line: str) -> str:
    """`mon-fri 08:30-16:30` as a reader says it: Mon – Fri 8:30 am – 4:30 pm."""
    *days, hours = line.split()
    start, _, end = hours.partition("-")
    named = [" – ".join(str(short_weekday(day)) for day in part.split("-")) for part in days]
    return f"{', '.join(named)} {until(_minutes(start), _minutes(end))}"


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
