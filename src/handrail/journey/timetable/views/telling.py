# SPDX-License-Identifier: Apache-2.0
"""A draft told in words: what differs, for whom, what it costs, which rule it breaks. Keys become names here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handrail.ground.look.templatetags.look import clock, short_weekday, until
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import beside, queries, sentences
from handrail.journey.timetable.cards import KEY
from handrail.journey.timetable.cautions import Caution, summed
from handrail.journey.timetable.pins import Pin
from handrail.journey.timetable.problem import minutes_of
from handrail.journey.timetable.proposal import Difference, Facing
from handrail.journey.timetable.sentences import group_names, when
from handrail.journey.timetable.week import DAYS, Group, Unmet

KINDS = {
    "opened": gettext_lazy("new"), "closed": gettext_lazy("closes"), "moved": gettext_lazy("moves"),
    "led": gettext_lazy("other leader"), "housed": gettext_lazy("other room"),
    "joined": gettext_lazy("people join"), "left": gettext_lazy("people leave"),
}  # fmt: skip
TERMS = {
    "unmet": gettext_lazy("ordered and not given"), "short_day": gettext_lazy("days too short"),
    "change": gettext_lazy("meetings that are new to a person"), "extra_trip": gettext_lazy("days more than needed"),
    "part_of_day": gettext_lazy("outside the part of day she likes"),
    "avoided_day": gettext_lazy("on a day she would rather not"),
    "staff_quarter": gettext_lazy("quarter hours of staff in groups"),
    "idle_quarter": gettext_lazy("quarter hours of waiting"),
}  # fmt: skip
THINGS = {
    "patient": gettext_lazy("a person"), "clinician": gettext_lazy("a clinician"), "room": gettext_lazy("a room"),
    "service": gettext_lazy("a service"), "program": gettext_lazy("opening hours"),
}  # fmt: skip
HOW = {"added": gettext_lazy("is new"), "gone": gettext_lazy("is gone"), "changed": gettext_lazy("has changed")}


@dataclass(frozen=True)
class GroupLine:
    group: Group
    name: str
    was: str
    now: str
    kinds: list[str]
    joined: list[str]
    left: list[str]


@dataclass(frozen=True)
class PersonLine:
    key: str
    name: str
    lost: list[str]
    gained: list[str]
    more: int
    is_new: bool

    @property
    def less(self) -> int:
        return -self.more


def page(program: Program, facing: Facing) -> dict[str, object]:
    """What the page of a draft shows."""
    both, names = facing.beside, names_of(facing)
    changed = both.groups
    keys = {one.key for one in changed}
    people, clinicians = both.people, both.clinicians
    return {
        "program": program,
        "draft": facing.draft,
        "facing": facing,
        "now": both.score_now,
        "before": both.score_before,
        "title": whole_words(both.score_now.whole, both.score_now.people),
        "changed": [group_line(one, names) for one in changed],
        "same": [same_line(group, names) for group in facing.week.groups if group.id not in keys],
        "people": [person_line(one, names) for one in people],
        "clinicians": [person_line(one, names) for one in clinicians],
        "moving": sum(one.hours_differ for one in people),
        "gaining": sum(one.more > 0 for one in people),
        "losing": sum(one.more < 0 for one in people),
        "costs": [(capfirst(TERMS[term]), was, has, points) for term, was, has, points in both.points],
        "points": both.score_now.total - both.score_before.total,
        "faults": [said(fault, names) for fault in facing.faults],
        "since": [difference(one, names) for one in facing.since],
        "missing": [missing_line(one, names) for one in facing.week.unmet],
        "can_undo": facing.draft.history is not None and facing.draft.history.done > 0,
    }  # fmt: skip


def cautions_of(program: Program, found: Iterable[Caution], names: Mapping[str, str]) -> dict[str, object]:
    """What the week does not keep to, each number with those it is said of; and whether a reason is asked for."""
    packs, sums = programs.packs_of(program), summed(found)
    return {
        "cautions": [
            (sentences.summed(one, len(one.keys), packs), sorted(names.get(key, "") for key in one.keys), one.limit)
            for one in sums
        ],
        "asks_why": any(one.limit.asks_why for one in sums),
    }


def whole_words(whole: int, people: int) -> str:
    words = ngettext("%(whole)d of %(n)d person has her whole week", "%(whole)d of %(n)d people have their whole week", people)  # fmt: skip # noqa: E501
    return words % {"whole": whole, "n": people}


def same_line(group: Group, names: Mapping[str, str]) -> GroupLine:
    now = when(group) + with_whom(group, names)
    return GroupLine(group, names.get(group.service, ""), "", now, [], [], [])


def missing_line(one: Unmet, names: Mapping[str, str]) -> tuple[str, str, int, str]:
    return names.get(one.patient, ""), names.get(one.service, ""), one.count, said(one.because, names)


def group_line(one: beside.GroupChange, names: Mapping[str, str]) -> GroupLine:
    return GroupLine(
        group=one.group,
        name=names.get(one.group.service, ""),
        was=when(one.before) + with_whom(one.before, names) if one.before else "",
        now=when(one.now) + with_whom(one.now, names) if one.now else "",
        kinds=[str(KINDS[kind]) for kind in one.kinds],
        joined=[names.get(key, "") for key in one.joined] if one.before else [],
        left=[names.get(key, "") for key in one.left] if one.now else [],
    )


def person_line(one: beside.Moved, names: Mapping[str, str]) -> PersonLine:
    return PersonLine(
        key=one.key, name=names.get(one.key, ""), lost=[place(p, names) for p in one.lost],
        gained=[place(p, names) for p in one.gained], more=one.more, is_new=one.is_new,
    )  # fmt: skip


def place(one: beside.Place, names: Mapping[str, str]) -> str:
    return f"{names.get(one.service, '')}, {short_weekday(DAYS[one.day])} {until(one.start, one.end)}"


def with_whom(group: Group, names: Mapping[str, str]) -> str:
    """Whom it is led by and where, behind the hours."""
    rooms = [names.get(key, "") for key in dict.fromkeys(group.rooms.values())]
    return " · " + ", ".join([*(names.get(key, "") for key in group.leaders), *rooms])


def names_of(facing: Facing) -> dict[str, str]:
    """The name of every key the draft speaks of; a group is called by its service and hours."""
    return facing.names | group_names(facing.names, facing.before) | group_names(facing.names, facing.week)


def said(sentence: str, names: Mapping[str, str]) -> str:
    """A sentence of the rules, which speak in keys, with the names the clinic knows."""
    return KEY.sub(lambda found: names.get(found[0], found[0]), sentence)


def names_in(program: Program, pk: UUID, sentences: Iterable[str]) -> Mapping[str, str]:
    """Names for sentences of a refusal; read only if there is a key in them."""
    if not any(KEY.search(sentence) for sentence in sentences):
        return {}
    found = queries.draft(program, pk)
    return names_of(queries.facing(program, found)) if found and found.history else {}


def difference(one: Difference, names: Mapping[str, str]) -> str:
    thing = names.get(one.key) or str(THINGS[one.kind])
    return capfirst(_("%(thing)s %(how)s") % {"thing": thing, "how": HOW[one.how]})


def pins(program: Program, lost: Iterable[Pin]) -> list[str]:
    names = queries.names(program)
    told = []
    for pin in lost:
        days = ", ".join(short_weekday(day) for day in pin.days)
        told.append(f"{names.get(pin.service, '')}, {days} {clock(minutes_of(pin.start))}")
    return told
