# SPDX-License-Identifier: Apache-2.0
from django.db import migrations, models

HERE = models.Q(left_at=None)
LEFT = models.Q(left_at__isnull=False, merged_into=None)
BY_NAME = ["program", "plain_name", "id"]


class Migration(migrations.Migration):
    dependencies = [("people", "0004_drafts")]
    operations = [
        migrations.RemoveIndex("patient", "patient_by_name"),
        migrations.AddIndex("patient", models.Index(fields=BY_NAME, condition=HERE, name="patient_here")),
        migrations.AddIndex(
            "patient",
            models.Index(fields=["provider", "plain_name", "id"], condition=HERE, name="patient_here_in_any"),
        ),
        migrations.AddIndex("patient", models.Index(fields=BY_NAME, condition=LEFT, name="patient_left")),
    ]
