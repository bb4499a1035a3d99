"""Room in the event's own row for what it says and whose it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0008_hall_codes")]

    operations = [
        migrations.AddField("logevent", "key_id", models.UUIDField(null=True)),
        migrations.AddField("logevent", "sealed", models.BinaryField(null=True)),
        migrations.AddField(
            "logevent", "seat", models.CharField(blank=True, default="", max_length=40), preserve_default=False
        ),
    ]
