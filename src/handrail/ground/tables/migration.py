# SPDX-License-Identifier: Apache-2.0
"""The first migration of a slice: all its tables at once.

Django draws its picture of every table anew for each that is made; that was most of the time a first start took.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState


class Tables(Migration):
    """Of `CreateModel` alone, which asks nothing of what was before it."""

    initial = True

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # noqa: ARG002 - the editor knows it too
    ) -> ProjectState:
        vars(project_state).pop("apps", None)  # the picture: it is drawn again, once, when it is looked at
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state
