# SPDX-License-Identifier: Apache-2.0
"""What pages need to know of the session they are shown in: when it will end, and how to tell."""

from django.http import HttpRequest

from handrail.doors.signin.middleware import idle_limit


def session(request: HttpRequest) -> dict[str, object]:
    """For the frame: the part that warns before the session ends, and its length in seconds."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"watch": "signin/watch.html", "idle_seconds": idle_limit(user)}
