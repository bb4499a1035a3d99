"""What an older version stored in three tables is read from one row, and can go back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from openchair.rooms import log
from openchair.rooms.core.events import Said
from tests.rooms.live import Server, play, staged

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

BEFORE = "0008_hall_codes"


def migrate_to(name: str) -> None:
    MigrationExecutor(connection).migrate([("rooms", name)])


def migrate_to_the_last() -> None:
    """To whatever is the newest: the tests that come after this one use the same database."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("rooms"))


def columns_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def test_a_log_of_three_tables_moves_into_one_row_an_event_and_back():
    room = staged()

    async def story(server: Server) -> None:
        (lead,) = await server.inside(room)
        await lead.do("say", words="It stays.")
        await lead.do("say", words="It goes.")
        assert (await lead.do("take_back_words", said=2))["t"] == "ack"

    play(story)
    meeting_id = room.meeting.pk
    before = list(log.read(meeting_id))
    assert [s.event.words for s in before if isinstance(s.event, Said)] == ["It stays."]
    assert any(s.event is None for s in before)
    try:
        migrate_to(BEFORE)
        assert not {"key_id", "sealed", "seat"} & columns_of("rooms_logevent")
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM rooms_logauthor")
            assert cursor.fetchone()[0] == sum(s.author is not None for s in before)
    finally:
        migrate_to_the_last()
    assert list(log.read(meeting_id)) == before
    assert not [name for name in connection.introspection.table_names() if name in ("rooms_logbody", "rooms_logauthor")]
