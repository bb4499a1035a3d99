"""Access needs and coordinates become something to look for; rows that are there already say theirs."""

import json

from django.db import migrations, models

PROMISED = {
    "X": ("step-free",), "XB": ("step-free", "toilet"), "ASL": ("sign",), "BA": ("childcare",), "FF": ("no-scent",),
}  # fmt: skip


def fill(apps, schema_editor):
    """From types, and from rows that name coordinates as Meeting Guide and BMLT do; the next import does the rest."""
    Listing = apps.get_model("directory", "Listing")
    database = schema_editor.connection.alias
    for listing in Listing.objects.using(database).only("types", "raw").iterator(chunk_size=500):
        needs = {need for code in listing.types for need in PROMISED.get(str(code).upper(), ())}
        listing.access = f" {' '.join(sorted(needs))} " if needs else ""
        try:
            row = json.loads(listing.raw)
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
        except (ValueError, KeyError, TypeError):
            latitude = longitude = 0.0
        if (latitude or longitude) and abs(latitude) <= 90 and abs(longitude) <= 180:
            listing.latitude, listing.longitude = round(latitude, 6), round(longitude, 6)
        if needs or listing.latitude is not None:
            listing.save(using=database, update_fields=["access", "latitude", "longitude"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_feeds_and_their_runs")]

    operations = [
        migrations.AddField("listing", "access", models.CharField(blank=True, default="", max_length=100), preserve_default=False),
        migrations.AddField("listing", "latitude", models.FloatField(null=True)),
        migrations.AddField("listing", "longitude", models.FloatField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
