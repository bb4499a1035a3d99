"""The find page looks for access needs in the index of names, and for what is near in one of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_access_and_places_of_listings")]

    operations = [
        migrations.RemoveIndex("listing", "listing_by_name"),
        migrations.AddIndex(
            "listing",
            models.Index(
                fields=["name", "id", "number", "attendance", "dropped_at", "kind", "languages", "access"],
                name="listing_by_name",
            ),
        ),
        migrations.AddIndex(
            "listing",
            models.Index(
                fields=["latitude", "longitude", "attendance", "dropped_at", "kind", "languages", "access", "name", "id"],
                name="listing_by_place",
            ),
        ),
    ]
