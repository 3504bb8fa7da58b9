# SPDX-License-Identifier: Apache-2.0
from django.db import migrations, models
from django.utils import timezone

import handrail.ground.vault.fields
from handrail.ground.people.rules import plain


def by_letter(_apps, schema_editor):
    """Lists are in the same order on every server, whatever language it sorts in."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE people_patient ALTER COLUMN plain_name TYPE varchar(400) COLLATE "C"')


def written_plainly(apps, _schema_editor):
    patients = apps.get_model("people", "Patient")
    for key, name in patients.objects.values_list("pk", "name"):
        patients.objects.filter(pk=key).update(plain_name=plain(name))


class Migration(migrations.Migration):
    dependencies = [("people", "0002_names_by_letter")]
    operations = [
        migrations.AddField(
            "patient", "plain_name", models.CharField(default="", editable=False, max_length=400), preserve_default=False
        ),
        migrations.AddField(
            "patient", "changed_at", models.DateTimeField(auto_now=True, default=timezone.now), preserve_default=False
        ),
        migrations.RunPython(by_letter, migrations.RunPython.noop),
        migrations.RunPython(written_plainly, migrations.RunPython.noop),
        migrations.AddIndex("patient", models.Index(fields=["program", "plain_name", "id"], name="patient_by_name")),
        migrations.AlterField(
            "photo", "sealed", handrail.ground.vault.fields.EncryptedBinaryField(max_length=200_000)
        ),
    ]
