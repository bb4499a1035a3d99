"""Full text search over listings, with stems and typing errors: never over anything that members wrote.

Two indexes, as each database has them. Words of listings by their stems: FTS5 with the Porter stemmer, or a text
search configuration of PostgreSQL without stop words. And every word that occurs, by its trigrams, so that a word which
nothing holds can be taken for the one that was meant.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.db import connections
from django.db.models import BooleanField, F, QuerySet
from django.db.models.expressions import RawSQL

from openchair.directory.models import Attendance, Listing, Word, fold

DATABASE = "default"
SHORTEST_MEANT, CANDIDATES, NEAR = 4, 60, 0.72
"""A word of fewer letters is taken as it is written; so many words are compared; and how alike two must be."""
TRIED = 3
"""How many of the most alike are looked up: words stay when the last listing that held them is gone."""
LONGEST_WORD = 60
HOLDS = "stems @@ to_tsquery('openchair', %s)"
FEW = 1_000
"""Up to so many listings are looked up one by one; more are met by walking through the names."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Understood:
    """The words of a search as they were understood."""

    words: tuple[str, ...]
    taken_for: dict[str, str]
    """Words that nothing holds, and those they were taken for."""


def number_of(listing_id: UUID) -> int:
    """The whole number by which an index knows a listing."""
    return listing_id.int & ((1 << 63) - 1)


def words_of(*texts: str) -> list[str]:
    """The words of some texts, without case and accents."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold("\n".join(texts)))]


def _is_sqlite() -> bool:
    return connections[DATABASE].vendor == "sqlite"


# --- writing ------------------------------------------------------------------------------------------------
def index(listings: Sequence[Listing], *, changed: bool) -> None:
    """Make listings that were just written searchable; `changed` ones replace what was known of them."""
    if not listings:
        return
    held = {word for listing in listings for word in listing.search_words.split()}
    new = sorted(held - set(Word.objects.values_list("text", flat=True)))
    Word.objects.bulk_create([Word(text=word) for word in new], batch_size=5_000)
    if not _is_sqlite():
        return  # PostgreSQL's indexes follow the tables by themselves
    rows = [(one.number, one.search_words) for one in listings if one.attendance != Attendance.INACTIVE]
    with connections[DATABASE].cursor() as cursor:
        if changed:
            cursor.executemany("DELETE FROM directory_stems WHERE rowid = %s", [(one.number,) for one in listings])
        cursor.executemany("INSERT INTO directory_stems(rowid, words) VALUES (%s, %s)", rows)
        cursor.executemany("INSERT INTO directory_trigrams(text) VALUES (%s)", [(word,) for word in new])


def forget(numbers: Sequence[int]) -> None:
    """Listings with these numbers are found no longer; their words stay known."""
    if _is_sqlite():
        with connections[DATABASE].cursor() as cursor:
            cursor.executemany("DELETE FROM directory_stems WHERE rowid = %s", [(number,) for number in numbers])


def take_stock() -> None:
    """After a large import: PostgreSQL plans a search by what it knows of the tables, and would find out only later."""
    if not _is_sqlite():
        with connections[DATABASE].cursor() as cursor:
            cursor.execute("ANALYZE directory_listing, directory_occurrence, directory_word")


# --- reading ------------------------------------------------------------------------------------------------
class Holding:
    """The listings that meet and hold each of the words by its stem; a word that nobody wrote may be a beginning."""

    def __init__(self, words: Sequence[str], *, most: int = FEW + 1) -> None:
        self._sql, self._values = _numbers(words)
        with connections[DATABASE].cursor() as cursor:
            cursor.execute(f"{self._sql} LIMIT {most:d}", self._values)
            self._few = [number for (number,) in cursor.fetchall()]
        self.are_any = bool(self._few)
        self.are_many = len(self._few) > FEW
        """More than anybody reads."""

    def some(self) -> "QuerySet[Listing]":
        """The first of them that were looked up, in no order."""
        return Listing.objects.filter(number__in=self._few).order_by()

    def among(self, listings: "QuerySet[Listing]") -> "QuerySet[Listing]":
        """Those of some listings that meet."""
        if not self.are_many:
            return listings.filter(number__in=self._few)
        if _is_sqlite():
            # The sum keeps SQLite from looking each of them up: it walks through the names and stops after a page.
            every = RawSQL(self._sql, self._values)  # noqa: S611  (own text, words as parameters)
            return listings.alias(found=F("number") + 0).filter(found__in=every)
        return listings.filter(RawSQL(HOLDS, self._values, BooleanField()))  # noqa: S611  (own text)


def _numbers(words: Sequence[str]) -> tuple[str, list[str]]:
    whole = set(Word.objects.filter(text__in=words).values_list("text", flat=True))
    if _is_sqlite():
        match = " AND ".join(f'"{word}"' if word in whole else f'"{word}"*' for word in words)
        return "SELECT rowid FROM directory_stems WHERE directory_stems MATCH %s", [match]
    match = " & ".join(f"'{word}'" if word in whole else f"'{word}':*" for word in words)
    meeting = "attendance <> 'inactive' AND dropped_at IS NULL"
    return f"SELECT number FROM directory_listing WHERE {HOLDS} AND {meeting}", [match]  # noqa: S608


def understood(words: Iterable[str]) -> Understood:
    """The words, and in place of those that no listing holds the ones that were probably meant."""
    taken: dict[str, str] = {}
    found = []
    for word in words:
        if len(word) >= SHORTEST_MEANT and not _is_held(word) and (meant := _meant(word)):
            taken[word] = meant
        found.append(taken.get(word, word))
    return Understood(tuple(found), taken)


def _is_held(word: str) -> bool:
    return Holding([word]).are_any


def _meant(word: str) -> str | None:
    """The word most like this one, if one is like enough and some listing still holds it."""
    alike = [(SequenceMatcher(None, word, other).ratio(), other) for other in _candidates(word) if other != word]
    near = sorted((one for one in alike if one[0] >= NEAR), reverse=True)[:TRIED]
    return next((other for _, other in near if _is_held(other)), None)


def _candidates(word: str) -> list[str]:
    with connections[DATABASE].cursor() as cursor:
        if _is_sqlite():
            grams = " OR ".join(f'"{word[at : at + 3]}"' for at in range(len(word) - 2))
            cursor.execute(
                "SELECT text FROM directory_trigrams WHERE directory_trigrams MATCH %s ORDER BY rank LIMIT %s",
                [grams, CANDIDATES],
            )
        else:
            cursor.execute(
                "SELECT text FROM directory_word WHERE text %% %s ORDER BY similarity(text, %s) DESC, text LIMIT %s",
                [word, word, CANDIDATES],
            )
        return [text for (text,) in cursor.fetchall()]
