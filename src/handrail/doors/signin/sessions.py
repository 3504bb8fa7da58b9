# SPDX-License-Identifier: Apache-2.0
"""The devices somebody is signed in on: which there are, when each was last used, and signing it out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Any

from allauth.account.internal import flows
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from handrail.doors.signin import actions, devices


@dataclass(frozen=True)
class Device:
    pk: int
    name: str
    address: str
    since: datetime
    seen: datetime
    is_this: bool


def of(request: HttpRequest) -> list[UserSession]:
    """Her sessions that have not ended."""
    return [one for one in request.user.usersession_set.all() if not one.purge()]  # type: ignore[union-attr]


def forget_ended(*, at: datetime, stop: Event) -> bool:  # noqa: ARG001 - two statements
    """A job: sessions that ended of themselves are taken out of the tables, and the devices of all that ended."""
    SessionStore.clear_expired()
    actions.forget_devices(at=at)
    return False


def shown(request: HttpRequest, session: UserSession) -> Device:
    seen: Any = SessionStore(session.session_key).get("seen")
    return Device(
        pk=session.pk,
        name=devices.device(session.user_agent),
        address=session.ip,
        since=session.created_at,
        seen=datetime.fromtimestamp(seen, UTC) if seen else session.created_at,
        is_this=session.session_key == request.session.session_key,
    )


def end(request: HttpRequest, which: str) -> bool:
    """Sign out `all`, the `others` or the one with this key; answers whether this one is among them."""
    hers = of(request)
    here = request.session.session_key
    ended = [one for one in hers if _is_meant(one, which, here)]
    for one in ended:
        if one.session_key != here:
            one.end()
    is_here = which == "all" or any(one.session_key == here for one in ended)
    if is_here:
        flows.logout.logout(request)
    return is_here


def _is_meant(session: UserSession, which: str, here: str | None) -> bool:
    return which == "all" or (session.session_key != here if which == "others" else str(session.pk) == which)
