# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL compares names by their letters, whatever language the server sorts in.

So names are sought by their first letters, from one code point to the next, and lists are in the same order on
every server. SQLite does so by itself.
"""

from django.db import migrations


def by_letter(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE people_namepart ALTER COLUMN part TYPE varchar(120) COLLATE "C"')
        schema_editor.execute('ALTER TABLE people_patient ALTER COLUMN plain_name TYPE varchar(400) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(by_letter, migrations.RunPython.noop)]
