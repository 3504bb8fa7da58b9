# SPDX-License-Identifier: Apache-2.0
"""How mail leaves: `smtp://user:password@host:587` (STARTTLS), `smtps://...:465`, or `console:` for trying it out."""

from typing import Any
from urllib.parse import unquote, urlsplit

from handrail.site.environment import Environment

BACKENDS = "django.core.mail.backends"
PORTS = {"smtp": 587, "smtps": 465}
SECONDS = 10  # a mail server that does not answer must not keep a page waiting for longer


def mail(env: Environment) -> dict[str, Any]:
    """Django's settings for mail. Without an address none is sent: `MAIL` is what pages ask."""
    address = env.secret("HANDRAIL_MAIL", "HANDRAIL_MAIL_FILE")
    sender = env.text("HANDRAIL_MAIL_FROM", "handrail@localhost")
    found = {"MAIL": bool(address), "DEFAULT_FROM_EMAIL": sender, "EMAIL_BACKEND": f"{BACKENDS}.dummy.EmailBackend"}
    if address == "console:":
        return found | {"EMAIL_BACKEND": f"{BACKENDS}.console.EmailBackend"}
    return found | _smtp(env, address) if address else found


def _smtp(env: Environment, address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not (port and parts.hostname):  # the address itself is not repeated: it may hold a password
        env.amiss("HANDRAIL_MAIL: write smtp://user:password@host:587, smtps://user:password@host:465 or console:")
    if not env.text("HANDRAIL_MAIL_FROM"):
        env.amiss("HANDRAIL_MAIL_FROM: say which address mails are from, as in handrail@clinic.example")
    return {
        "EMAIL_BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": SECONDS,
    }
