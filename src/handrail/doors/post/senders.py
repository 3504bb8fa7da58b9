# SPDX-License-Identifier: Apache-2.0
"""How a message leaves: by Django's mail, by whatever sends texts, or, in the demo, only onto a page.

A sender is a function of (address, subject, text). It returns when the message has left, or raises NotSent.
"""

import smtplib
from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.utils.module_loading import import_string

Sender = Callable[[str, str, str], None]


class NotSent(Exception):
    """It did not leave. `because`: a code for the record; not `again`: the next try would fail as well."""

    def __init__(self, because: str, *, again: bool = True) -> None:
        super().__init__(because)
        self.because, self.again = because, again


def by_mail(address: str, subject: str, text: str) -> None:
    if not settings.MAIL:
        raise NotSent("no_mail_server")
    try:
        send_mail(subject, text, None, [address])
    except smtplib.SMTPRecipientsRefused:
        raise NotSent("address_refused", again=False) from None
    except (smtplib.SMTPException, OSError):
        raise NotSent("mail_server") from None


def shown(_address: str, _subject: str, _text: str) -> None:
    """The demo's: the page Messages shows what would have left."""


def sender_of(channel: str) -> Sender | None:
    """What sends this channel here, by its dotted path in POST_SENDERS; None: nothing does."""
    path = settings.POST_SENDERS.get(channel, "")
    return import_string(path) if path else None
