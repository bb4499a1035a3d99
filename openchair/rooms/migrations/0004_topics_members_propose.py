"""What members would like to talk about, sealed under their own key."""

import django.db.models.deletion
from django.db import migrations, models

import openchair.core.ids
import openchair.vault.fields


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_first_tables"), ("rooms", "0003_agendas_of_groups")]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key_id", models.UUIDField(editable=False)),
                ("words", openchair.vault.fields.SealedTextField(key="key_id")),
                ("proposed_at", models.DateTimeField()),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="groups.meeting",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.membership"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["meeting"], name="one_topic_a_meeting")]},
        ),
    ]
