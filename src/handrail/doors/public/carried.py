# SPDX-License-Identifier: Apache-2.0
"""What may go along with a request for a call, if she ticks it: her painted week, the answer of her self-check."""

from collections import defaultdict

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from handrail.ground.kit.days import Span
from handrail.ground.kit.hours import lines
from handrail.ground.look.paint import PICK, Paint
from handrail.ground.look.rows import MORE

REASONS = {
    "work": _("Work"), "class": _("Class"), "school run": _("School run"), "children": _("Children"),
    "care of a relative": _("Care of a relative"), "doctor": _("Doctor, other treatment"), "court": _("Court"),
    "probation": _("Probation"), "worship": _("Worship"), "mutual-help meeting": _("Mutual-help meeting"),
    "sleep": _("Sleep"), "other": _("Other"),
}  # fmt: skip


def week(data: QueryDict | None) -> Paint:
    """The week to paint, as it came from another page of ours or from this one."""
    return Paint(data, reasons=REASONS)


def said(painted: Paint) -> list[str]:
    """Her busy hours, a line each, such as `mon-fri 08:30-16:30 work`. What cannot be read is left out."""
    held = [(span, span.why) for span in painted.painted]
    if painted.rows.is_valid() and not painted.picked:
        held = painted.commitments()
    by_reason: dict[str, list[Span]] = defaultdict(list)
    for span, reason in held:
        by_reason[reason].append(Span(span.weekday, span.start, span.end))
    return [f"{line} {reason}" for reason, spans in sorted(by_reason.items()) for line in lines(spans)]


def is_brought(request: HttpRequest) -> bool:
    """Whether another page of ours sent her here with something, or she is still painting: nothing is asked for yet."""
    return "stamp" not in request.POST or PICK in request.POST or MORE in request.POST
