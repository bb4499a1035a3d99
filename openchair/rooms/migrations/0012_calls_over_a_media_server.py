"""Which groups meet over the media server of the house, and whose yes to being heard covers that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0011_a_body_has_its_key")]

    operations = [
        migrations.AddField(
            model_name="voicechoice", name="by_server", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="voiceconsent", name="by_server", field=models.BooleanField(default=False)
        ),
    ]
