"""Listings that an older version stored become searchable."""

from datetime import UTC, datetime, time

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from openchair.directory import queries, search
from openchair.directory.models import Listing, Occurrence, Word

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
AT = datetime(2026, 3, 1, tzinfo=UTC)


def migrate_to_the_last() -> None:
    """To whatever is the newest: the tests that come after this one use the same database."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("directory"))


def found(words: str) -> list[str]:
    meant = search.understood(search.words_of(words))
    return [one.name for one in queries.outside(queries.Wanted(words=meant.words), page=1).listings]


def test_listings_that_were_there_before_the_search_are_found_by_it():
    try:
        executor = MigrationExecutor(connection)
        executor.migrate([("directory", "0001_first_tables")])
        old = executor.loader.project_state([("directory", "0001_first_tables")]).apps
        for slug, attendance in (("a", "in_person"), ("b", "inactive")):
            listing = old.get_model("directory", "Listing").objects.create(
                source="x", slug=slug, name="Quiet Gardening", attendance=attendance, time_zone="UTC", raw="{}",
                search_words="quiet gardening\nold_mill, zurich", listed_at=AT, imported_at=AT,
            )  # fmt: skip
            old.get_model("directory", "Occurrence").objects.create(listing=listing, weekday=1, starts_local=time(19))
    finally:
        migrate_to_the_last()
    assert found("gardens mill") == ["Quiet Gardening"]
    assert found("gardning") == ["Quiet Gardening"]
    assert set(Listing.objects.values_list("form", flat=True)) == {"meeting-guide"}
    assert Occurrence.objects.count() == 2
    assert set(Word.objects.values_list("text", flat=True)) == {"quiet", "gardening", "old", "mill", "zurich"}
