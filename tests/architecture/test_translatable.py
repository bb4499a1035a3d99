"""Every word of every page passes through translation: a language that puts marks around it leaves none outside."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation

from openchair.agreements.catalogue import catalogue
from openchair.rooms import meeting_templates
from openchair.web.help import SHIPPED
from tests.architecture.matrix import NOBODY
from tests.architecture.test_matrix import client_of, spelled
from tests.architecture.test_reads import READS, TABLE
from tests.cast import PARTS, Cast
from tests.circle import PSEUDONYMS

TRANSLATION: Any = vars(translation)["_trans"]
"""What Django asks for every translated text."""
pytestmark = pytest.mark.django_db(databases="__all__")
SPOKEN = ("aria-label", "alt", "title", "placeholder", "aria-description")
"""Attributes that are read to people."""
GUESTS = ("Ash", "Ivo", "Linnet", "Runa", "Sorrel")
"""Whom the report of the matrix tells of besides the cast."""
OPENED = ("Mill 7", "Ruth", "Said goodbye.")
"""What the matrix has a member leave in a sealed note, and why it was opened."""
REFERRED = ("Dr Vale", "Company.")
"""Who refers in the matrix, and why."""
DATA = {("name", "time_zone"), ("name", "zone"), ("name", "language")}
"""Lists to choose from that are data: zones as the tz database spells them, languages in their own words."""


class Words(HTMLParser):
    """The words of a page that people see or hear, piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in ("script", "style") or DATA & set(attrs) else self._inside
        self.pieces += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.pieces.append(data.strip())


def strings(data: Any) -> Iterator[str]:
    """Every text in a piece of stored data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from strings(each)


def words_of_templates(language: str) -> Iterator[str]:
    """What stands in meeting templates for people to read; their ids and kinds are no words."""
    for template in meeting_templates.catalogue(language).templates.values():
        yield from (template.title, template.what, template.source)
        for part in template.segments:
            yield from (part.title, part.prompt, *part.script)


def given(cast: Cast) -> list[str]:
    """Texts that are data: what a group, its people and its agreement are called, in the words they chose."""
    group = cast.circle.group
    own = [
        group.name,
        group.purpose,
        *PSEUDONYMS.values(),
        *GUESTS,
        *OPENED,
        *REFERRED,
        *strings(catalogue(group.language)),
    ]
    own += strings(json.loads(SHIPPED.read_text()))
    own += words_of_templates(group.language)
    named = {
        "Openchair",
        "Riverside hour",
        "feed.example",
        "https://feed.example/meetings.json",
        "UTC",
        *(text for text in own if len(text) > 2),
    }
    return sorted(named, key=len, reverse=True)


def left_outside(page: str, data: list[str]) -> Iterator[str]:
    """Words that no translation put between marks."""
    reader = Words()
    reader.feed(page)
    whole = "\n".join(reader.pieces)
    for each in data:
        whole = whole.replace(each, "")
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", whole)) != whole:
        whole = shorter
    yield from (line for line in whole.splitlines() if re.search(r"[^\W\d_]{2,}", line))


@pytest.fixture
def marked(monkeypatch):
    """A language in which every translated text stands between marks."""
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        original = getattr(TRANSLATION, name)
        monkeypatch.setattr(TRANSLATION, name, lambda *words, original=original: f"⟦{original(*words)}⟧")


@pytest.mark.parametrize("address", sorted(set(READS) - {"worker.js", "meetings/phrases.js"}))
def test_no_word_of_a_page_escapes_translation(address, cast, marked):
    data = given(cast)
    row = TABLE[address]
    part = next((part for part in PARTS if part in row.who), NOBODY)
    answer = client_of(part, cast).get(spelled(address, dict(row.objects(cast)) if row.objects else {}))
    page = answer.content.decode()
    if answer.headers["Content-Type"] == "application/json":
        # What a script reads: the values are words, but for the names of kinds.
        page = "\n".join(text for text in strings(answer.json()) if "_" not in text)
    # What people sign in with is theirs; coordinators read it where places are worked out.
    names = {person.sign_in_name for person in cast.everybody.values()}
    assert sorted(set(left_outside(page, data)) - names) == []
