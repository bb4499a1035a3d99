"""Which zones there are is asked for "on now"."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_full_text_search")]

    operations = [
        migrations.AddIndex("listing", models.Index(fields=["time_zone"], name="listing_by_zone")),
    ]
