"""The attribute of a sealed column: opens the value of its row once, keeps it beside the ciphertext.

Reading a row anew copies ciphertext from a second row to the first; that second row never came
through a door, so it is copied unopened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from advisory.sealing.fields import SealedField

_unopened: ContextVar[bool] = ContextVar("sealed values are copied unopened", default=False)


class Sealed:
    """A ciphertext as loaded; says nothing when printed."""

    __slots__ = ("record",)

    def __init__(self, record: bytes) -> None:
        self.record = record

    def __repr__(self) -> str:
        return "<sealed>"


def stored_bytes(value: object) -> bytes:
    """The bytes of a column; nothing, which never opens, for what is none: SQLite lets anybody write it."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


@contextmanager
def copying_unopened() -> Iterator[None]:
    """Within it a sealed attribute gives its ciphertext, never its value."""
    token = _unopened.set(True)
    try:
        yield
    finally:
        _unopened.reset(token)


class SealedRow:
    """Base of every model with sealed columns: `refresh_from_db` takes over ciphertext."""

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        with copying_unopened():
            super().refresh_from_db(*args, **kwargs)  # type: ignore[misc]


def is_historical(model: type[models.Model]) -> bool:
    """A model that a migration made for itself, without the methods of the real one."""
    return model.__module__ == "__fake__"


def owning_case_id(instance: Any) -> Any:
    """Id of the case that a row belongs to: its own for a case."""
    return instance.case_id if hasattr(instance, "case_id") else instance.pk


class Opener:
    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            with copying_unopened():
                instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if not isinstance(value, Sealed) or _unopened.get():
            return value
        opened = instance.__dict__.setdefault("_opened", {})
        if name not in opened:
            opened[name] = self.field.open_value(instance, value.record)
        return opened[name]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__.get("_opened", {}).pop(self.field.attname, None)
        if value is not None and not isinstance(value, Sealed):
            value = self.field.settled(value)
        instance.__dict__[self.field.attname] = value
