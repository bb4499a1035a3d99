"""Lists that are fetched again and again, and what each time changed."""


import django.db.models.deletion
import openchair.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_listings_that_left_their_list'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=200, unique=True)),
                ('address', models.TextField()),
                ('form', models.CharField(default='auto', max_length=20)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('time_zone', models.CharField(max_length=64)),
                ('formats_address', models.TextField(blank=True)),
                ('bodies_address', models.TextField(blank=True)),
                ('every_hours', models.PositiveSmallIntegerField(choices=[(1, 'Every hour'), (6, 'Four times a day'), (24, 'Every day'), (168, 'Every week')], default=24)),
                ('added_at', models.DateTimeField()),
                ('paused_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['source'],
                'constraints': [models.CheckConstraint(condition=models.Q(('every_hours__in', [1, 6, 24, 168])), name='rhythm_of_a_feed')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.UUIDField(default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=200)),
                ('how', models.CharField(choices=[('planned', 'As planned'), ('asked', 'Somebody asked for it'), ('command', 'From the command line')], max_length=10)),
                ('at', models.DateTimeField()),
                ('problem', models.TextField(blank=True)),
                ('read', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('dropped', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['source', '-at', '-id'], name='runs_of_a_source')],
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.UUIDField(default=openchair.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('about', models.CharField(choices=[('a', 'Left out'), ('b', 'Changed'), ('c', 'New'), ('d', 'No longer on the list')], max_length=1)),
                ('place', models.PositiveIntegerField()),
                ('slug', models.CharField(blank=True, max_length=200)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('details', models.JSONField(default=list)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='directory.importrun')),
            ],
            options={
                'ordering': ['about', 'place'],
                'constraints': [models.UniqueConstraint(fields=('run', 'about', 'place'), name='one_line_a_place')],
            },
        ),
    ]
