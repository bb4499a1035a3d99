"""Which process owns which room, so that there can be several."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import openchair.core.ids


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_first_tables"), ("rooms", "0004_topics_members_propose")]

    operations = [
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.CharField(max_length=200)),
                ("expires_ms", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="RoomLease",
            fields=[
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="groups.meeting",
                    ),
                ),
                ("node_id", models.UUIDField(null=True)),
                ("epoch", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=Q(("epoch__gte", 1)), name="epochs_count_from_one")],
                "indexes": [models.Index(fields=["node_id"], name="lease_of_node")],
            },
        ),
    ]
