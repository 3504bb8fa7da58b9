# SPDX-License-Identifier: Apache-2.0
"""Setting up a provider and its programs: one verb, one transaction, one line in the record each.

Nothing is deleted: what a program has no more is closed, and can be opened again. A change that changes nothing is
answered with False and leaves no line.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.days import Span
from handrail.ground.program import queries, rules
from handrail.ground.program.models import OpeningHours, Program, Provider, Room, Service, Site
from handrail.ground.record import actions as record

Named = Site | Program | Room | Service


@transaction.atomic
def found(*, name: str) -> By:
    """A new provider; answers who acts for it until its first account exists: the machine it runs on."""
    provider = Provider.objects.create(name=name)
    by = By(provider.id)
    record.note(by=by, did="provider.founded", about=provider.id)
    return by


@transaction.atomic
def set_letterhead(*, by: By, lines: Iterable[str]) -> bool:
    """What stands on letters to employers, schools and courts: a name that does not tell what is treated here."""
    provider = Provider.objects.select_for_update().get(pk=by.provider_id)
    told = "|".join(line.strip() for line in lines if line.strip())
    if provider.letterhead == told:
        return False
    provider.letterhead = told
    provider.save(update_fields=["letterhead"])
    record.note(by=by, did="provider.letterhead_set", about=provider.id)
    return True


@transaction.atomic
def open_site(*, by: By, name: str, time_zone: str, address: str = "", state: str = "") -> rules.Site:
    _known_zone(time_zone)
    site = Site(provider_id=by.provider_id, name=name, time_zone=time_zone, address=address, state=state)
    _add(site, by, "site.opened")
    return site.as_fact()


@transaction.atomic
def change_site(*, by: By, site_id: UUID, **how: object) -> bool:
    if "time_zone" in how:
        _known_zone(str(how["time_zone"]))
    return _change(Site.objects.select_for_update().get(pk=site_id, provider=by.provider_id), by, how, "site.changed")


@transaction.atomic
def open_program(*, by: By, site_id: UUID, name: str, hours: Iterable[Span] = (), **how: object) -> rules.Program:
    """A new program at a site of this provider; `how`: the remaining columns, each with its ordinary value."""
    site = Site.objects.get(pk=site_id, provider=by.provider_id)
    _known_packs(how.get("packs", ()))
    program = Program(provider_id=by.provider_id, site=site, name=name, **how)
    _add(program, by, "program.opened")
    _write_hours(program.id, by, hours)
    return program.as_fact()


@transaction.atomic
def change_program(*, by: By, program_id: UUID, **how: object) -> bool:
    _known_packs(how.get("packs", ()))
    return _change(_program(by, program_id), by, how, "program.changed")


@transaction.atomic
def set_hours(*, by: By, program_id: UUID, hours: Iterable[Span]) -> bool:
    """These are the opening hours from now on, all of them."""
    program = _program(by, program_id)
    wanted = sorted(Span(span.weekday, span.start, span.end) for span in hours)
    if any(one.weekday == next_.weekday and next_.start < one.end for one, next_ in pairwise(wanted)):
        raise Refused(_("two spans of opening hours overlap"))
    if wanted == queries.opening_hours(program.id):
        return False
    _write_hours(program.id, by, wanted)
    record.note(by=by, did="program.hours_changed", about=program.id)
    return True


def _write_hours(program_id: UUID, by: By, hours: Iterable[Span]) -> None:
    OpeningHours.objects.filter(program=program_id).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(provider_id=by.provider_id, program_id=program_id, weekday=h.weekday, start=h.start, end=h.end)
        for h in hours
    )


@transaction.atomic
def close_program(*, by: By, program_id: UUID) -> bool:
    return _close(_program(by, program_id), by, "program.closed")


@transaction.atomic
def reopen_program(*, by: By, program_id: UUID) -> bool:
    return _reopen(_program(by, program_id), by, "program.reopened")


@transaction.atomic
def add_room(*, by: By, site_id: UUID, name: str, seats: int) -> rules.Room:
    site = Site.objects.get(pk=site_id, provider=by.provider_id)
    room = Room(provider_id=by.provider_id, site=site, name=name, seats=seats)
    _add(room, by, "room.added")
    return room.as_fact()


@transaction.atomic
def change_room(*, by: By, room_id: UUID, **how: object) -> bool:
    return _change(_room(by, room_id), by, how, "room.changed")


@transaction.atomic
def close_room(*, by: By, room_id: UUID) -> bool:
    """No new group meets in it; a week in force still shows it."""
    return _close(_room(by, room_id), by, "room.closed")


@transaction.atomic
def reopen_room(*, by: By, room_id: UUID) -> bool:
    return _reopen(_room(by, room_id), by, "room.reopened")


@transaction.atomic
def offer(*, by: By, program_id: UUID, name: str, kind: str, minutes: int, **how: object) -> rules.Service:
    """A new service; `how`: the remaining columns of a service, each with its ordinary value if left out."""
    program = Program.objects.get(pk=program_id, provider=by.provider_id)
    service = Service(provider_id=by.provider_id, program=program, name=name, kind=kind, minutes=minutes, **how)
    _add(service, by, "service.offered")
    return service.as_fact()


@transaction.atomic
def change_service(*, by: By, service_id: UUID, **how: object) -> bool:
    return _change(_service(by, service_id), by, how, "service.changed")


@transaction.atomic
def close_service(*, by: By, service_id: UUID) -> bool:
    """It is ordered for nobody from now on; a week in force still holds it."""
    return _close(_service(by, service_id), by, "service.closed")


@transaction.atomic
def reopen_service(*, by: By, service_id: UUID) -> bool:
    return _reopen(_service(by, service_id), by, "service.reopened")


def _program(by: By, pk: UUID) -> Program:
    return Program.objects.select_for_update().get(pk=pk, provider=by.provider_id)


def _room(by: By, pk: UUID) -> Room:
    return Room.objects.select_for_update().get(pk=pk, provider=by.provider_id)


def _service(by: By, pk: UUID) -> Service:
    return Service.objects.select_for_update().get(pk=pk, provider=by.provider_id)


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(_("there is no time zone %(zone)s") % {"zone": name}) from None


def _known_packs(told: Any) -> None:
    known = {pack.id for pack in settings.PACKS}
    if strange := [name for name in told if name not in known]:
        said = {"pack": ", ".join(strange), "known": ", ".join(sorted(known))}
        raise Refused(_("there is no rule pack %(pack)s; there are %(known)s") % said)


def _add(row: Named, by: By, did: str) -> None:
    _check(row)
    row.save(force_insert=True)
    record.note(by=by, did=did, about=row.pk)


def _change(row: Named, by: By, how: Mapping[str, Any], did: str) -> bool:
    changed = [column for column, value in how.items() if getattr(row, column) != value]
    if not changed:
        return False
    for column in changed:
        setattr(row, column, how[column])
    _check(row)
    row.save(update_fields=changed)
    record.note(by=by, did=did, about=row.pk)
    return True


def _check(row: Named) -> None:
    """A name is given once at its place. The database refuses it too, but with less to say."""
    scope = {Site: "provider", Program: "provider", Room: "site", Service: "program"}[type(row)]
    named = type(row).objects.filter(**{scope: getattr(row, f"{scope}_id"), "name": row.name})
    if named.exclude(pk=row.pk).exists():
        raise Refused(_("there is already one called %(name)s") % {"name": row.name})


def _close(row: Any, by: By, did: str) -> bool:
    if row.closed_at is not None:
        return False
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    record.note(by=by, did=did, about=row.pk)
    return True


def _reopen(row: Any, by: By, did: str) -> bool:
    if row.closed_at is None:
        return False
    row.closed_at = None
    row.save(update_fields=["closed_at"])
    record.note(by=by, did=did, about=row.pk)
    return True


# ---- several of these at once, as one page tells them ---------------------------------------------------------


@transaction.atomic
def set_up_site(*, by: By, site_id: UUID | None, rooms: Iterable[Mapping[str, Any]], **how: Any) -> None:
    """A site and its rooms, new or changed. A room says `key` if it is there already, and `is_closed`."""
    if site_id is None:
        site_id = open_site(by=by, **how).id
    else:
        change_site(by=by, site_id=site_id, **how)
    held = {room.id for room in queries.rooms_of_site(site_id, also_closed=True)}
    for told in rooms:
        if not told.get("key"):
            add_room(by=by, site_id=site_id, name=told["name"], seats=told["seats"])
        elif told["key"] in held:
            change_room(by=by, room_id=told["key"], name=told["name"], seats=told["seats"])
            (close_room if told.get("is_closed") else reopen_room)(by=by, room_id=told["key"])


@transaction.atomic
def change_whole_program(*, by: By, program_id: UUID, hours: Iterable[Span], **how: Any) -> None:
    Site.objects.get(pk=how["site_id"], provider=by.provider_id)
    change_program(by=by, program_id=program_id, **how)
    set_hours(by=by, program_id=program_id, hours=hours)


@transaction.atomic
def offer_all(*, by: By, program_id: UUID, told: Iterable[Mapping[str, Any]]) -> None:
    for one in told:
        offer(by=by, program_id=program_id, **one)
