# SPDX-License-Identifier: Apache-2.0
"""How guesses of a password are counted: as allauth does it, but all limits of one guess in one transaction."""

import time
from dataclasses import dataclass

from allauth.core.internal.ratelimit import apply_rate, get_cache_key, get_rates
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

APP, EVERY, FAILED = "allauth.account", "login", "login_failed"


@dataclass(frozen=True)
class Guess:
    """When it was counted, and under which keys as one that failed, each with how many seconds it is kept."""

    at: float
    failed: dict[str, float]


def count(request: HttpRequest, *, key: str) -> Guess | None:
    """None if one of its limits is met; against those before it, it stays counted. `key`: whom it is about."""
    rates = [(EVERY, rate) for rate in get_rates(app=APP, action=EVERY, config={EVERY: settings.SIGN_INS})]
    rates += [(FAILED, rate) for rate in get_rates(app=APP, action=FAILED)]
    named = [
        (get_cache_key(request, app=APP, action=action, rate=rate, key=key), action, rate) for action, rate in rates
    ]
    guess = Guess(time.time(), {name: rate.duration for name, action, rate in named if action == FAILED})
    with transaction.atomic():
        kept = cache.held(name for name, *_ in named)  # type: ignore[attr-defined]  # by `Limits`
        for name, _action, rate in named:
            is_allowed, times = apply_rate(kept[name] or [], guess.at, rate)
            if not is_allowed:
                return None
            cache.set(name, times, rate.duration)
    return guess


def take_back(guess: Guess) -> None:
    """It was right: it does not count as one that failed. That there was one stays counted."""
    with transaction.atomic():
        kept = cache.held(guess.failed)  # type: ignore[attr-defined]
        for name, duration in guess.failed.items():
            cache.set(name, [at for at in kept[name] or () if at != guess.at], duration)
