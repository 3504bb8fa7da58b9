# SPDX-License-Identifier: Apache-2.0
"""The staff: the list, adding one, her page, her roles, leaving and coming back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.look.rows import Rows, hours_rows, overlap, spans_of
from handrail.ground.people import access, queries, rules
from handrail.ground.people.actions import staff as actions
from handrail.ground.people.forms.staff import ROLES, PostsForm, StaffForm
from handrail.ground.people.rules import Credential, Member, Place, Post, Who, may
from handrail.ground.people.views.answers import WRONG, key_of, says_no
from handrail.ground.program import access as program_access
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program

GET_OR_POST = ["GET", "HEAD", "POST"]
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Row:
    """A member of staff as a list names her; what only those may see who keep the staff is there for them alone."""

    member: Member
    roles: str
    is_kept: bool
    credentials: tuple[tuple[Credential, str], ...]

    @property
    def name(self) -> str:
        return f"{self.member.name}, {self.member.letters}" if self.member.letters else self.member.name

    @property
    def worst(self) -> str:
        """Whether one of her licences is over, or soon will be."""
        states = {state for _credential, state in self.credentials}
        return "over" if "over" in states else "soon" if "soon" in states else ""


def row_of(who: Who, member: Member, names: dict[UUID, str], today: date) -> Row:
    is_kept = rules.may_edit(who, member)
    held = tuple((one, one.runs_out(today)) for one in member.credentials) if is_kept else ()
    return Row(member, ", ".join(roles_of(member, names)), is_kept, held)


def roles_of(member: Member, names: dict[UUID, str]) -> list[str]:
    """Each role in words, once; where she has roles in some of several programs, with its name."""
    told = []
    for role, words in ROLES.items():
        places = [post.program_id for post in member.posts if post.role == role]
        if not places:
            continue
        some = sorted(names.get(place, "") for place in places if place)
        is_whole = None in places or len(names) < 2
        told.append(str(words) if is_whole else f"{words} ({', '.join(some)})")
    return told


def names_of(who: Who) -> dict[UUID, str]:
    return {program.id: program.name for program in programs.programs(who.provider_id)}


def today_of(who: Who) -> date:
    """On the clocks of the first site; before there is one, of no place in particular."""
    site = next(iter(programs.sites(who.provider_id)), None)
    return timezone.localdate(timezone=ZoneInfo(site.time_zone) if site else None)


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Everyone who works here."""
    who = access.who_of(request)
    access.ask(who, "staff.see")
    left = request.GET.get("show") == "left"
    everyone = queries.staff(who.provider_id, also_left=True)
    names, today = names_of(who), today_of(who)
    rows = [row_of(who, member, names, today) for member in everyone if member.has_left == left]
    here = sum(not member.has_left for member in everyone)
    context = {
        "rows": rows, "left": left, "here_count": here, "left_count": len(everyone) - here,
        "keeps": _places_of(who), "keeps_all": may(who, "staff.edit", Place(who.provider_id)),
        "any_kept": any(row.is_kept for row in rows),
    }  # fmt: skip
    return render(request, "people/staff/list.html", context)


def _places_of(who: Who) -> list[UUID | None]:
    """Where she may give posts: programs of hers, and None for all of the provider's."""
    hers = program_access.programs_for(who.provider_id, only=who.program_ids)
    places: list[UUID | None] = [None, *(program.id for program in hers)]
    return [place for place in places if may(who, "staff.edit", Place(who.provider_id, place))]


def _known_skills(who: Who) -> set[str]:
    """What services ask for, and what anyone can already."""
    asked = {
        service.skill for program in programs.programs(who.provider_id) for service in programs.services(program.id)
    }
    return {skill for skill in asked if skill} | {
        skill for member in queries.staff(who.provider_id) for skill in member.skills
    }


@require_http_methods(GET_OR_POST)
@says_no
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new, on one page: who she is, her roles, her hours."""
    who = access.who_of(request)
    places = _places_of(who)
    if not places:
        access.ask(who, "staff.edit")
    sent = request.POST if request.method == "POST" else None
    form = StaffForm(sent, known=_known_skills(who))
    posts = PostsForm(sent, programs=_hers(who), places=places)
    rows = hours_rows(sent, (), spare=2)
    is_told = sent is not None and not rows.asks_for_more
    if is_told and all([form.is_valid(), posts.is_valid(), rows.is_valid()]):
        if not overlap(spans_of(rows)):
            return _engaged(request, who, form, posts, rows)
        form.add_error(None, _("Two of the hours overlap."))
    context = {"form": form, "posts": posts, "rows": rows}
    return render(request, "people/staff/add.html", context, status=WRONG if is_told else 200)


def _hers(who: Who) -> list[Program]:
    return program_access.programs_for(who.provider_id, only=who.program_ids)


def _engaged(request: HttpRequest, who: Who, form: StaffForm, posts: PostsForm, rows: Rows) -> HttpResponse:
    made = actions.engage(by=who, posts=posts.posts, available=spans_of(rows), **form.columns_said)
    messages.success(request, _("%(name)s is on the staff.") % {"name": made.name})
    if "another" in request.POST:
        return redirect("people:staff-add")
    return redirect("people:staff-member", made.id)


@require_safe
def member(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them: what she does here, when she is here, and her way in."""
    who = access.who_of(request)
    found = access.member_for(who, pk)
    names = names_of(who)
    context = {
        "member": found, "row": row_of(who, found, names, today_of(who)), "roles": roles_of(found, names),
        "may_edit": rules.may_edit(who, found), "may_admit": rules.may_admit(who, found),
        "may_post": bool(_places_of(who)),
        "week": [{"day": WEEKDAYS[span.weekday], "start": span.start, "end": span.end} for span in found.available],
        "invite_url": reverse("signin:invite_staff", args=[found.id]),
    }  # fmt: skip
    return render(request, "people/staff/show.html", context)


@require_http_methods(GET_OR_POST)
@says_no
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = access.who_of(request)
    found = access.member_for(who, pk, rules.may_edit)
    form = StaffForm(request.POST or None, known=_known_skills(who), of=found)
    if form.is_valid():
        actions.change_staff(by=who, staff_id=found.id, **form.columns_said)
        return _saved(request, found)
    context = {"form": form, "member": found, "title": _("Name, skills and hours")}
    return render(request, "people/staff/form.html", context, status=WRONG if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@says_no
def posts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What she may see and do follows from her roles, so only those give them who keep the staff there."""
    who = access.who_of(request)
    found = access.member_for(who, pk, lambda who, _member: bool(_places_of(who)))
    sent = request.POST if request.method == "POST" else None
    form = PostsForm(sent, programs=_hers(who), places=_places_of(who), held=found.posts)
    if form.is_valid():
        actions.give_posts(by=who, staff_id=found.id, posts=form.posts)
        return _saved(request, found)
    names = names_of(who)
    fixed = [post for post in found.posts if post.program_id not in form.places]
    context = {
        "form": form, "member": found, "title": _("Roles"), "fixed": [_said(post, names) for post in fixed],
    }  # fmt: skip
    return render(request, "people/staff/form.html", context, status=WRONG if form.is_bound else 200)


def _said(post: Post, names: dict[UUID, str]) -> str:
    where = names.get(post.program_id, "") if post.program_id else _("all programs")
    return f"{ROLES[post.role]} · {where}"


@require_http_methods(GET_OR_POST)
@says_no
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = access.who_of(request)
    found = access.member_for(who, pk, rules.may_admit)
    if request.method == "POST":
        actions.leave(by=who, staff_id=found.id, at=timezone.now())
        messages.success(request, _("%(name)s has left. Nothing was deleted.") % {"name": found.name})
        return redirect("people:staff-member", found.id)
    return render(request, "people/staff/leave.html", {"member": found, "is_herself": found.id == who.staff_id})


@require_POST
@says_no
def back(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = access.who_of(request)
    found = access.member_for(who, pk, rules.may_admit)
    actions.come_back(by=who, staff_id=found.id)
    return _saved(request, found)


def _saved(request: HttpRequest, found: Member) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("people:staff-member", found.id)


@require_http_methods(GET_OR_POST)
@says_no
def twice(request: HttpRequest) -> HttpResponse:
    """Who stands there twice, and the choice of which entry stays."""
    who = access.who_of(request)
    access.ask(who, "staff.edit")
    if request.method == "POST":
        keys = (key_of(request.POST.get(name)) or NOBODY for name in ("kept", "other"))
        kept, other = (access.member_for(who, key, rules.may_admit) for key in keys)
        actions.merge_staff(by=who, kept=kept.id, other=other.id, at=timezone.now())
        messages.success(request, _("Now it is one entry."))
        return redirect("people:staff-member", kept.id)
    names, today = names_of(who), today_of(who)
    pairs = [
        tuple(row_of(who, one, names, today) for one in pair)
        for pair in rules.alike_staff(queries.staff(who.provider_id, also_left=True))
    ]
    return render(request, "people/staff/twice.html", {"pairs": pairs, "list_url": reverse("people:staff")})
