# SPDX-License-Identifier: Apache-2.0
"""What keeps a form without an account honest, without cookies and without anyone else: a stamp, a trap, a limit.

The stamp says when the page was made and which page it was; sent twice, it is the same request. The trap is a field no
person sees. The limit counts per address, in the cache that all processes share; no address is kept in the clear.
"""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SALT = "handrail.public.stamp"
TRAP = "website"  # robots fill in whatever is called so
SOONEST = 2  # seconds: nobody reads and fills in this form faster
LASTS = 12 * 3600  # a page left open longer is shown again, with all that was typed
WINDOW = 60  # seconds
MOST = 6  # requests for a call in that time, from one address; a clinic's waiting room may share one
MOST_TRIES = 60  # forms of any kind, also those that come back


@dataclass(frozen=True)
class Stamp:
    """`key`: one for each page that was shown. `fault`: nothing, `missing`, `soon` or `old`."""

    key: str
    fault: str = ""


def new() -> str:
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(18))


def read(text: str, *, at: datetime) -> Stamp:
    signer = signing.TimestampSigner(salt=SALT)
    try:
        key = signer.unsign(text[:200])
        made = signing.b62_decode(text.rsplit(":", 2)[1])
    except (signing.BadSignature, ValueError, IndexError):
        return Stamp("", "missing")
    age = at.timestamp() - made
    if age < SOONEST:
        return Stamp(key, "soon")
    return Stamp(key, "old" if age > LASTS else "")


def is_trapped(request: HttpRequest) -> bool:
    return bool(request.POST.get(TRAP))


def is_too_much(request: HttpRequest, *, what: str, most: int, at: datetime) -> bool:
    """Whether this address has sent more than so many within a minute. What is beyond is asked for, not counted on."""
    key = _key(request, what, int(at.timestamp()) // WINDOW)
    if cache.get(key, 0) >= most:
        return True
    cache.add(key, 0, 2 * WINDOW)
    try:
        return cache.incr(key) > most
    except ValueError:
        return False  # it was dropped between the two: the next one begins anew


def _key(request: HttpRequest, what: str, window: int) -> str:
    return f"public:{what}:{salted_hmac(SALT, f'{_address(request)}:{window}', algorithm='sha256').hexdigest()[:32]}"


def _address(request: HttpRequest) -> str:
    """As the trusted proxy tells it; of an IPv6 address the half that belongs to one household."""
    try:
        found = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (ValueError, PermissionDenied):
        return "unknown"
    if found.version == 6:
        return str(ipaddress.ip_network(f"{found}/64", strict=False).network_address)
    return str(found)
