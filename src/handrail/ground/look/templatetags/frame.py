# SPDX-License-Identifier: Apache-2.0
"""What the frame of every page shows, drawn in one go: as template nodes it took a quarter of the time of a page.

Markup is put together here by hand: what comes from outside goes through `escape`, and nothing else may.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

ON_PHONE, ON_DESK = 5, 7  # so many places stand beside each other; of more, the last gives way to "More"
Place = Mapping[str, Any]  # url, words, is_here


@register.simple_tag
def places(held: Sequence[Place]) -> SafeString:
    """Places of this role. On a phone they stand at the lower edge. What does not fit is behind "More"."""
    count = len(held)
    many = f"{' many' if count > ON_PHONE else ''}{' crowded' if count > ON_DESK else ''}"
    links = "".join([_link(place, _when_shown(n, count)) for n, place in enumerate(held)])
    more = "".join(
        [
            _more(held[most - 1 :], where)
            for most, where in ((ON_PHONE, "on-phone"), (ON_DESK, "on-desk"))
            if count > most
        ]
    )
    return mark_safe(  # noqa: S308
        f'<nav class="places{many}" aria-label="{escape(_("Main"))}">{links}{more}</nav>'
    )


def _when_shown(n: int, count: int) -> str:
    if count <= ON_PHONE or n < ON_PHONE - 1:
        return ""
    return ' class="later last"' if count > ON_DESK and n >= ON_DESK - 1 else ' class="later"'


def _link(place: Place, shown: str = "") -> str:
    here = ' aria-current="page"' if place["is_here"] else ""
    return f'<a href="{escape(str(place["url"]))}"{here}{shown}>{escape(str(place["words"]))}</a>'


def _more(held: Sequence[Place], where: str) -> str:
    links = "".join(map(_link, held))
    return (
        f'<details class="menu more {where}"><summary>{escape(_("More"))}</summary>'
        f'<div class="menu-list">{links}</div></details>'
    )


@register.simple_tag
def unchanging(name: str) -> SafeString:
    """A template that asks nothing of the page it stands in: drawn once in each language."""
    return _drawn(name, get_language())


@lru_cache(maxsize=64)
def _drawn(name: str, _language: str | None) -> SafeString:
    return mark_safe(render_to_string(name))  # noqa: S308
