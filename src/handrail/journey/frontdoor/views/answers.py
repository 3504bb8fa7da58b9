# SPDX-License-Identifier: Apache-2.0
"""How pages of the front door answer: with what was refused and why, as a message where she was."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from handrail.ground.kit.answer import Refused

P = ParamSpec("P")
WRONG = 422  # a form that comes back


def key_of(text: str | None) -> UUID | None:
    """A key that stands in an address; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def back_with_reason(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Whatever an action refuses is said on the page of the inquiry."""

    @wraps(view)
    def answered(*args: P.args, **how: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **how)
        except Refused as no:
            request, pk = args[0], how["pk"]
            assert isinstance(request, HttpRequest)
            assert isinstance(pk, UUID)
            messages.warning(request, " ".join(no.because))
            return redirect("frontdoor:inquiry", pk)

    return answered
