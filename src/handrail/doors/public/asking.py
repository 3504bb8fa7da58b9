# SPDX-License-Identifier: Apache-2.0
"""Asking for a call, and referring someone. Nothing is stored before she sends it; sent twice, it is one request.

No answer tells whether anyone is known here: a new request, a second one and a robot's all end on the same page.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from handrail.doors.public import carried, stamps
from handrail.doors.public.asking_forms import LARGEST, LONGEST_WORDS, AskForm, ReferralForm
from handrail.doors.public.pages import for_everyone, show
from handrail.flow import asking
from handrail.ground.kit.answer import Refused
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.selfcheck import queries as selfcheck

WRONG, TOO_MUCH, NOT_YET = 422, 429, 404
MOST_BYTES = LARGEST + 1_000_000  # a file and the words beside it
COLUMNS = (
    "name", "reach_by", "phone", "email", "reach_when", "may_leave_message", "may_say_who", "words", "born",
    "insurance", "caller_name", "caller_place", "caller_phone", "caller_email",
)  # fmt: skip


class InMemory(MemoryFileUploadHandler):
    """A file never touches the disk in the clear, and what is beyond the largest is counted but not kept."""

    def handle_raw_input(self, *args: Any, **how: Any) -> None:
        super().handle_raw_input(*args, **how)
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None if start > LARGEST else super().receive_data_chunk(raw_data, start)


@for_everyone("POST")
@sensitive_post_parameters()
def ask(request: HttpRequest) -> HttpResponse:
    """Please call me."""
    return _answer(request, AskForm, "public/ask/ask.html", way="web")


@for_everyone("POST")
@sensitive_post_parameters()
def refer(request: HttpRequest) -> HttpResponse:
    """I know someone who needs you."""
    request.upload_handlers = [InMemory(request)]
    return _answer(request, ReferralForm, "public/ask/refer.html", way="referral")


@for_everyone()
def thanks(_request: HttpRequest) -> HttpResponse:
    return show("public/ask/thanks.html", {"programs": _programs()}, here="public:ask", is_unlisted=True)


def _answer(request: HttpRequest, kind: type[AskForm | ReferralForm], template: str, *, way: str) -> HttpResponse:
    at = timezone.now()
    if request.method != "POST":
        return _page(template, kind(), request, told="" if _programs() else _not_yet())
    try:
        sent = _sent(request)
    except (RequestDataTooBig, TooManyFieldsSent, BadRequest, UnicodeError, OSError):
        return _page(template, kind(), None, told=_("That was too much for this form. Please write less, or call us."))
    if carried.is_brought(request):
        return _page(template, kind(initial=_first(sent)), request, status=200, stamp=sent.get("stamp", "")[:200])
    if stamps.is_too_much(request, what="tries", most=stamps.MOST_TRIES, at=at):
        return _page(template, kind(sent), request, told=_many(), status=TOO_MUCH)
    form = kind(sent, request.FILES or None)
    stamp = stamps.read(sent.get("stamp", ""), at=at)
    if stamps.is_trapped(request):
        return _thanks()
    if not form.is_valid():
        return _page(template, form, request, stamp=sent.get("stamp", "") if not stamp.fault else "")
    if stamp.fault:
        return _page(template, form, request, told=_once_more(stamp.fault), status=409)
    if stamps.is_too_much(request, what="asks", most=stamps.MOST, at=at):
        return _page(template, form, request, told=_many(), status=TOO_MUCH, stamp=sent["stamp"])
    return _kept(request, form, template, way=way, key=stamp.key, at=at)


def _sent(request: HttpRequest) -> Any:
    """What was sent. Reading it may fail: too large, too many fields, no form at all."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdigit() or int(told) > MOST_BYTES:
        raise RequestDataTooBig
    return request.POST


def _kept(request: HttpRequest, form: Any, template: str, *, way: str, key: str, at: datetime) -> HttpResponse:
    if not _programs():
        return _page(template, form, request, told=_not_yet(), status=NOT_YET)
    told = form.cleaned_data
    values: dict[str, Any] = {name: told[name] for name in COLUMNS if name in told}
    if request.POST.get("send_week"):
        values["life"] = "\n".join(carried.said(carried.week(request.POST)))[:4000]
    if answer := selfcheck.told(request.POST.get("selfcheck", "")):
        values["selfcheck"] = answer
    try:
        asking.ask(
            program=_program(request), way=way, values=values, form_key=key, at=at,
            wants=way == "web" or told.get("knows") == "yes", paper=told.get("papers"),
        )  # fmt: skip
    except Refused as no:
        return _page(template, form, request, told=" ".join(no.because))
    return _thanks()


def _page(
    template: str, form: Any, request: HttpRequest | None, *, told: str = "", status: int = WRONG, stamp: str = ""
) -> HttpResponse:
    """The form, with all that was typed, and what may come along."""
    is_first = request is not None and request.method != "POST"
    data = request.POST if request is not None and not is_first else None
    painted = carried.week(data)
    form.use_required_attribute = False
    token = str(data.get("selfcheck", "")) if data else ""
    given = {
        "form": form, "told": told, "stamp": stamp or stamps.new(), "trap": stamps.TRAP, "paint": painted,
        "is_painted": bool(painted.painted or painted.has_lines),
        "send_week": data is None or bool(data.get("send_week")), "programs": _programs(), "program": _asked(request),
        "selfcheck": token, "selfcheck_said": selfcheck.told(token).splitlines(),
    }  # fmt: skip
    return show(template, given, here="public:ask", status=200 if is_first else status, goes_back=True)


def _thanks() -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": "/ask/thanks/"})


def _first(data: Any) -> dict[str, str]:
    """What is on the page already, where she is still painting."""
    return {name: data[name][:LONGEST_WORDS] for name in COLUMNS if data.get(name)}


def _not_yet() -> str:
    return _("No program takes requests on this page yet.")


def _many() -> str:
    return _("Too many requests came from this place within a minute. Wait a minute and send it again, or call us.")


def _once_more(fault: str) -> str:
    if fault == "old":
        return _("This page was open for a long time. Nothing is lost: please send it once more.")
    if fault == "soon":
        return _("That was very quick. Please look at it once more, then send it.")
    return _("Something of this page did not arrive. Nothing is lost: please send it once more.")


def _programs() -> list[Program]:
    return programs.public()


def _asked(request: HttpRequest | None) -> str:
    if request is None:
        return ""
    return (request.POST if request.method == "POST" else request.GET).get("program", "")[:60]


def _program(request: HttpRequest) -> Program:
    found = _programs()
    asked = next((one for one in found if str(one.id) == _asked(request)), None)
    return asked or found[0]
