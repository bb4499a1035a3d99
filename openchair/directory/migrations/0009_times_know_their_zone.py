"""Each weekly time knows its zone, so that what is on now is looked up in the index, a stretch for each zone."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):  # type: ignore[no-untyped-def]
    """The zone of each time is its listing's."""
    times, listings = apps.get_model("directory", "Occurrence"), apps.get_model("directory", "Listing")
    zone = listings.objects.filter(pk=OuterRef("listing_id")).values("time_zone")
    times.objects.using(schema_editor.connection.alias).update(time_zone=Subquery(zone))


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_indexes_of_places_and_access")]
    atomic = True

    operations = [
        migrations.AddField(
            "occurrence", "time_zone", models.CharField(max_length=64, default=""), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("occurrence", "occurrence_by_time"),
        migrations.AddIndex(
            "occurrence",
            models.Index(
                fields=["time_zone", "weekday", "starts_local", "ends_local", "listing"], name="occurrence_by_time"
            ),
        ),
        migrations.RemoveIndex("listing", "listing_by_zone"),
    ]
