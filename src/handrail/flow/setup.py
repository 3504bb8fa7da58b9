# SPDX-License-Identifier: Apache-2.0
"""A program set up from one file, and written back into one. What is in the file is brought about; what is not is left.

Bringing the same file in again changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from handrail.flow import program_file as files
from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.days import WEEKDAYS, Span
from handrail.ground.kit.hours import commitments, lines, spans
from handrail.ground.people import actions as people
from handrail.ground.people import queries as persons
from handrail.ground.people.actions import staff as staff_actions
from handrail.ground.people.rules import Credential, Member, Post
from handrail.ground.program import actions as programs
from handrail.ground.program import queries
from handrail.ground.program.rules import Program
from handrail.journey.timetable import actions as timetable

Ids = dict[str, UUID]


@dataclass
class Done:
    """What was brought about: the program, the keys of what the file names, and a few words for each change."""

    by: By
    program: Program
    services: Ids
    staff: Ids
    said: list[str]
    people: Ids = field(default_factory=dict)


def bring_in(told: files.ProgramFile, *, at: datetime, provider: str = "", check: bool = False) -> Done:
    """Everything this file says, in one transaction; with `check` nothing is kept, only said."""
    with transaction.atomic():
        done = _bring_in(told, provider or told.provider, at)
        if check:
            transaction.set_rollback(True)
    return done


def _bring_in(told: files.ProgramFile, provider: str, at: datetime) -> Done:
    said: list[str] = []
    known = queries.provider_named(provider)
    by = By(known) if known else programs.found(name=provider)
    if not known:
        said.append(f"new provider {provider}")
    site_id = _site(by, told.site, said)
    program = _program(by, site_id, told.program, said)
    services = _services(by, program, told.services, said)
    done = Done(by, program, services, _staff(by, program, told.staff, said), said)
    _people(done, told, at)
    return done


def _site(by: By, told: files.Site, said: list[str]) -> UUID:
    how = {"time_zone": told.time_zone, "address": told.address, "state": told.state}
    known = next((site for site in queries.sites(by.provider_id) if site.name == told.name), None)
    if known is None:
        site_id = programs.open_site(by=by, name=told.name, **how).id
        said.append(f"new site {told.name}")
    else:
        site_id = known.id
        _say(said, programs.change_site(by=by, site_id=site_id, **how), f"site {told.name} changed")
    rooms = {room.name: room for room in queries.rooms_of_site(site_id, also_closed=True)}
    for name, seats in told.rooms.items():
        if name not in rooms:
            programs.add_room(by=by, site_id=site_id, name=name, seats=seats)
            said.append(f"new room {name}")
        else:
            changed = programs.change_room(by=by, room_id=rooms[name].id, seats=seats)
            opened = programs.reopen_room(by=by, room_id=rooms[name].id)
            _say(said, changed or opened, f"room {name} changed")
    return site_id


def _program(by: By, site_id: UUID, told: files.Program, said: list[str]) -> Program:
    least, most = (round(60 * hours) for hours in told.typical_hours)
    how: dict[str, Any] = {
        "for_whom": told.for_whom, "phone": told.phone, "level_of_care": told.level_of_care,
        "cohorts": list(told.cohorts), "group_cap": told.group_cap, "least_minutes": least, "most_minutes": most,
        "grid_minutes": told.grid_minutes, "packs": list(told.packs), "rest_minutes": round(60 * told.staff_rest),
        "is_public": told.public,
    }  # fmt: skip
    hours = _spans(told.hours)
    known = _named(by, told.name)
    if known is None:
        said.append(f"new program {told.name}")
        return programs.open_program(by=by, site_id=site_id, name=told.name, hours=hours, **how)
    changed = programs.change_program(by=by, program_id=known.id, site_id=site_id, **how)
    opened = programs.reopen_program(by=by, program_id=known.id)
    _say(said, changed or opened, f"program {told.name} changed")
    _say(said, programs.set_hours(by=by, program_id=known.id, hours=hours), f"opening hours of {told.name} changed")
    return _named(by, told.name) or known


def _named(by: By, name: str) -> Program | None:
    return next((one for one in queries.programs(by.provider_id, also_closed=True) if one.name == name), None)


def _services(by: By, program: Program, told: tuple[files.Service, ...], said: list[str]) -> Ids:
    known = {service.name: service for service in queries.services(program.id, also_closed=True)}
    made: Ids = {}
    for one in told:
        how = one.model_dump(exclude={"name", "breaks", "sizes", "education"})
        how |= {
            "is_education": one.education,
            "break_minutes": one.breaks,
            "smallest": one.sizes[0],
            "largest": one.sizes[1],
        }
        if one.name not in known:
            made[one.name] = programs.offer(by=by, program_id=program.id, name=one.name, **how).id
            said.append(f"new service {one.name}")
            continue
        made[one.name] = known[one.name].id
        changed = programs.change_service(by=by, service_id=made[one.name], **how)
        opened = programs.reopen_service(by=by, service_id=made[one.name])
        _say(said, changed or opened, f"service {one.name} changed")
    said += [f"service {name} is not in the file: left as it is" for name in known if name not in made]
    return made


def _staff(by: By, program: Program, told: tuple[files.Staff, ...], said: list[str]) -> Ids:
    known = {one.name: one for one in persons.staff(by.provider_id, also_left=True)}
    made: Ids = {}
    for one in told:
        posts = {Post(role, program.id) for role in one.roles} | {Post(role) for role in one.everywhere}
        before = known.get(one.name)
        if before is None:
            made[one.name] = people.engage(by=by, name=one.name, posts=posts).id
            _fill_in(by, made[one.name], one)
            said.append(f"new on the staff: {one.name}")
            continue
        made[one.name] = before.id
        elsewhere = {post for post in before.posts if post.program_id not in (program.id, None)}
        changed = [
            staff_actions.give_posts(by=by, staff_id=before.id, posts=posts | elsewhere),
            _fill_in(by, before.id, one),
            staff_actions.come_back(by=by, staff_id=before.id),
        ]
        _say(said, any(changed), f"changed on the staff: {one.name}")
    return made


def _fill_in(by: By, pk: UUID, told: files.Staff) -> bool:
    who: dict[str, Any] = {"by": by, "staff_id": pk}
    licences = [Credential(one.name, one.number, one.expires) for one in told.credentials]
    return any(
        [
            staff_actions.change_staff(
                **who,
                credentials=told.letters,
                skills=told.skills,
                max_minutes=round(told.hours * 60),
                is_public=told.public,
            ),
            staff_actions.set_availability(**who, available=_spans(told.available)),
            staff_actions.set_credentials(**who, credentials=licences),
            staff_actions.set_time_off(**who, days=[(one.first, one.last) for one in told.time_off]),
        ]
    )


def _people(done: Done, told: files.ProgramFile, at: datetime) -> None:
    """Those not there yet; a person who is there already is left as she is."""
    kinds: dict[str, str] = {service.name: service.kind for service in told.services}
    known = {(one.name, one.birth_date): one.id for one in persons.patients(done.program.id)}
    new = [one for one in told.people if (one.name, one.born) not in known]
    for one in told.people:
        done.people[one.name] = known.get((one.name, one.born)) or _admit(done, one, kinds, at)
    for one in new:
        for other in one.apart_from:
            people.keep_apart(by=done.by, one=done.people[one.name], other=done.people[other])
    _say(done.said, bool(new), f"{len(new)} new people")


def _admit(done: Done, one: files.Person, kinds: dict[str, str], at: datetime) -> UUID:
    by, counselor = done.by, done.staff[one.counselor]
    patient = people.admit(
        by=by, program_id=done.program.id, name=one.name, birth_date=one.born, pronouns=one.pronouns,
        cohorts=one.cohorts, mode=one.mode, travel_minutes=one.travel, full_days=one.full_days,
        part_of_day=one.part_of_day, avoid_days=[WEEKDAYS.index(day) for day in one.avoid_days],
    ).id  # fmt: skip
    people.join_team(by=by, patient_id=patient, staff_id=counselor, at=at, is_counselor=True)
    for name, count in one.counts().items():
        with_her = counselor if kinds[name] == "individual" else None
        timetable.order(by=by, patient=patient, service=done.services[name], count=count, clinician=with_her)
    lives = [(span, reason) for line in one.life for span, reason in commitments(line)]
    timetable.keep_free(by=by, patient=patient, commitments=lives)
    return patient


def _say(said: list[str], changed: bool, words: str) -> None:
    if changed:
        said.append(words)


def _spans(lines: tuple[str, ...]) -> list[Span]:
    return [span for line in lines for span in spans(line)]


# ---- and back -------------------------------------------------------------------------------------------------


def to_export(name: str = "") -> Program:
    """The program of this name, or the only one there is. Raises Refused."""
    if found := queries.all_named(name):
        if len(found) == 1:
            return found[0]
        raise Refused("several programs: name one of " + ", ".join(program.name for program in found))
    raise Refused(f"there is no program called {name}" if name else "there is no program yet")


def as_file(program: Program) -> dict[str, Any]:
    """All of a program but its people, as the file says it. Those who have left and what is closed are left out."""
    site = next(site for site in queries.sites(program.provider_id) if site.id == program.site_id)
    return {
        "format": files.FORMAT,
        "provider": queries.provider_name(program.provider_id),
        "site": {
            "name": site.name, "time_zone": site.time_zone, "address": site.address, "state": site.state,
            "rooms": {room.name: room.seats for room in queries.rooms_of_site(site.id)},
        },
        "program": {
            "name": program.name, "for_whom": program.for_whom, "phone": program.phone,
            "level_of_care": program.level_of_care, "cohorts": list(program.cohorts), "group_cap": program.group_cap,
            "typical_hours": [_hours(program.least_minutes), _hours(program.most_minutes)],
            "grid_minutes": program.grid_minutes, "packs": list(program.packs), "public": program.is_public,
            "staff_rest": _hours(program.rest_minutes), "hours": lines(queries.opening_hours(program.id)),
        },
        "services": [_service_told(service) for service in queries.services(program.id)],
        "staff": list(_staff_told(program)),
    }  # fmt: skip


def _service_told(service: Any) -> dict[str, Any]:
    told = {
        "name": service.name, "kind": service.kind, "mode": service.mode, "with_family": service.with_family,
        "minutes": service.minutes, "breaks": service.break_minutes, "times_per_week": service.times_per_week,
        "sizes": [service.smallest, service.largest], "leaders": service.leaders, "skill": service.skill,
        "cohort": service.cohort, "curriculum": service.curriculum, "usual_count": service.usual_count,
        "education": service.is_education,
    }  # fmt: skip
    plain = files.Service.model_fields
    return {
        key: value
        for key, value in told.items()
        if plain[key].is_required() or value != _plain(plain[key].default) or (key == "sizes" and service.is_group)
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _staff_told(program: Program) -> Iterator[dict[str, Any]]:
    for one in persons.staff(program.provider_id):
        here = sorted(post.role.value for post in one.posts if post.program_id == program.id)
        everywhere = sorted(post.role.value for post in one.posts if post.program_id is None)
        if here or everywhere:
            yield _without_empty(_member_told(one, here, everywhere))


def _member_told(one: Member, here: list[str], everywhere: list[str]) -> dict[str, Any]:
    return {
        "name": one.name, "roles": here, "everywhere": everywhere, "letters": one.letters, "public": one.is_public,
        "credentials": [
            _without_empty({"name": held.name, "number": held.number, "expires": held.expires_on})
            for held in one.credentials
        ],
        "skills": list(one.skills), "hours": _hours(one.max_minutes),
        "available": lines(one.available),
        "time_off": [{"first": first, "last": last} for first, last in one.time_off],
    }  # fmt: skip


def _hours(minutes: int) -> int | float:
    return minutes // 60 if minutes % 60 == 0 else minutes / 60


def _without_empty(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value not in ("", [], 0, None)}
