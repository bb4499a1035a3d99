from django.db import migrations, models

import openchair.vault.fields


class Migration(migrations.Migration):
    dependencies = [("joining", "0001_first_tables")]

    operations = [
        migrations.AddField("referral", "ended_at", models.DateTimeField(null=True)),
        # Empty, and not "": what is sealed has no default that a database could fill in.
        migrations.AddField(
            "referral",
            "signed_as",
            openchair.vault.fields.SealedTextField(blank=True, key="key_id", null=True),
        ),
        migrations.AddIndex("referral", models.Index(fields=["made_by", "made_at"], name="referrals_by_a_clinician")),
    ]
