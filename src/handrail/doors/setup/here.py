# SPDX-License-Identifier: Apache-2.0
"""Who sets up what: the program she is in, or none yet, and what she may change. Everybody else gets a 404."""

from uuid import UUID

from django.http import Http404, HttpRequest

from handrail.ground.people import access as people
from handrail.ground.people.rules import Place, Who, may
from handrail.ground.program import access as programs
from handrail.ground.program import queries
from handrail.ground.program.rules import Program, Site

GET_OR_POST = ["GET", "HEAD", "POST"]
WRONG = 422  # a form that comes back


def setter_up(request: HttpRequest) -> Who:
    """She who is signed in, if she may set up anything at all."""
    who = people.who_of(request)
    places = [Place(who.provider_id), *(Place(who.provider_id, one.id) for one in hers(who))]
    if not any(may(who, "program.edit", place) for place in places):
        raise Http404("Nothing here for this account")
    return who


def hers(who: Who) -> list[Program]:
    return programs.programs_for(who.provider_id, only=who.program_ids)


def program_here(request: HttpRequest) -> Program | None:
    """The program she works in now; None before there is any. 404 if she may not set it up."""
    who = setter_up(request)
    return people.program_here(request, "program.edit") if hers(who) else None


def program_of(who: Who, pk: UUID) -> Program:
    """This program, closed or open, if she may set it up."""
    found = next((one for one in queries.programs(who.provider_id, also_closed=True) if one.id == pk), None)
    if found is None or not may(who, "program.edit", Place(who.provider_id, pk)):
        raise Http404("No such program")
    return found


def site_of(who: Who, pk: UUID) -> Site:
    """A place is shared by its programs: she changes it who may set up each of them."""
    found = next((one for one in queries.sites(who.provider_id) if one.id == pk), None)
    if found is None or not may_change_site(who, found):
        raise Http404("No such site")
    return found


def may_change_site(who: Who, site: Site) -> bool:
    there: list[UUID | None] = [one.id for one in queries.programs(who.provider_id) if one.site_id == site.id]
    return all(may(who, "program.edit", Place(who.provider_id, pk)) for pk in there or [None])


def of_all(who: Who) -> None:
    """What is the provider's as a whole: new sites, new programs."""
    people.ask(who, "program.edit")
