"""Whether members let their part of the floor be seen over several meetings."""

import django.db.models.deletion
import openchair.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('groups', '0002_how_somebody_is_met'),
    ]

    operations = [
        migrations.CreateModel(
            name='OverWeeks',
            fields=[
                ('id', models.UUIDField(default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('agreed_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('membership',), name='one_standing_yes_to_weeks')],
            },
        ),
    ]
