# SPDX-License-Identifier: Apache-2.0
"""A table with every kind of sealed column, for the tests of the vault alone."""

from django.db import connection, models

from handrail.ground.vault.fields import EncryptedBinaryField, EncryptedTextField


class Note(models.Model):
    """Made by `make_table`, as no migration knows it."""

    name = models.CharField(max_length=40, primary_key=True)
    text = EncryptedTextField(blank=True, max_length=400)
    phone = EncryptedTextField(blank=True, max_length=20)
    remark = EncryptedTextField(null=True, blank=True)
    photo = EncryptedBinaryField(null=True, max_length=1000)

    class Meta:
        app_label = "vault"
        db_table = "vault_note"


def make_table() -> None:
    """In the test's own transaction; a schema editor refuses to work in one on SQLite."""
    types = connection.data_types
    text, data = types["TextField"], types["BinaryField"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE vault_note (name varchar(40) PRIMARY KEY, text {text} NOT NULL, "
            f"phone {text} NOT NULL, remark {text} NULL, photo {data} NULL)"
        )


def drop_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS vault_note")


def stored(name: str, column: str) -> object:
    """What is on the disk."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vault_note WHERE name = %s", [name])  # noqa: S608 - our own names
        return cursor.fetchone()[0]


def store(name: str, column: str, value: str | bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE vault_note SET {column} = %s WHERE name = %s", [value, name])  # noqa: S608
