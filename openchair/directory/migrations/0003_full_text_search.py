"""Listings become searchable by stems, and the words they hold by trigrams."""

import re

from django.db import migrations, models

WORD = re.compile(r"[^\W_]+")
SQLITE = (
    "CREATE VIRTUAL TABLE directory_stems USING fts5("
    # With positions: what FTS5 takes for two words, a letter it does not know between them, is asked as a phrase.
    "words, tokenize = 'porter unicode61', prefix = '2 3')",
    "CREATE VIRTUAL TABLE directory_trigrams USING fts5(text, tokenize = 'trigram')",
)
SQLITE_BACK = ("DROP TABLE directory_stems", "DROP TABLE directory_trigrams")
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    # Like FTS5's Porter stemmer: no word is left out.
    "CREATE TEXT SEARCH DICTIONARY openchair_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION openchair (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION openchair "
    "ALTER MAPPING FOR asciiword, word, hword, hword_part, asciihword, hword_asciipart WITH openchair_stem",
    # Stored: a search that many listings fit reads them in the order of their names and looks at each.
    "ALTER TABLE directory_listing ADD COLUMN stems tsvector "
    "GENERATED ALWAYS AS (to_tsvector('openchair', search_words)) STORED",
    "CREATE INDEX listing_stems ON directory_listing USING gin (stems)",
    "CREATE INDEX word_trigrams ON directory_word USING gin (text gin_trgm_ops)",
)
POSTGRESQL_BACK = (
    "DROP INDEX word_trigrams",
    "ALTER TABLE directory_listing DROP COLUMN stems",
    "DROP TEXT SEARCH CONFIGURATION openchair",
    "DROP TEXT SEARCH DICTIONARY openchair_stem",
)


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def unmake(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK)


def number(apps, schema_editor):
    """Every listing gets its number, its words one by one, and its place in the indexes."""
    Listing, Word = apps.get_model("directory", "Listing"), apps.get_model("directory", "Word")
    database = schema_editor.connection.alias
    held = set()
    for listing in Listing.objects.using(database).iterator(chunk_size=500):
        words = [word[:60] for word in WORD.findall(listing.search_words)]
        held.update(words)
        listing.number = listing.pk.int & ((1 << 63) - 1)
        listing.search_words = " ".join(words)
        listing.save(using=database, update_fields=["number", "search_words"])
    Word.objects.using(database).bulk_create([Word(text=word) for word in sorted(held)], batch_size=5_000)


def fill(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    schema_editor.execute(
        "INSERT INTO directory_stems(rowid, words) SELECT number, search_words FROM directory_listing "
        "WHERE attendance <> 'inactive'"
    )
    schema_editor.execute("INSERT INTO directory_trigrams(text) SELECT text FROM directory_word")


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_the_format_of_a_row")]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[("text", models.CharField(max_length=60, primary_key=True, serialize=False))],
        ),
        migrations.AddField("listing", "number", models.BigIntegerField(null=True, editable=False)),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AlterField("listing", "number", models.BigIntegerField(unique=True, editable=False)),
        migrations.RemoveIndex("listing", "listing_by_name"),
        migrations.AddIndex(
            "listing",
            models.Index(fields=["name", "id", "number", "attendance", "kind", "languages"], name="listing_by_name"),
        ),
        migrations.RunPython(make, unmake),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
