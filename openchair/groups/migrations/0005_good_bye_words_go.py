from django.db import migrations

import openchair.vault.fields


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_the_end_of_a_visit_is_told_once")]

    operations = [
        migrations.AlterField(
            "farewell", "words", openchair.vault.fields.SealedTextField(blank=True, key="key_id", null=True)
        ),
    ]
