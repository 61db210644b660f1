"""Columns that are sealed on their way into the database and opened when they are read.

The value is opened when it is asked for, not when the row is loaded, so a page that
does not show a text never opens it. No lookup, no ordering, no `update()` with a plain
value: each raises.
"""

from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models

from advisory.sealing import cipher
from advisory.sealing.codecs import Codec, ProfileCodec, TextCodec
from advisory.sealing.errors import NotHandedOut, SealError, UnregisteredSeal
from advisory.sealing.keys import chest
from advisory.sealing.registry import registered

if TYPE_CHECKING:
    BinaryColumn = models.BinaryField[Any, Any]
else:
    BinaryColumn = models.BinaryField


class Sealed:
    """A ciphertext as loaded; says nothing when printed."""

    __slots__ = ("record",)

    def __init__(self, record: bytes) -> None:
        self.record = record

    def __repr__(self) -> str:
        return "<sealed>"


class Opener:
    """The attribute: opens the value of its row once, keeps it beside the ciphertext."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if not isinstance(value, Sealed):
            return value
        opened = instance.__dict__.setdefault("_opened", {})
        if name not in opened:
            opened[name] = self.field.open_value(instance, value.record)
        return opened[name]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__.get("_opened", {}).pop(self.field.attname, None)
        instance.__dict__[self.field.attname] = value


class SealedField(BinaryColumn):
    """Base of the sealed columns; `lock` must be the one the registry names."""

    lock: str
    codec: Codec
    descriptor_class = Opener
    empty_strings_allowed = False

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if cls._meta.abstract:
            return
        model = str(cls._meta.object_name)
        if cls.__module__ == "__fake__":
            # SQLite rebuilds a table under a passing model of this name while it migrates.
            model = model.removeprefix("New")
        self.label = f"{cls._meta.app_label}.{model}.{name}"
        entry = registered(self.label)
        if entry.lock != self.lock:
            raise UnregisteredSeal(
                f"{self.label} is registered under the lock {entry.lock}, not {self.lock}."
            )
        self.schema = entry.schema

    # -- keys: which cipher, by the row ------------------------------------------------------

    def owner_of(self, instance: models.Model) -> Any:
        return instance.pk

    def seal_key(self, instance: models.Model) -> tuple[int, AESGCM]:
        epoch = chest.current()
        return epoch, chest.cipher(epoch, self.lock)

    def open_key(self, instance: models.Model, key_id: int) -> AESGCM:
        return chest.cipher(key_id, self.lock)

    def place(self, instance: models.Model) -> cipher.Place:
        table, _dot, field = self.label.rpartition(".")
        return cipher.Place(table, instance.pk, field, self.owner_of(instance), self.schema)

    def seal_value(self, instance: models.Model, value: Any) -> bytes:
        key_id, key = self.seal_key(instance)
        return cipher.seal(self.codec.dump(value), key=key, key_id=key_id, place=self.place(instance))

    def open_value(self, instance: models.Model, record: bytes) -> Any:
        """Raises SealError; never gives back raw bytes."""
        key_id = cipher.key_id_of(record)
        key = self.open_key(instance, key_id)
        return self.codec.load(cipher.open_record(record, key=key, key_id=key_id, place=self.place(instance)))

    # -- to and from the database ---------------------------------------------------------------

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.seal_value(model_instance, value))

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise FieldError(f"{self.label} is sealed: give it a value on the row and save the row.")
        return super().get_db_prep_value(value.record, connection, prepared)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Where Django asks for the mark of a value it writes; an expression would be written unsealed."""
        if hasattr(value, "resolve_expression"):
            raise FieldError(f"{self.label} is sealed: SQL cannot make its value.")
        return str(super().get_placeholder(value, compiler, connection))  # type: ignore[misc]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value: Any) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.label} is sealed: it cannot be searched, filtered or joined.")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.label} is sealed: it cannot be taken apart in SQL.")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.label} is sealed: it is not serialised.")

    def get_default(self) -> Any:
        return None


class SealedProfile(SealedField):
    """What is known of staff and places: a small dictionary under the house's key."""

    lock = "house"
    codec = ProfileCodec()


class SealedFacts(SealedField):
    """The coded facts of a row, as one record of fixed length. Opened only on rows the door handed out."""

    lock = "facts"

    def __init__(self, *args: Any, codec: Codec | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if codec is not None:
            self.codec = codec

    def owner_of(self, instance: Any) -> Any:
        return instance.owning_case_id()

    def open_key(self, instance: Any, key_id: int) -> AESGCM:
        instance.must_be_handed_out()
        return super().open_key(instance, key_id)


class SealedText(SealedField):
    """A text under the key of its case, which only the door gives out."""

    lock = "case"
    codec = TextCodec()

    def owner_of(self, instance: Any) -> Any:
        return instance.owning_case_id()

    def seal_key(self, instance: Any) -> tuple[int, AESGCM]:
        return instance.text_key()  # type: ignore[no-any-return]

    def open_key(self, instance: Any, key_id: int) -> AESGCM:
        generation, key = instance.text_key()
        if generation != key_id:
            raise SealError("a sealed text was sealed with another generation of the case's key")
        return key  # type: ignore[no-any-return]


__all__ = ["NotHandedOut", "Sealed", "SealedFacts", "SealedProfile", "SealedText"]
