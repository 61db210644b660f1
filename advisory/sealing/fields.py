"""Columns that are sealed on their way into the database and opened when they are read.

The value is opened when it is asked for, not when the row is loaded, so a page that
does not show a text never opens it. No lookup, no ordering, no `update()` with a plain
value: each raises.
"""

from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models

from advisory.sealing import checked, cipher
from advisory.sealing.codecs import Codec, ProfileCodec, TextCodec, codec_of
from advisory.sealing.errors import NotHandedOut, SealError, UnregisteredSeal, opening
from advisory.sealing.keys import chest
from advisory.sealing.opener import Opener, Sealed, SealedRow, is_historical, owning_case_id, stored_bytes
from advisory.sealing.registry import registered

if TYPE_CHECKING:
    BinaryColumn = models.BinaryField[Any, Any]
else:
    BinaryColumn = models.BinaryField


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
        if is_historical(cls):
            # SQLite rebuilds a table under a passing model of this name while it migrates.
            model = model.removeprefix("New")
        self.label = f"{cls._meta.app_label}.{model}.{name}"
        entry = registered(self.label)
        if entry.lock != self.lock:
            raise UnregisteredSeal(f"{self.label} stands under the lock {entry.lock}, not {self.lock}.")
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

    def settled(self, value: Any) -> Any:
        """What the row holds when it is given `value`."""
        return value

    def open_value(self, instance: models.Model, record: bytes) -> Any:
        """Raises SealError; never gives back raw bytes."""
        place = self.place(instance)
        with opening(place):
            key_id = cipher.key_id_of(record)
            key = self.open_key(instance, key_id)
            return self.codec.load(cipher.open_record(record, key=key, key_id=key_id, place=place))

    # -- to and from the database ---------------------------------------------------------------

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return self.sealed_on(model_instance)

    def sealed_on(self, instance: models.Model) -> Sealed | None:
        """The row's value as it is stored: sealed now if it was not yet, and once only.

        So a MAC over the row and the row's INSERT speak of the same bytes. The value stays open on the row.
        """
        value = instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        sealed = Sealed(self.seal_value(instance, checked.checked(self.label, self.codec, value)))
        instance.__dict__[self.attname] = sealed
        instance.__dict__.setdefault("_opened", {})[self.attname] = value
        return sealed

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
        return None if value is None else Sealed(stored_bytes(value))

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
    """What is known of staff and places: a dictionary under the house's key, set whole, never in place."""

    lock = "house"
    codec = ProfileCodec()

    def settled(self, value: Any) -> Any:
        return ProfileCodec().settled(value)


class SealedHouseText(SealedField):
    """A text that belongs to no case, only to an account or, of a row without one, to that row alone."""

    lock = "house"
    codec = TextCodec()

    def owner_of(self, instance: Any) -> Any:
        return instance.account_id or instance.pk


class SealedFacts(SealedField):
    """The coded facts of a row, as one record of fixed length. Opened only on rows the door handed out."""

    lock = "facts"

    @property
    def codec(self) -> Codec:  # type: ignore[override]
        """The one its layer named; an old migration's field has the same label and so the same codec."""
        return codec_of(self.label)

    def owner_of(self, instance: Any) -> Any:
        return owning_case_id(instance)

    def open_key(self, instance: Any, key_id: int) -> AESGCM:
        # A migration's own model has no door, and must be able to bring old records into a new layout.
        if not is_historical(type(instance)):
            instance.must_be_handed_out()
        return super().open_key(instance, key_id)

    def open_value(self, instance: Any, record: bytes) -> Any:
        """As much of the facts as the door handed out with the row."""
        facts = super().open_value(instance, record)
        return facts if is_historical(type(instance)) else instance.as_handed_out(facts)


class SealedText(SealedField):
    """A text under the key of its case, which only the door gives out."""

    lock = "case"
    codec = TextCodec()

    def owner_of(self, instance: Any) -> Any:
        return owning_case_id(instance)

    def seal_key(self, instance: Any) -> tuple[int, AESGCM]:
        return instance.text_key()  # type: ignore[no-any-return]

    def open_key(self, instance: Any, key_id: int) -> AESGCM:
        if is_historical(type(instance)):
            raise NotHandedOut("A migration opens no texts.")
        generation, key = instance.text_key()
        if generation != key_id:
            raise SealError("a sealed text was sealed with another generation of the case's key")
        return key  # type: ignore[no-any-return]


__all__ = ["Sealed", "SealedFacts", "SealedHouseText", "SealedProfile", "SealedRow", "SealedText"]
