# SPDX-License-Identifier: Apache-2.0
"""What every answer tells the browser: run nothing, fetch nothing, keep nothing that is not ours."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Signing in asks for a passkey; nothing on our pages asks for any of the others.
PERMISSIONS = (
    "publickey-credentials-get=(self), publickey-credentials-create=(self), "
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
)


class Headers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not request.path.startswith("/static/"):
            # A shared computer's back button must not show someone else's week.
            # Pages without an account may say otherwise, so that the back button finds them.
            response.headers["Cache-Control"] = getattr(response, "may_be_kept", "no-store, private")
        return response
