# SPDX-License-Identifier: Apache-2.0
"""What a page has by the hundred, as cards of a board, drawn in one go: as template nodes they cost half the page.

Markup is put together here by hand: what comes from the clinic goes through `escape`, and nothing else may.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape
from uuid import UUID

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handrail.ground.look.templatetags.look import briefly, face, hours, meter, short_weekday, until, weekday
from handrail.journey.timetable.board import Row
from handrail.journey.timetable.cards import Card

register = template.Library()


@register.simple_tag
def board_rows(rows: Iterable[Row], monday: date, may_change: bool) -> SafeString:
    """The rows of a day with their cards; who may change a group is led to it on its date."""
    language = get_language()
    return mark_safe("".join([_row(row, monday, may_change, language) for row in rows]))  # noqa: S308


@register.simple_tag
def dots(days: tuple[tuple[str, bool], ...]) -> SafeString:
    """The days of a week, those marked on which somebody comes."""
    return _dots(days, get_language())


@register.simple_tag
def week_of(patient: UUID | str) -> str:
    """Where the week of a person is, in a list of hundreds."""
    return _page("timetable:person", str(patient))


@register.simple_tag
def week_led_by(clinician: UUID | str) -> str:
    """Where the week of a clinician is, likewise."""
    return _page("timetable:clinician", str(clinician))


@register.simple_tag
def options(field: BoundField) -> SafeString:
    """What a field offers, the chosen one marked."""
    chosen, choices = str(field.value()), getattr(field.field, "choices", ())
    offered = [
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in choices
    ]
    return mark_safe("".join(offered))  # noqa: S308


def _row(row: Row, monday: date, may_change: bool, language: str | None) -> str:
    empty = "" if row.cards else " unused"
    if row.cards:
        held = f"<ul>{''.join([_card(card, row.kind, may_change, language) for card in row.cards])}</ul>"
    else:
        held = f'<p class="free">{_free(row.kind, language)}</p>'
    return (
        f'<section class="row {row.kind} lanes-{row.lanes}{empty}"><header>{_head(row, monday, language)}</header>'
        f"{held}</section>"
    )


def _head(row: Row, monday: date, language: str | None) -> str:
    """What the row is of. Of a clinician: on the way to her week, and how full that is."""
    name = escape(row.head.name)
    if row.kind == "clinician":
        page = _page("timetable:clinician", row.head.key)
        full = _hours_of(row.minutes, row.max_minutes, language)
        return f'<h3><a href="{page}?week={monday}">{name}</a></h3>{full}'
    if row.kind == "room":
        return f"<h3>{name}</h3><p>{_seats(row.seats, language)}</p>"
    return f"<h3>{name}</h3>" if row.kind == "service" else _outside(row.kind, language)


@lru_cache(maxsize=64)
def _free(kind: str, _language: str | None) -> str:
    return escape(_("no sessions on this day") if kind == "clinician" else _("free all day"))


@lru_cache(maxsize=64)
def _outside(kind: str, _language: str | None) -> str:
    """The head of what is held in no room of the site."""
    if kind == "online":
        return format_html("<h3>{}</h3>", _("Online"))
    return format_html("<h3>{}</h3><p>{}</p>", _("In the offices"), _("one to one, families"))


@lru_cache(maxsize=1024)
def _seats(seats: int, _language: str | None) -> str:
    return escape(_("%(seats)s seats") % {"seats": seats})


@lru_cache(maxsize=4096)
def _hours_of(minutes: int, most: int, _language: str | None) -> SafeString:
    words = _("%(held)s of %(most)s h") % {"held": hours(minutes), "most": hours(most)}
    return format_html("<p>{}</p>{}", words, meter(minutes, most))


def _card(card: Card, kind: str, may_change: bool, language: str | None) -> str:
    mark = "" if card.is_as_it_stands else render_to_string("timetable/mark.html", {"card": card})
    state = " cancelled" if card.state == "cancelled" else " unled" if card.is_unled else ""
    parts = _session(card, kind, language) if card.patient else _group(card, kind, may_change, language)
    return f'<li class="block {card.tone}{state} {card.place}">{parts}{mark}</li>'


def _group(card: Card, kind: str, may_change: bool, language: str | None) -> str:
    if kind != "clinician":
        where = ", ".join([leader.first for leader in card.leaders])
    else:
        where = card.room.first if card.room else _("Online")
    return (
        f"<strong>{_led(card, may_change)}</strong>{_when(card, language)}"
        f'<span class="meta">{escape(where)} · {_fill(card.filled, card.seats, language)}'
    )


def _session(card: Card, kind: str, language: str | None) -> str:
    """Her name leads to her week, and from there to the meeting: two links in so small a card cannot be told apart."""
    assert card.patient is not None
    joined = "" if kind == "clinician" else f" {_with(language)} "
    whom = escape(card.leaders[0].first) if joined and card.leaders else ""
    return (
        f'<strong><a href="{_page("timetable:person", card.patient.key)}">{escape(card.patient.short)}</a></strong>'
        f"{_starts(card.start, language) if kind == 'offices' else ''}{_when(card, language)}"
        f'<span class="meta"><span class="at-where">{escape(card.title)}{joined}</span>{whom}</span>'
    )


def _led(card: Card, may_change: bool) -> str:
    words = escape(card.title)
    return f'<a class="to" href="on/{card.dated_key}/">{words}</a>' if may_change else words


def _when(card: Card, language: str | None) -> str:
    cohort = f" · {escape(card.cohort)}" if card.cohort else ""
    return f'<span class="meta">{_brief(card.start, card.end, language)}{cohort}</span>'


@lru_cache(maxsize=4096)
def _brief(start: int, end: int, _language: str | None) -> SafeString:
    return format_html('<span class="am">{}</span><span class="pm">{}</span>', briefly(start, end), until(start, end))


@lru_cache(maxsize=4096)
def _starts(start: int, _language: str | None) -> SafeString:
    return format_html('<span class="starts meta" aria-hidden="true">{}</span>', face(start))


@lru_cache(maxsize=4096)
def _fill(filled: int, seats: int, _language: str | None) -> SafeString:
    """How many of how many, and the end of the line it stands on."""
    words = _("%(filled)s of %(seats)s") % {"filled": filled, "seats": seats}
    return format_html("{}</span>{}", words, meter(filled, seats))


@lru_cache(maxsize=1024)
def _dots(days: tuple[tuple[str, bool], ...], _language: str | None) -> SafeString:
    seen = '<span class="on" aria-hidden="true">{}</span><span class="for-ears">{}</span>'
    drawn = (
        format_html(seen, short_weekday(day)[:2], weekday(day))
        if comes
        else format_html('<span aria-hidden="true">{}</span>', short_weekday(day)[:2])
        for day, comes in days
    )
    return format_html_join("", "{}", ((one,) for one in drawn))


@lru_cache(maxsize=64)
def _with(_language: str | None) -> str:
    return escape(_("with"))


@lru_cache(maxsize=2048)
def _page(name: str, key: str) -> str:
    return reverse(name, args=[key])
