# SPDX-License-Identifier: Apache-2.0
"""The key of each row, and keys read in bulk."""

import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, F

from handrail.ground.kit.keys import uuid7


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


def read_often(name: str) -> "ExpressionWrapper[Any]":
    """A column of keys, to be read by the hundred: a key that was met before is not made again from its letters."""
    return ExpressionWrapper(F(name), output_field=_ReadOften())


class _ReadOften(models.UUIDField):  # type: ignore[type-arg]
    """Where a database knows no keys, Django makes each anew; a type it does not know it leaves to the field."""

    def get_internal_type(self) -> str:
        return "ReadOften"

    def get_db_converters(self, connection: Any) -> list[Callable[..., Any]]:
        return [] if connection.features.has_native_uuid_field else [_read]


def _read(value: str | None, _column: object, _connection: object) -> uuid.UUID | None:
    return _key(value)


@lru_cache(maxsize=16384)
def _key(value: str | None) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None
