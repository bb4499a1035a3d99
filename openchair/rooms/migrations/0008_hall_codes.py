"""The code on the wall of a hall, and who came by it."""

import django.db.models.deletion
from django.db import migrations, models

import openchair.core.ids


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0002_how_somebody_is_met'),
        ('rooms', '0007_until_when_people_are_let_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='HallCode',
            fields=[
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='groups.meeting')),
                ('code_hash', models.BinaryField(max_length=32)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['code_hash'], name='hall_code_typed')],
            },
        ),
        migrations.CreateModel(
            name='CameByCode',
            fields=[
                ('id', models.UUIDField(default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.meeting')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'membership'), name='one_way_in_a_meeting')],
            },
        ),
    ]
