"""A model field whose text is sealed in the database and opens only while its key lives."""

from typing import Any
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from openchair.vault.errors import SealBroken
from openchair.vault.sealers import sealer
from openchair.vault.sealing import key_id_of


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text sealed under the key that the model names in `key`; nothing but bytes ever reaches the database.

    `thing.words` opens when it is read and raises `KeyDestroyed` when the key is gone; what is assigned is sealed on
    save. The raw bytes are `thing.words_sealed`. Bound to them are table, primary key, field and key id.
    """

    def __init__(self, *args: Any, key: str = "key_id", **kwargs: Any) -> None:
        self.key = key
        super().__init__(*args, **kwargs)

    def _check_str_default_value(self) -> list[Any]:
        """A text default is right here: it is sealed on save like any other text."""
        return []

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"key": self.key}

    def get_attname_column(self) -> tuple[str, str]:
        """Raw bytes live beside the field's own name, so that Django may copy them without opening them."""
        return f"{self.name}_sealed", self.name

    def get_attname(self) -> str:
        return f"{self.name}_sealed"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Words(self))

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        """Seal what was assigned; what is sealed already goes as it is."""
        value = getattr(model_instance, self.attname)
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]
        sealed = sealer(self.key_of(model_instance)).seal(value.encode(), **self.place_of(model_instance))
        setattr(model_instance, self.attname, sealed)
        return sealed

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            raise FieldError(
                f"{self.name} is sealed for its own row: assign it to the object and save, or find by hash"
            )
        return super().get_prep_value(value)

    def from_db_value(self, value: Any, *args: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)

    def key_of(self, instance: models.Model) -> UUID:
        """The key this object's words are sealed under."""
        key_id = getattr(instance, self.key)
        if key_id is None:
            raise FieldError(f"{self.model.__name__}.{self.name} cannot be sealed before {self.key} is set")
        return key_id if isinstance(key_id, UUID) else UUID(str(key_id))

    def place_of(self, instance: models.Model) -> dict[str, str]:
        """What the sealed text is bound to, beside its key."""
        if instance.pk is None:
            raise FieldError(f"{self.model.__name__}.{self.name} cannot be sealed before the primary key is set")
        return {"table": self.model._meta.db_table, "row": str(instance.pk), "field": str(self.name)}


class _Words:
    """What `thing.words` is: opened when read, kept as text until saved when assigned."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        value = getattr(instance, self.field.attname)
        if value is None or isinstance(value, str):
            return value
        sealed, key_id = bytes(value), self.field.key_of(instance)
        if key_id_of(sealed) != key_id:
            raise SealBroken
        return sealer(key_id).open(sealed, **self.field.place_of(instance)).decode()

    def __set__(self, instance: models.Model, value: str | None) -> None:
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{self.field.name} takes text")
        setattr(instance, self.field.attname, value)
