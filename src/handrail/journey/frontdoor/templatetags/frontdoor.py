# SPDX-License-Identifier: Apache-2.0
"""How a page says a code of the front door, and how long ago something was."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.journey.frontdoor import words

register = template.Library()


@register.filter
def in_words(code: object, kind: str) -> str:
    """{{ inquiry.way|in_words:"way" }}"""
    told = words.ALL[kind]
    return str(told.get(str(code), code))


@register.filter
def long(span: timedelta) -> str:
    """How long, as people say it: 40 min, 5 h, 3 days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)d h") % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
