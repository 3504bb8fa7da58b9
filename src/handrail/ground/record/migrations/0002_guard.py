# SPDX-License-Identifier: Apache-2.0
"""The database itself refuses to change or take out a line, or to set a head back, whoever asks.

On SQLite, INSERT OR REPLACE takes rows out without asking the triggers on DELETE: so the row it would replace is
looked for. A later migration that alters one of these tables makes these triggers again.
"""

from django.db import migrations

SAID = "the record is only ever added to"
SQLITE = {
    "record_line_updated": "UPDATE ON record_line",
    "record_line_deleted": "DELETE ON record_line",
    "record_line_replaced": "INSERT ON record_line WHEN EXISTS (SELECT 1 FROM record_line WHERE id = NEW.id "
    "OR (provider_id = NEW.provider_id AND number = NEW.number))",
    "record_head_updated": "UPDATE ON record_head "
    "WHEN NEW.provider_id <> OLD.provider_id OR NEW.number <> OLD.number + 1",
    "record_head_deleted": "DELETE ON record_head",
    "record_head_replaced": "INSERT ON record_head "
    "WHEN EXISTS (SELECT 1 FROM record_head WHERE provider_id = NEW.provider_id)",
}
POSTGRESQL = {
    "record_line_kept": "UPDATE OR DELETE OR TRUNCATE ON record_line FOR EACH STATEMENT",
    "record_head_moved": "UPDATE ON record_head FOR EACH ROW "
    "WHEN (NEW.provider_id <> OLD.provider_id OR NEW.number <> OLD.number + 1)",
    "record_head_kept": "DELETE OR TRUNCATE ON record_head FOR EACH STATEMENT",
}
FUNCTION = f"""
CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END $$
"""


def put_up(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for name, what in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {what} EXECUTE FUNCTION record_refuse()")
    else:
        for name, what in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{SAID}'); END")


class Migration(migrations.Migration):
    """Not to be undone: going back to before it would take the record away."""

    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(put_up)]
