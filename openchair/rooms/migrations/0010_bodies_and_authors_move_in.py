"""What stood in tables of its own moves into the event's row, sealed as it is."""

from django.db import migrations


def _of(table: str, column: str) -> str:
    return (
        f"(SELECT o.{column} FROM {table} AS o "  # noqa: S608  (own names)
        "WHERE o.meeting_id = rooms_logevent.meeting_id AND o.number = rooms_logevent.number)"
    )


class Migration(migrations.Migration):
    dependencies = [("rooms", "0009_an_event_is_one_row")]

    operations = [
        migrations.RunSQL(
            f"UPDATE rooms_logevent SET key_id = {_of('rooms_logbody', 'key_id')}, "  # noqa: S608
            f"sealed = {_of('rooms_logbody', 'sealed')}, seat = COALESCE({_of('rooms_logauthor', 'seat')}, '')",
            [
                "INSERT INTO rooms_logbody (meeting_id, number, key_id, sealed) "
                "SELECT meeting_id, number, key_id, sealed FROM rooms_logevent WHERE key_id IS NOT NULL",
                "INSERT INTO rooms_logauthor (meeting_id, number, seat) "
                "SELECT meeting_id, number, seat FROM rooms_logevent WHERE seat <> ''",
            ],
        )
    ]
