# SPDX-License-Identifier: Apache-2.0
"""How far a program is set up: its five steps, what each still lacks in words, and which is next."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.ground.people import queries as people
from handrail.ground.program import queries, rules
from handrail.ground.program.rules import Hand, Lack, Program


@dataclass(frozen=True)
class Step:
    """One part of setting up. `has`: what is there already; `lacks`: what it still needs, a sentence each."""

    key: str
    words: str
    has: str
    lacks: tuple[str, ...]
    is_reached: bool = True

    @property
    def is_done(self) -> bool:
        return self.is_reached and not self.lacks


@dataclass(frozen=True)
class Ready:
    program: Program | None
    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)

    @property
    def is_ready(self) -> bool:
        return self.next is None


def of(provider_id: UUID, program: Program | None) -> Ready:
    """How far this program is; of a provider without one, how far the first is."""
    if program is None:
        return _without_program(provider_id)
    hours, rooms = queries.opening_hours(program.id), queries.rooms(program.id)
    services, clinicians = queries.services(program.id), people.clinicians(program.id)
    patients = len(people.patients(program.id))
    hands = [Hand(frozenset(one.skills), one.available, one.max_minutes) for one in clinicians]
    lacks = rules.lacks(program, hours, rooms, services, hands, patients)
    has = {
        "site": _rooms(len(rooms)),
        "program": program.name,
        "services": ngettext("%(n)d service", "%(n)d services", len(services)) % {"n": len(services)},
        "staff": ngettext("%(n)d clinician", "%(n)d clinicians", len(hands)) % {"n": len(hands)},
        "people": ngettext("%(n)d person", "%(n)d people", patients) % {"n": patients},
    }
    return Ready(program, tuple(_step(key, has[key], lacks) for key in names()))


def _without_program(provider_id: UUID) -> Ready:
    sites = queries.sites(provider_id)
    rooms = sum(len(queries.rooms_of_site(site.id)) for site in sites)
    lacks = [] if sites else [Lack("site", "no_site")]
    lacks += [Lack("site", "no_room")] if sites and not rooms else []
    lacks.append(Lack("program", "no_program"))
    reached = {"site", "program"} if sites else {"site"}
    has = {"site": _rooms(rooms) if sites else ""}
    return Ready(None, tuple(_step(key, has.get(key, ""), lacks, is_reached=key in reached) for key in names()))


def _rooms(count: int) -> str:
    return ngettext("%(n)d room", "%(n)d rooms", count) % {"n": count}


def names() -> dict[str, str]:
    """The steps, in order."""
    return {
        "site": _("Site and rooms"),
        "program": _("Program and hours"),
        "services": _("Services"),
        "staff": _("Staff"),
        "people": _("People"),
    }


def _step(key: str, has: str, lacks: list[Lack], *, is_reached: bool = True) -> Step:
    return Step(key, names()[key], has, tuple(said(lack) for lack in lacks if lack.step == key), is_reached)


def said(lack: Lack) -> str:
    """One thing a program lacks, as a sentence that says what to do."""
    words = {
        "no_site": _("Say where people come to, and in which time zone it lies."),
        "no_room": _("No room yet: a group needs one to meet in."),
        "no_seats": _("%(service)s needs %(number)d seats at least, and no room has them."),
        "no_program": _("Give the program a name and its opening hours."),
        "no_hours": _("No opening hours yet: nothing can be held."),
        "no_service": _("Nothing can be ordered yet: choose from the usual services, or add your own."),
        "usual_below": _(
            "The usual orders come to %(hours)s hours a week, less than is typical for this program. "
            "Say of more services how often most people have them."
        ),
        "usual_above": _("The usual orders come to %(hours)s hours a week, more than is typical for this program."),
        "nobody": _("Nobody can hold sessions yet: add a clinician, her hours and the most she may lead in a week."),
        "no_skill": _skill_words(lack),
        "no_hour": _(
            "Nobody who can hold %(service)s is there for %(number)d minutes in a row, on enough days at the same "
            "time, while the program is open."
        ),
        "no_people": _("Nobody is in the program yet."),
    }[lack.code]
    hours = f"{lack.number / 60:.1f}".removesuffix(".0")
    return words % {"service": lack.service, "skill": lack.skill, "number": lack.number, "hours": hours}


def _skill_words(lack: Lack) -> str:
    if not lack.skill:
        return _("%(service)s needs %(number)d clinicians, and there are fewer.")
    if lack.number == 1:
        return _("%(service)s needs a clinician with the skill “%(skill)s”, and nobody has it.")
    return _("%(service)s needs %(number)d clinicians with the skill “%(skill)s”, and there are fewer.")
