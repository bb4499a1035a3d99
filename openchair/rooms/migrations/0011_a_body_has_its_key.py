"""Bodies and authors have no tables of their own any more; numbers alone are unique."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("rooms", "0010_bodies_and_authors_move_in")]

    operations = [
        migrations.RemoveConstraint("logevent", "one_event_a_position"),
        migrations.RemoveConstraint("logevent", "one_effect_a_command"),
        migrations.AddConstraint(
            "logevent",
            models.CheckConstraint(
                condition=Q(key_id__isnull=True, sealed__isnull=True)
                | Q(kind="sealed", key_id__isnull=False, sealed__isnull=False),
                name="a_body_has_its_key",
            ),
        ),
        migrations.DeleteModel("LogBody"),
        migrations.DeleteModel("LogAuthor"),
    ]
