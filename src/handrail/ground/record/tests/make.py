# SPDX-License-Identifier: Apache-2.0
"""Lines, and who they are by: ordinary unless told otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.record import actions
from handrail.ground.record.rules import GENESIS, Head, Line, hash_of

PROVIDER, OTHER_PROVIDER, SESSION, ANA, BEN, JO, EVE = (UUID(int=number) for number in range(1, 8))
MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def a_by(**but: Any) -> By:
    return By(**{"provider_id": PROVIDER, "account_id": ANA, "session_id": SESSION, **but})


def noted(*dids: str, by: By | None = None, patient: UUID | None = JO, because: str = "") -> None:
    """Written, each in a transaction of its own."""
    for did in dids:
        with transaction.atomic():
            actions.note(by=by or a_by(), did=did, about=patient, patient=patient, because=because)


def a_line(**but: Any) -> Line:
    """A line as it is written: with its own hash, unless told another."""
    told: dict[str, Any] = {
        "id": UUID(int=100), "provider_id": PROVIDER, "number": 1, "at": MORNING, "account_id": ANA,
        "session_id": SESSION, "did": "patient.looked", "about_id": JO, "patient_id": JO, "because": "",
        "previous": GENESIS, "hash": "",
    }  # fmt: skip
    line = Line(**{**told, **but})
    return line if "hash" in but else replace(line, hash=hash_of(line))


def a_chain(length: int) -> tuple[list[Line], Head]:
    lines: list[Line] = []
    previous = GENESIS
    for number in range(1, length + 1):
        at = MORNING + timedelta(minutes=number)
        lines.append(a_line(id=UUID(int=100 + number), number=number, at=at, previous=previous))
        previous = lines[-1].hash
    return lines, Head(PROVIDER, length, previous)
