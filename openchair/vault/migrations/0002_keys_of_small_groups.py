"""A small group of a meeting has a key of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_first_tables")]

    operations = [
        migrations.AlterField(
            model_name="datakey",
            name="scope",
            field=models.CharField(
                choices=[
                    ("meeting", "meeting"),
                    ("leaders", "leaders of a meeting"),
                    ("small_group", "small group of a meeting"),
                    ("group", "group"),
                    ("person", "person"),
                    ("incident", "incident"),
                    ("installation", "installation"),
                ],
                max_length=16,
            ),
        ),
    ]
