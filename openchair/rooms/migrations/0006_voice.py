"""What a group chose about voice, and who agreed to be heard."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import openchair.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0001_first_tables"),
        ("rooms", "0005_rooms_owned_by_lease"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VoiceChoice",
            fields=[
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+",
                        serialize=False, to="groups.group",
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        choices=[
                            ("off", "In writing"), ("audio", "In writing, and with voice"),
                            ("video", "In writing, with voice, and with cameras"),
                        ],
                        default="off", max_length=8,
                    ),
                ),
                ("follows_piece", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoiceConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agreed_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(taken_back_at=None), fields=["membership"], name="one_standing_yes_a_seat"
                    )
                ]
            },
        ),
    ]  # fmt: skip
