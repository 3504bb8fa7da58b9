# SPDX-License-Identifier: Apache-2.0
"""The database itself refuses to change or take out what was signed and the text it was signed under, whoever asks.

On SQLite, INSERT OR REPLACE takes rows out without asking the triggers on DELETE: so the row it would replace is
looked for. A later migration that alters one of these tables makes these triggers again.
"""

from django.db import migrations

SAID = "what is signed is never changed"
TABLES = ("admission_signature", "admission_wording")
FUNCTION = f"""
CREATE FUNCTION admission_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END $$
"""


def put_up(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for name in TABLES:
            what = f"UPDATE OR DELETE OR TRUNCATE ON {name} FOR EACH STATEMENT"
            schema_editor.execute(f"CREATE TRIGGER {name}_kept BEFORE {what} EXECUTE FUNCTION admission_refuse()")
        return
    for name in TABLES:
        for deed in ("update", "delete"):
            schema_editor.execute(
                f"CREATE TRIGGER {name}_{deed}d BEFORE {deed} ON {name} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )
        schema_editor.execute(
            f"CREATE TRIGGER {name}_replaced BEFORE INSERT ON {name} WHEN EXISTS (SELECT 1 FROM {name} "
            f"WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )


class Migration(migrations.Migration):
    """Not to be undone: going back to before it would take what was signed away."""

    dependencies = [("admission", "0001_initial")]
    operations = [migrations.RunPython(put_up)]
