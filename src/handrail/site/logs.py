# SPDX-License-Identifier: Apache-2.0
"""What may stand in a log or an error report: where a fault is, never what somebody wrote.

The words of an error can hold a value ("Key (email)=(...) already exists"), and so can an address
or a form. Here they are left out.
"""

import logging
import re
import traceback
from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.core.exceptions import DisallowedHost, ImproperlyConfigured
from django.views.debug import SafeExceptionReporterFilter

from handrail.ground.vault.cipher import CannotOpen
from handrail.ground.vault.keeping import NotKept

# Errors whose words we wrote, or that tell only of the machine.
SPEAK_FREELY = (CannotOpen, NotKept, ImproperlyConfigured, DisallowedHost, ImportError)
MAIL = re.compile(r"[^\s@<>'\"(]+@[^\s@<>'\")]+\.\w+")
Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Filter):
    """Says the route instead of the address, no mail addresses, and no statement with its values."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.db.backends"):
            return False
        request = getattr(record, "request", None)
        address = getattr(request, "path", None)
        said = record.getMessage()
        if address:
            match = getattr(request, "resolver_match", None)
            said = said.replace(address, f"/{match.route}" if match else "an address nobody answers")
        record.msg, record.args = MAIL.sub("(a mail address)", said), None
        return True


class Plain(logging.Formatter):
    """A fault's way through the code and its kind, without its words."""

    def formatException(self, ei: Fault) -> str:  # noqa: N802 - logging's own name
        return "\n".join(_told(ei[1])) if ei[1] else ""


def _told(error: BaseException) -> list[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_told(earlier), "then:"] if earlier else []
    lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return [*lines, f"{kind}: {error}" if isinstance(error, SPEAK_FREELY) else kind]


class NothingTyped(SafeExceptionReporterFilter):
    """For Django's error reports: no form, no cookies, no variables, whatever DEBUG says."""

    def is_active(self, request: Any) -> bool:  # noqa: ARG002
        return True

    def get_post_parameters(self, request: Any) -> dict[str, Any]:  # noqa: ARG002
        return {}

    def get_safe_cookies(self, request: Any) -> dict[str, Any]:  # noqa: ARG002
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:  # noqa: ARG002
        return {}.items()
