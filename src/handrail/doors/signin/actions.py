# SPDX-License-Identifier: Apache-2.0
"""The list of devices somebody is signed in on: a sign-in adds its own, and those whose session ended are taken out."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

BEGINNING = timedelta(minutes=5)  # a sign-in that is not finished yet may have its device before its session


def note_device(request: HttpRequest) -> None:
    UserSession.objects.create_from_request(request)


def forget_devices(*, at: datetime) -> None:
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(there), created_at__lt=at - BEGINNING).delete()
