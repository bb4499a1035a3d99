"""Beside the words: the kind of danger a note was opened for, sealed under the same key."""

from django.db import migrations

import openchair.vault.fields


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_first_tables")]

    operations = [
        migrations.AddField(
            model_name="breakglass",
            name="ground",
            field=openchair.vault.fields.SealedTextField(key="key_id", null=True),
        ),
    ]
