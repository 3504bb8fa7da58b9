# SPDX-License-Identifier: Apache-2.0
"""What may go along with a request for a call, if she ticks it: her painted week, the answer of her self-check."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.http import HttpRequest, QueryDict

from handrail.ground.kit.days import Span
from handrail.ground.kit.hours import lines
from handrail.ground.look.paint import Paint

REASON = re.compile(r"[a-z][a-z -]{0,29}")
MOST_FIELDS = 700  # a whole week of half hours and its exact lines
LONGEST = 2000
WEEK, CHECK = "busy", "selfcheck"


def fields(data: QueryDict) -> list[tuple[str, str]]:
    """What came from another page and is to come along: shown again as hidden fields, kept only if she ticks it."""
    found = [(name, value) for name in data for value in map(str, data.getlist(name)) if name.split("-")[0] == WEEK]
    found += [(CHECK, str(data[CHECK]))] if data.get(CHECK) else []
    return [(name[:60], value[:LONGEST]) for name, value in found[:MOST_FIELDS]]


def week(data: QueryDict) -> list[str]:
    """Her busy hours, a line each, such as `mon-fri 08:30-16:30 work`; nothing if they cannot be read."""
    reasons = {reason: reason for reason in _reasons(data)}
    if not reasons:
        return []
    painted = Paint(data, reasons=reasons, picks=())
    if painted.picked or not painted.rows.is_valid():
        return _said((span, span.why) for span in painted.painted)
    return _said(painted.commitments())


def _reasons(data: QueryDict) -> list[str]:
    told = [value.split("-", 2)[2] for value in data.getlist(WEEK) if value.count("-") >= 2]
    told += [str(data[name]) for name in data if name.startswith(f"{WEEK}-") and name.endswith("reason")]
    return sorted({reason for reason in told if REASON.fullmatch(reason)})


def _said(held: Iterable[tuple[Span, str]]) -> list[str]:
    by_reason: dict[str, list[Span]] = defaultdict(list)
    for span, reason in held:
        by_reason[reason].append(Span(span.weekday, span.start, span.end))
    return [f"{line} {reason}" for reason, spans in sorted(by_reason.items()) for line in lines(spans)]


def is_brought(request: HttpRequest) -> bool:
    """Whether another page of ours sent her here with something, rather than she has filled in the form."""
    return request.method == "POST" and "stamp" not in request.POST
