"""Two people who are kept apart, since when and by whom; why is nobody's to read here."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import openchair.core.ids


class Migration(migrations.Migration):
    dependencies = [("people", "0003_how_somebody_is_met")]

    operations = [
        migrations.CreateModel(
            name="NoContact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="no_contact_is_said_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_at", None)),
                        fields=("first", "second"),
                        name="one_running_no_contact_a_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="no_contact_ends_later",
                    ),
                ],
            },
        ),
    ]
