"""A listing that its source lists no more is kept, and found no longer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_zones_of_listings")]

    operations = [
        migrations.AddField("listing", "dropped_at", models.DateTimeField(null=True)),
        migrations.RemoveIndex("listing", "listing_by_name"),
        migrations.AddIndex(
            "listing",
            models.Index(
                fields=["name", "id", "number", "attendance", "dropped_at", "kind", "languages"], name="listing_by_name"
            ),
        ),
    ]
