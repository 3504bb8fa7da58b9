# SPDX-License-Identifier: Apache-2.0
"""The self-check: some pages of questions, then an answer. Nothing is stored, not even for its length.

What was ticked travels from page to page in a signed hidden field. It never expires, so a page left open overnight
still works, and going back or loading again loses nothing.
"""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

from handrail.doors.public.pages import for_everyone, show
from handrail.doors.public.selfcheck_forms import FIELDS, STEPS, answers
from handrail.journey.selfcheck import queries
from handrail.journey.selfcheck.queries import words
from handrail.journey.selfcheck.rules import EMERGENCY

HERE = "public:self-check"
SALT = "handrail.selfcheck.pages"
LONGEST = 4000  # what all answers together take is far below; anything longer was not made here
WRONG = 422  # a page that comes back


@for_everyone("POST")
def self_check(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(0, {})
    told, is_lost = _read(request.POST.get("state", ""))
    number = _number(request.POST.get("step", ""))
    if request.POST.get("go") == "stay":  # from the answer, back to the last page, on which nothing was ticked anew
        return _page(number, told, is_lost=is_lost)
    form = STEPS[number](request.POST)
    if not form.is_valid():
        return _page(number, told, form=form, status=WRONG)
    told |= form.cleaned_data
    if is_lost:
        return _page(0, told, is_lost=True)
    number += -1 if request.POST.get("go") == "back" else 1
    return _answer(told) if number >= len(STEPS) else _page(max(0, number), told)


def _page(
    number: int, told: dict[str, Any], *, form: Any = None, is_lost: bool = False, status: int = 200
) -> HttpResponse:
    urgent = [danger for danger in queries.judged(answers(told)).dangers if danger.weight == EMERGENCY]
    given = {
        "form": form if form is not None else STEPS[number](initial=told),
        "step": number,
        "state": signing.dumps(told, salt=SALT, compress=True),
        "number": number + 1,
        "of": len(STEPS),
        "is_lost": is_lost,
        "urgent": [words.DANGERS[danger.code] for danger in urgent] if number else [],
    }
    return show("public/selfcheck/step.html", given, here=HERE, status=status, goes_back=True, is_unlisted=number > 0)


def _answer(told: dict[str, Any]) -> HttpResponse:
    hers = answers(told)
    found = queries.judged(hers)
    given = {
        "dangers": [(danger.weight, *words.DANGERS[danger.code]) for danger in found.dangers],
        "is_emergency": found.is_emergency,
        "level": words.LEVELS[found.level],
        "means": words.MEANS[found.level],
        "because": [words.BECAUSE[code] for code in found.because],
        "changes": [words.CHANGES[code] for code in found.changes],
        "next": [words.NEXT[code] for code in found.next],
        "state": signing.dumps(told, salt=SALT, compress=True),
        "step": len(STEPS) - 1,
        "selfcheck": queries.carried(hers),
    }
    return show("public/selfcheck/answer.html", given, here=HERE, goes_back=True, is_unlisted=True)


def _read(state: str) -> tuple[dict[str, Any], bool]:
    """What was ticked before, and whether it was lost: changed on the way, or cut off. An empty one is a beginning."""
    if not state:
        return {}, False
    try:
        told = signing.loads(state, salt=SALT) if len(state) <= LONGEST else None
    except (signing.BadSignature, ValueError):
        told = None
    if not isinstance(told, dict):
        return {}, True
    return {name: value for name, value in told.items() if name in FIELDS}, False


def _number(told: str) -> int:
    return int(told) if told in {str(number) for number in range(len(STEPS))} else 0
