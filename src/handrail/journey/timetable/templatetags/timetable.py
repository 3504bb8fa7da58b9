# SPDX-License-Identifier: Apache-2.0
"""A card of the board, drawn in one go: a day has over a hundred, and as template nodes they cost half the page."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handrail.ground.look.templatetags.look import briefly, face, meter, until
from handrail.journey.timetable.cards import Card

register = template.Library()
EMPTY = SafeString("")


@register.simple_tag
def board_card(card: Card, kind: str, may_change: bool) -> SafeString:
    """One card in a row of this kind; who may change a group is led to it on its date."""
    mark = EMPTY if card.is_as_it_stands else render_to_string("timetable/mark.html", {"card": card})
    state = " cancelled" if card.state == "cancelled" else " unled" if card.is_unled else ""
    parts = _session(card, kind) if card.patient else _group(card, kind, may_change)
    return format_html('<li class="block {}{} {}">{}{}</li>', card.tone, state, card.place, parts, mark)


def _group(card: Card, kind: str, may_change: bool) -> SafeString:
    where: str
    if kind != "clinician":
        where = format_html_join(", ", "{}", ((leader.first,) for leader in card.leaders))
    else:
        where = card.room.first if card.room else _("Online")
    fill = _("%(filled)s of %(seats)s") % {"filled": card.filled, "seats": card.seats}
    return format_html(
        '<strong>{}</strong><span class="meta">{}{}</span><span class="meta">{} · {}</span>{}',
        _led(card, card.title, may_change), _brief(card.start, card.end, get_language()), _cohort(card), where, fill,
        meter(card.filled, card.seats),
    )  # fmt: skip


def _session(card: Card, kind: str) -> SafeString:
    """Her name leads to her week, and from there to the meeting: two links in so small a card cannot be told apart."""
    assert card.patient is not None
    with_whom = kind != "clinician"
    return format_html(
        '<strong><a href="{}">{}</a></strong>{}<span class="meta">{}{}</span>'
        '<span class="meta"><span class="at-where">{}{}</span>{}</span>',
        _person(card.patient.key), card.patient.short, _starts(card) if kind == "offices" else "",
        _brief(card.start, card.end, get_language()), _cohort(card), card.title,
        format_html(" {} ", _("with")) if with_whom else "",
        card.leaders[0].first if with_whom and card.leaders else "",
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _brief(start: int, end: int, _language: str | None) -> SafeString:
    return format_html('<span class="am">{}</span><span class="pm">{}</span>', briefly(start, end), until(start, end))


def _starts(card: Card) -> SafeString:
    return format_html('<span class="starts meta" aria-hidden="true">{}</span>', face(card.start))


def _led(card: Card, words: str, may_change: bool) -> str:
    return format_html('<a class="to" href="on/{}/">{}</a>', card.dated_key, words) if may_change else words


def _cohort(card: Card) -> str:
    return f" · {card.cohort}" if card.cohort else ""


@lru_cache(maxsize=2048)
def _person(key: str) -> str:
    return reverse("timetable:person", args=[key])
