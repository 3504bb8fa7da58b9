# SPDX-License-Identifier: Apache-2.0
"""For the machine that watches: does the database answer, and does it fit this version?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handrail.doors.cli.checks import missing_migrations

_seen_whole = False  # what was applied stays applied, and looking costs more than all the rest


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process lives and its database answers."""
    return _said("" if _database_answers() else "the database does not answer")


@login_not_required
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """As `healthz`, and every migration is applied: people may be sent here."""
    global _seen_whole
    if not _database_answers():
        return _said("the database does not answer")
    try:
        _seen_whole = _seen_whole or not missing_migrations()
    except DatabaseError:
        return _said("the database does not answer")
    return _said("" if _seen_whole else "migrations are missing")


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _said(amiss: str) -> HttpResponse:
    return HttpResponse(f"{amiss or 'ok'}\n", content_type="text/plain", status=503 if amiss else 200)
