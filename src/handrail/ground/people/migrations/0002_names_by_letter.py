# SPDX-License-Identifier: Apache-2.0
from django.db import migrations


def by_letter(_apps, schema_editor):
    """Names are sought by their first letters, from one code point to the next, whatever language the server sorts in."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE people_namepart ALTER COLUMN part TYPE varchar(120) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(by_letter, migrations.RunPython.noop)]
