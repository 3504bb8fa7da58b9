# SPDX-License-Identifier: Apache-2.0
"""Tables made at once are those that Django makes one by one."""

import pytest
from django.db import connection
from django.db.migrations import CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from handrail.ground.tables.migration import Tables


def made_by(kind: type[Migration], like: Migration, before: ProjectState) -> tuple[list[str], ProjectState]:
    """The statements `kind` would send for the operations of `like`, and what is known of the tables afterwards."""
    migration = type("Migration", (kind,), {"operations": like.operations})(like.name, like.app_label)
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []
    after = migration.apply(before.clone(), editor)
    return [*editor.collected_sql, *map(str, editor.deferred_sql)], after


def first_migrations():
    found = MigrationLoader(None).disk_migrations
    return [key for key, one in found.items() if isinstance(one, Tables)]


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("key", first_migrations(), ids="/".join)
def test_at_once_they_are_the_same_as_one_by_one(key):
    loader = MigrationLoader(None)
    first = loader.disk_migrations[key]
    before = loader.project_state(first.dependencies)

    at_once, known = made_by(Tables, first, before)
    one_by_one, known_to_django = made_by(Migration, first, before)

    assert at_once
    assert at_once == one_by_one
    assert known.models == known_to_django.models
    assert all(isinstance(operation, CreateModel) for operation in first.operations)
