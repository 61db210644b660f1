"""The code lists in memory: code to number, number to code, and labels by language and date.

Read from the database once a process. A code that is saved or deleted here empties it, and so does
`load_reference`. A process that another one changed the lists under reads them again when it meets a code
or a number it does not know; a changed label it shows from its next start on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language

Name = TypeVar("Name")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the days it was the one in use."""

    nb: str
    nn: str
    en: str
    valid_from: date | None
    valid_to: date | None
    # The code itself was in use then, not only an older name for it.
    offers: bool

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def text(self, language: str) -> str:
        return {"nn": self.nn, "en": self.en}.get(language[:2], self.nb)


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    number: int
    labels: tuple[Label, ...]

    def label(self, day: date | None = None, language: str | None = None) -> str:
        """The label in use on `day` (default: the newest), in the reader's language."""
        chosen = self.labels[-1]
        if day is not None:
            chosen = next((one for one in self.labels if one.holds_on(day)), self.labels[0])
        return chosen.text(language or get_language() or "nb")

    def offered_on(self, day: date) -> bool:
        return any(one.holds_on(day) for one in self.labels)


@cache
def entries(field: str) -> dict[str, Entry]:
    """Code to entry, in the order of the list. Raises LookupError for a list that is not loaded."""
    from cases.models.codes import Code  # the models of facts import this module

    found: dict[str, list[Code]] = {}
    for row in Code.objects.filter(field=field).order_by("position", "valid_from", "pk"):
        found.setdefault(row.code, []).append(row)
    if not found:
        raise LookupError(f"The code list “{field}” is empty; run “manage.py load_reference”.")
    return {
        code: Entry(code, rows[0].number, tuple(row.as_label() for row in rows))
        for code, rows in found.items()
    }


@cache
def numbers(field: str) -> dict[str, int]:
    return {code: entry.number for code, entry in entries(field).items()}


@cache
def codes(field: str) -> dict[int, str]:
    return {entry.number: code for code, entry in entries(field).items()}


def label(field: str, code: str, *, day: date | None = None, language: str | None = None) -> str:
    """The label of a code; an empty text for an empty code. Raises KeyError for an unknown one."""
    return _known(entries, field, code).label(day, language) if code else ""


def number_of(field: str, code: str) -> int:
    """Raises KeyError for a code that the list does not have, also when read again."""
    return _known(numbers, field, code)


def code_of(field: str, number: int) -> str:
    """Raises KeyError for a number that the list does not have, also when read again."""
    return _known(codes, field, number)


def _known(table: Callable[[str], dict[Name, Value]], field: str, name: Name) -> Value:
    found = table(field)
    if name not in found:
        forget()
        found = table(field)
    return found[name]


def watch() -> None:
    """A code changed in this process is seen at once, and again when its transaction has ended."""
    from cases.models.codes import Code

    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=Code, dispatch_uid="cases.codebook")


def _changed(using: str, **kwargs: object) -> None:
    forget()
    # Another thread may have read the lists before this was committed.
    transaction.on_commit(forget, using=using)


def forget() -> None:
    for cached in (entries, numbers, codes):
        cached.cache_clear()
