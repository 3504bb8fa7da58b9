# SPDX-License-Identifier: Apache-2.0
"""Every route as nobody, as a stranger, a patient, her family and in each role, against the table in doors.txt.

The table speaks of the patient Jo: `patient` is she, `other` another patient, `family` her sister, `team` her
counselor Ana, `outside` a counselor of another program, `elsewhere` a director of another provider; a role is someone
who has it in her program without being on her team. A route that is missing from the table fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from handrail.ground.people import actions as people
from handrail.ground.people.actions.family import add_family
from handrail.ground.people.rules import Post, Role
from handrail.ground.program import actions as programs
from handrail.journey.timetable.tests.stored import NOON, PASSWORD, Clinic, a_clinic

TABLE = Path(__file__).with_name("doors.txt")
VISITORS = ("nobody", "elsewhere", "patient", "other", "family", *(role.value for role in Role), "team", "outside")
NO_KEY = UUID("00000000-0000-7000-8000-000000000000")
CLOSED = {403, 404, 405}


def routes(patterns: list[URLPattern | URLResolver] | None = None, space: str = "") -> Iterator[tuple[str, str]]:
    """The name of each route, and its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", str(pattern.pattern)


def table() -> dict[tuple[str, str], set[str]]:
    """Who may, for each method and route."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {(method, name): set(VISITORS) if may == ["everyone"] else set(may) for method, name, *may in lines}


def someone(clinic: Clinic, name: str, *posts: Post) -> UUID:
    one = people.engage(by=clinic.by, name=name, posts=posts)
    return people.open_account(by=clinic.by, email=f"{one.id}@x.example", password=PASSWORD, staff_id=one.id)


def visitors(clinic: Clinic) -> dict[str, UUID | None]:
    """The account of each visitor."""
    by, jo, here = clinic.by, clinic.keys["Jo"], clinic.program.id
    found: dict[str, UUID | None] = {"nobody": None}
    for role in Role:
        everywhere = role in (Role.PRIVACY, Role.ADMINISTRATOR)
        found[role.value] = someone(clinic, f"Some {role.value}", Post(role, None if everywhere else here))
    ana = clinic.keys["Ana"]
    people.join_team(by=by, patient_id=jo, staff_id=ana, at=NOON, is_counselor=True)
    found["team"] = people.open_account(by=by, email="ana@x.example", password=PASSWORD, staff_id=ana)
    site = programs.open_site(by=by, name="Far House", time_zone="America/Chicago")
    far = programs.open_program(by=by, site_id=site.id, name="Far program")
    found["outside"] = someone(clinic, "Olga Outside", Post(Role.COUNSELOR, far.id))
    for name, who in (("patient", "Jo"), ("other", "Eve")):
        key = clinic.keys[who]
        found[name] = people.open_account(by=by, email=f"{name}@x.example", password=PASSWORD, patient_id=key)
    mia = add_family(by=by, patient_id=jo, name="Mia Reyes", relation="sister")
    found["family"] = people.open_account(by=by, email="mia@x.example", password=PASSWORD, family_id=mia.id)
    found["elsewhere"] = someone(a_clinic(), "Elsa Elsewhere", Post(Role.DIRECTOR))
    return found


def address(name: str, pattern: str, clinic: Clinic) -> str:
    """The address of a route when it speaks of Jo, or of Ana where it speaks of staff."""
    given: dict[str, object] = {}
    for kind, key in re.findall(r"<(?:(\w+):)?(\w+)>", pattern):
        pk = clinic.keys["Ana"] if "staff" in pattern else clinic.keys["Jo"]
        given[key] = {"uuid": pk if key == "pk" else NO_KEY, "int": 404}.get(kind, "unknown")
    return reverse(name, kwargs=given) if "(?P" not in pattern else ""


def opens(visitor: Client, method: str, path: str) -> bool:
    """Whether this visitor gets anywhere: neither sent to sign in, nor told that there is nothing."""
    cookies, before = {name: one.value for name, one in visitor.cookies.items()}, transaction.savepoint()
    answer = visitor.post(path) if method == "POST" else visitor.get(path)
    transaction.savepoint_rollback(before)  # who signed out here is still signed in at the next door
    if answer.cookies:
        visitor.cookies = SimpleCookie(cookies)
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(f"{reverse('account_login')}?next=")
    assert answer.status_code < 500, path
    return not to_sign_in and answer.status_code not in CLOSED


def spaces() -> list[str]:
    """Each slice's or door's own part of the addresses; `home` for those without a name space."""
    return sorted({space_of(name) for name, _ in routes()} | {space_of(name) for _, name in table()})


def space_of(name: str) -> str:
    return name.split(":")[0] if ":" in name else "home"


@dataclass(frozen=True)
class House:
    """The clinic behind the doors, and each visitor, signed in."""

    clinic: Clinic
    clients: dict[str, Client]


def found_open(space: str, house: House) -> dict[tuple[str, str], list[str]]:
    """Who gets through, for each method and route that anyone gets through."""
    found = {}
    for name, pattern in routes():
        path = address(name, pattern, house.clinic) if space_of(name) == space else ""
        for method in ("GET", "POST"):
            found[method, name] = sorted(who for who, one in house.clients.items() if path and opens(one, method, path))
    return {door: who for door, who in found.items() if who}


def bare(_request: HttpRequest, **_why: Exception) -> HttpResponse:
    """In the place of the page that says that there is nothing: below, everyone sees that one."""
    return HttpResponse(status=404)


@pytest.fixture(scope="module")
def house(module_db: None) -> House:  # noqa: ARG001 - the rows are there for the whole module
    clinic = a_clinic()
    clients = {}
    handler = ClientHandler(enforce_csrf_checks=False)
    for name, account in visitors(clinic).items():
        clients[name] = Client()
        clients[name].handler = handler  # one for all: each new one would begin every middleware again
        if account:
            clients[name].force_login(get_user_model().objects.get(pk=account))
            clients[name].get("/")  # that she is there is written once a minute: now, and not again at every door
    return House(clinic, clients)


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("space", spaces())
def test_every_door_opens_for_those_in_the_table_and_for_nobody_else(space, house, settings, monkeypatch):
    settings.MODE = "demo"  # where staff may still be without a second factor
    monkeypatch.setattr("handrail.site.urls.handler404", bare, raising=False)  # most doors are closed to most
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)  # nobody looks at these

    found = found_open(space, house)

    assert found == {door: sorted(who) for door, who in table().items() if space_of(door[1]) == space}


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("who", VISITORS)
def test_whoever_meets_a_closed_door_reads_so_on_a_page_of_ours(who, house):
    answer = house.clients[who].get(f"/patients/{NO_KEY}/no-such-page/")

    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()
