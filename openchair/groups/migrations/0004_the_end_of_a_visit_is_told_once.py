from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_kept_seats_and_farewells")]

    operations = [
        migrations.AddField("membership", "end_told_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "membership",
            models.Index(
                condition=models.Q(("end_told_at", None), ("part", "visitor")),
                fields=["ends_at"],
                name="passes_that_run_out",
            ),
        ),
    ]
