"""A model field whose words are sealed."""

from uuid import uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction

from openchair.vault import services
from openchair.vault.errors import KeyDestroyed, SealBroken
from openchair.vault.fields import SealedTextField
from openchair.vault.models import Scope

from .conftest import AT

pytestmark = pytest.mark.django_db(databases="__all__")
CANARY = "the heron at the quiet weir"


@pytest.fixture
def key_id():
    return services.create_key(scope=Scope.PERSON, subject_id=uuid4(), retain_until=None, at=AT)


def raw(letter):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words FROM letters_letter WHERE id = %s",
            [letter.pk if connection.vendor == "postgresql" else letter.pk.hex],
        )
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def test_words_come_back_and_the_table_has_only_bytes(letter_model, key_id):
    letter = letter_model.objects.create(key_id=key_id, words=CANARY)
    assert letter.words == CANARY
    assert letter_model.objects.get(pk=letter.pk).words == CANARY
    assert CANARY.encode() not in raw(letter)
    assert raw(letter)[1:17] == key_id.bytes


def test_saving_again_keeps_the_seal_and_new_words_make_a_new_one(letter_model, key_id):
    letter = letter_model.objects.create(key_id=key_id, words=CANARY)
    first = raw(letter)
    letter.save()
    assert raw(letter) == first
    letter.words = "other words"
    letter.save(update_fields=["words"])
    assert raw(letter) != first
    letter.refresh_from_db()
    assert letter.words == "other words"


@pytest.mark.parametrize("words", [None, "", "ümläut 🪑", "x" * 5000])
def test_any_text_or_none(letter_model, key_id, words):
    letter = letter_model.objects.create(key_id=key_id, words=words)
    assert letter_model.objects.get(pk=letter.pk).words == words


def test_many_at_once(letter_model, key_id):
    letter_model.objects.bulk_create([letter_model(key_id=key_id, words=f"{CANARY} {n}") for n in range(3)])
    assert {letter.words for letter in letter_model.objects.all()} == {f"{CANARY} {n}" for n in range(3)}


def test_a_deferred_field_opens_when_it_is_read(letter_model, key_id):
    letter_model.objects.create(key_id=key_id, words=CANARY)
    assert letter_model.objects.defer("words").get().words == CANARY
    assert letter_model.objects.only("words").get().words == CANARY


def test_the_row_outlives_its_words(letter_model, key_id):
    letter = letter_model.objects.create(key_id=key_id, words=CANARY)
    services.destroy_key(key_id=key_id, reason_code="erasure", actor_id=None, at=AT)
    again = letter_model.objects.get(pk=letter.pk)
    again.refresh_from_db()
    with pytest.raises(KeyDestroyed) as problem:
        _ = again.words
    assert CANARY not in str(problem.value)
    with pytest.raises(KeyDestroyed):
        letter_model.objects.create(key_id=key_id, words="more")


def test_two_rows_words_cannot_be_swapped_CONF_1(letter_model, key_id):
    one = letter_model.objects.create(key_id=key_id, words="one")
    other = letter_model.objects.create(key_id=key_id, words="other")
    letter_model.objects.filter(pk=one.pk).update(words=raw(other))
    with pytest.raises(SealBroken):
        _ = letter_model.objects.get(pk=one.pk).words


def test_words_cannot_be_given_to_another_key(letter_model, key_id):
    letter = letter_model.objects.create(key_id=key_id, words=CANARY)
    other = services.create_key(scope=Scope.PERSON, subject_id=uuid4(), retain_until=None, at=AT)
    letter_model.objects.filter(pk=letter.pk).update(key_id=other)
    with pytest.raises(SealBroken):
        _ = letter_model.objects.get(pk=letter.pk).words


def test_plain_words_never_reach_a_query(letter_model, key_id):
    letter_model.objects.create(key_id=key_id, words="x")
    with pytest.raises(FieldError), transaction.atomic():
        letter_model.objects.update(words=CANARY)
    with pytest.raises(FieldError), transaction.atomic():
        letter_model.objects.filter(words=CANARY).exists()
    assert letter_model.objects.filter(words__isnull=True).count() == 0


def test_without_a_key_nothing_is_sealed(letter_model):
    with pytest.raises(FieldError, match="key_id"), transaction.atomic():
        letter_model.objects.create(words=CANARY)
    assert letter_model.objects.create().words is None


def test_only_text_can_be_assigned(letter_model, key_id):
    with pytest.raises(TypeError):
        letter_model(key_id=key_id, words=5)


def test_a_migration_remembers_the_key():
    _, path, _, kwargs = SealedTextField(key="room_key_id").deconstruct()
    assert path == "openchair.vault.fields.SealedTextField"
    assert kwargs["key"] == "room_key_id"
