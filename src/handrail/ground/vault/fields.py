# SPDX-License-Identifier: Apache-2.0
"""Columns that are sealed on their way to the database and opened on their way back."""

from typing import Any

from django import forms
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError
from django.core.validators import MaxLengthValidator
from django.db import DataError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.db.models.lookups import Exact

from handrail.ground.vault import cipher
from handrail.ground.vault.ring import Ring

ONE_LINE = 255


class Sealed(models.Field):  # type: ignore[type-arg]
    """What sealed columns share: their place, and that they cannot be searched.

    `place` is what a value is bound to, `table.column` if not given. Give the old one when a table
    or a column is renamed, or what it holds no longer opens.
    """

    def __init__(self, *args: Any, place: str = "", **how: Any) -> None:
        super().__init__(*args, **how)
        self._place = place

    @property
    def place(self) -> str:
        return self._place or f"{self.model._meta.db_table}.{self.column}"  # noqa: SLF001 - Django's own door

    def deconstruct(self) -> Any:
        name, path, args, how = super().deconstruct()
        return name, path, args, how | ({"place": self._place} if self._place else {})

    def check(self, **how: Any) -> list[checks.CheckMessage]:
        found = super().check(**how)
        if self.unique or self.db_index:  # type: ignore[attr-defined]
            found.append(checks.Error("A sealed column cannot be unique or indexed.", obj=self, id="vault.E001"))
        return found

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if lookup_name == "exact":
            return OnlyNull  # Django says `field=None` as an exact lookup first
        raise FieldError(_unsearchable(self, lookup_name))

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, Col):
            raise FieldError(f"{self.place} is sealed: another column's value cannot be copied into it by the database")
        return super().get_db_prep_save(value, connection)


class OnlyNull(Exact):
    def __init__(self, lhs: Any, rhs: Any) -> None:
        if rhs is not None:
            raise FieldError(_unsearchable(lhs.output_field, "exact"))
        super().__init__(lhs, rhs)


def _unsearchable(field: Any, lookup: str) -> str:
    return f"{field.name} is sealed: it can be asked whether it is null (isnull), not {lookup}"


def _ring() -> Ring:
    ring: Ring = settings.KEYS.ring()
    return ring


class EncryptedTextField(Sealed, models.TextField):  # type: ignore[type-arg]
    """Text that only a holder of the keys can read. `max_length` is of the text as it was typed."""

    description = "Sealed text"

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        plain = super().get_db_prep_value(value, connection, prepared)
        if not isinstance(plain, str) or not plain:
            return plain
        if self.max_length is not None and len(plain) > self.max_length:
            raise DataError(f"{self.place}: {len(plain)} characters, where {self.max_length} are allowed")
        return cipher.seal_text(plain, self.place, _ring())

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return cipher.open_text(value, self.place, _ring()) if value else value

    def formfield(self, **how: Any) -> Any:
        if self.max_length is not None and self.max_length <= ONE_LINE:
            how.setdefault("widget", forms.TextInput)
        return super().formfield(**how)


class EncryptedBinaryField(Sealed, models.BinaryField):  # type: ignore[type-arg]
    """A small file, such as a photo. `max_length` is of the file as it was given."""

    description = "Sealed bytes"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None or not len(value):
            return super().get_db_prep_value(value, connection, prepared)
        if self.max_length is not None and len(value) > self.max_length:
            raise DataError(f"{self.place}: {len(value)} bytes, where {self.max_length} are allowed")
        return super().get_db_prep_value(cipher.seal(bytes(value), self.place, _ring()), connection, prepared)

    def from_db_value(self, value: bytes | memoryview | None, *_: Any) -> bytes | None:
        if value is None:
            return None
        return cipher.open_sealed(bytes(value), self.place, _ring()) if len(value) else b""
