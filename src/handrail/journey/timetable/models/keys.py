# SPDX-License-Identifier: Apache-2.0
"""The key of each row."""

import uuid

from django.db import models

from handrail.ground.kit.keys import uuid7


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)
