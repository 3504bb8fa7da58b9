# SPDX-License-Identifier: Apache-2.0
"""What the frame of every page shows beside the page itself: the places of a role, and who is signed in."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.people import access as people
from handrail.ground.people.rules import Place, Role, Who, may
from handrail.ground.program.rules import Program

# Where each right leads; shown to whoever has it in any of her programs.
PLACES = (
    ("home", gettext_lazy("Today"), "look.see"),
    ("frontdoor:board", gettext_lazy("Inquiries"), "inquiries.see"),
    ("timetable:program", gettext_lazy("The week"), "week.see"),
    ("waiting:list", gettext_lazy("Waiting"), "seats.hold"),
    ("admission:worklist", gettext_lazy("Papers"), "inquiries.see"),
    ("timetable:drafts", gettext_lazy("Build a week"), "week.build"),
    ("timetable:people", gettext_lazy("People"), "week.see"),
    ("people:patients", gettext_lazy("Charts"), "patients.find"),
    ("intake:waiting", gettext_lazy("To sign too"), "week.see"),
    ("timetable:fit", gettext_lazy("Fit"), "seats.hold"),
    ("people:staff", gettext_lazy("Staff"), "staff.see"),
    ("rules", gettext_lazy("Rules"), "staff.see"),
    ("program:setup", gettext_lazy("Set-up"), "program.edit"),
    ("post:calendar", gettext_lazy("Calendar"), "week.see"),
    ("post:messages", gettext_lazy("Messages"), "messages.see"),
    ("record", gettext_lazy("The record"), "record.search"),
)
# What the first page says of each place to those who see no week: billing, privacy, administration.
WHAT_FOR = {
    "people:patients": gettext_lazy("Find a patient by name: that she is here, and in which program."),
    "people:staff": gettext_lazy("Who works here and in which role, and whose licence runs out."),
    "rules": gettext_lazy("The rules each week is checked against, with where they come from."),
    "program:setup": gettext_lazy("Sites and rooms, programs, services and opening hours."),
    "post:messages": gettext_lazy("What was sent to whom, and what could not be sent."),
    "record": gettext_lazy("Who did what, and who looked at which chart."),
}
ROLES = {
    Role.DIRECTOR: gettext_lazy("Director"), Role.COUNSELOR: gettext_lazy("Counselor"),
    Role.INTERN: gettext_lazy("Intern"), Role.NURSE: gettext_lazy("Nurse or technician"),
    Role.INTAKE: gettext_lazy("Intake"), Role.BILLING: gettext_lazy("Billing"),
    Role.PRIVACY: gettext_lazy("Privacy officer"), Role.ADMINISTRATOR: gettext_lazy("Administrator"),
}  # fmt: skip


def frame(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page shows beside the page itself; for a stranger, nothing but the page."""
    shown: dict[str, object] = {"is_demo": settings.MODE == "demo"}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shown
    who = people.who_of(request)
    here = request.resolver_match.view_name if request.resolver_match else ""
    places = staff_places(who, people.programs_of(request)) if who.is_staff else own_places(who)
    return shown | {
        "places": [{"url": reverse(name), "words": words, "is_here": here == name} for name, words in places],
        "me": {
            "name": who.name,
            "role_words": ", ".join(sorted({str(ROLES[post.role]) for post in who.posts})),
            "signout_url": reverse("account_logout"),
        },
    }


def staff_places(who: Who, hers: Iterable[Program]) -> list[tuple[str, str]]:
    seen = {"messages.see": "look.see"} if settings.MODE == "demo" else {}  # whatever would leave is shown to all there
    held = [Place(who.provider_id), *(Place(who.provider_id, program.id) for program in hers)]
    return [(name, str(words)) for name, words, right in PLACES
            if any(may(who, seen.get(right, right), place) for place in held)]  # fmt: skip


def work(who: Who, hers: Iterable[Program]) -> list[tuple[str, str, str]]:
    """Her places with what each is for: where it is, its name, a sentence."""
    return [(reverse(name), words, str(WHAT_FOR[name])) for name, words in staff_places(who, hers) if name in WHAT_FOR]


def own_places(who: Who) -> list[tuple[str, str]]:
    if not who.patient_id:
        return [("home", _("Today"))]
    return [
        ("home", _("Today")), ("timetable:own", _("My week")), ("timetable:own-hours", _("My hours")),
        ("placement:own", _("My treatment")),
        ("post:calendar", _("Calendar")), ("post:own-reach", _("Reaching you")),
    ]  # fmt: skip
