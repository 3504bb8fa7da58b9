# SPDX-License-Identifier: Apache-2.0
"""What must be so before anything is served, asked of Django as it is set up."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def missing_migrations() -> list[str]:
    """The changes of the database that this version needs and that were not made, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def make_cache_table() -> None:
    """Where limits are counted that all processes share. Does nothing if it is there."""
    call_command("createcachetable", verbosity=0)


def has_cache_table() -> bool:
    return "cache" in connection.introspection.table_names()
