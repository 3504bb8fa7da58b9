# SPDX-License-Identifier: Apache-2.0
"""Sending what is due. Several workers may run it at once; one that is killed loses nothing."""

import logging
from datetime import datetime
from threading import Event
from uuid import UUID

from handrail.doors.post.senders import NotSent, sender_of
from handrail.ground.kit.by import By
from handrail.ground.post import actions as post
from handrail.ground.post import queries as messages
from handrail.ground.post.rules import Message

log = logging.getLogger(__name__)


def send_due(*, at: datetime) -> int:
    """Send each message that is due by now; how many left."""
    return sum(_send(key, at) for key in messages.due(at))


def send_turn(*, at: datetime, stop: Event) -> bool:
    """One turn of the worker: whether any message was due."""
    due = messages.due(at)
    for key in due:
        if stop.is_set():
            break
        _send(key, at)
    return bool(due)


def _send(key: UUID, at: datetime) -> bool:
    message = post.take(key, at=at)
    if message is None:
        return False
    by = By(message.provider_id)
    out = messages.outgoing(message, at=at)
    if out.because:
        post.withdraw(by=by, message_id=message.id, because=out.because)
        return False
    try:
        _hand_over(message, out.address, out.subject, out.text)
    except NotSent as no:
        post.failed(by=by, message_id=message.id, because=no.because, at=at, again=no.again)
        return False
    post.sent(by=by, message_id=message.id, at=at)
    return True


def _hand_over(message: Message, address: str, subject: str, text: str) -> None:
    sender = sender_of(message.channel)
    if sender is None:
        raise NotSent("no_sender")
    try:
        sender(address, subject, text)
    except NotSent:
        raise
    except Exception as fault:  # noqa: BLE001 - another's sender must not stop the messages behind this one
        # What it raised may name an address, so only its kind is logged.
        log.error("message %s: its sender failed (%s)", message.id, type(fault).__name__)  # noqa: TRY400
        raise NotSent("sender_failed") from None
