# SPDX-License-Identifier: Apache-2.0
"""The list of devices somebody is signed in on: a sign-in adds its own, and those whose session ended are taken out."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

BEGINNING = timedelta(minutes=5)  # a sign-in that is not finished yet may have its device before its session


def note_device(request: HttpRequest) -> None:
    """In one statement; whoever signs in once more in her own session keeps the one device."""
    if not request.session.session_key:
        request.session.save()
    device = UserSession(
        user=request.user, session_key=request.session.session_key, ip=get_adapter().get_client_ip(request),
        user_agent=request.headers.get("User-Agent", "")[:HTTP_USER_AGENT_MAX_LENGTH],
    )  # fmt: skip
    UserSession.objects.bulk_create(
        [device], update_conflicts=True, unique_fields=["session_key"],
        update_fields=["user", "ip", "user_agent", "last_seen_at"],
    )  # fmt: skip


def forget_devices(*, at: datetime) -> None:
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(there), created_at__lt=at - BEGINNING).delete()
