"""Brings the database to what the reference files say: code lists, places, printed figures, first rules.

Safe to repeat. New rows stand in the trail as one entry of the load, a change of an old one in the register.
A number that packed records may carry never changes its meaning: such a file is refused whole.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from audit import record
from audit.actor import HOUSE, Actor
from audit.verbs import Verb
from cases import codebook
from cases.models import Code
from cases.models.facts import largest_number

FOLDER = Path(__file__).resolve().parent.parent / "reference"
COUNTRY_SOURCE = "ISO 3166-1; Unicode CLDR"
Row = dict[str, str]


class ReferenceRefused(Exception):
    """A file would change what stored records mean; says which code."""


@dataclass(slots=True)
class Loaded:
    """How many rows of each kind were new or changed in this load."""

    codes: int = 0
    agencies: int = 0
    posts: int = 0
    coverage: int = 0
    figures: int = 0
    rules: int = 0

    def changes(self) -> dict[str, int]:
        return asdict(self)


def load_reference(*, actor: Actor, folder: Path = FOLDER) -> Loaded:
    """Load every file in one transaction, recorded once if anything changed.

    Raises ReferenceRefused, and changes nothing: a code would mean something else or go, or rules not hold.
    """
    from cases.services import reference_figures, reference_places, reference_rules

    with transaction.atomic():
        loaded = Loaded(
            codes=_load_codes(list(code_rows(folder))),
            agencies=reference_places.load_agencies(folder),
            posts=reference_places.load_posts(folder),
            coverage=reference_places.load_coverage(folder),
            figures=reference_figures.load_figures(folder),
            rules=reference_rules.load_rules(folder, actor=actor),
        )
        if changed := [name for name, count in loaded.changes().items() if count]:
            record.write(Verb.REFERENCE_LOADED, actor=actor, chain=HOUSE, fields=changed)
        transaction.on_commit(codebook.forget)
    return loaded


def read(folder: Path, name: str) -> list[Row]:
    """Rows of a reference file as text."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def day(text: str) -> date | None:
    """An ISO day; None for an empty one, which means no limit known."""
    return date.fromisoformat(text) if text else None


def take_over(row: Model, values: dict[str, Any]) -> bool:
    """Save a stored row if a value differs: row by row, so that the register logs each change."""
    names: list[str] = []
    for name, value in values.items():
        before = getattr(row, name)
        setattr(row, name, value)
        # Asked back from the row, which holds a profile as it will be loaded.
        if getattr(row, name) != before:
            names.append(name)
    if names:
        row.save(update_fields=names)
    return bool(names)


def code_rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Values of every Code row that the files ask for, countries as the list `land`."""
    from cases.services.reference_urgent import urgent_rows

    places: dict[str, int] = defaultdict(int)
    countries = (
        {"field": "land", "source": COUNTRY_SOURCE, "label_only": "0", **row}
        for row in read(folder, "countries")
    )
    for row in [*read(folder, "codes"), *urgent_rows(folder), *countries]:
        places[row["field"]] += 1
        yield {
            **row,
            "number": int(row["number"]),
            "position": places[row["field"]],
            "valid_from": day(row["valid_from"]),
            "valid_to": day(row["valid_to"]),
            "label_only": row["label_only"] == "1",
        }


def _load_codes(wanted: list[dict[str, Any]]) -> int:
    stored: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for row in Code.objects.order_by("field", "code", "valid_from", "pk"):
        stored[row.field, row.code].append(row)
    _numbers_stand(stored, wanted)
    asked: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for values in wanted:
        asked[values["field"], values["code"]].append(values)
    new, changed = list[Code](), 0
    for key, rows in asked.items():
        for code, values in _paired(stored[key], rows):
            if code is None:
                new.append(Code(**values))
            else:
                changed += take_over(code, values)
    Code.objects.bulk_create(new)
    return len(new) + changed


def _paired(stored: list[Code], rows: list[dict[str, Any]]) -> Iterable[tuple[Code | None, dict[str, Any]]]:
    """Stored labels of one code with those asked for: by first day, and what is left in order.

    A code that has lost one of its older labels keeps the row; labels are only ever added.
    """
    by_day = {code.valid_from: code for code in stored}
    pairs = [(by_day.pop(values["valid_from"], None), values) for values in rows]
    rest = iter(by_day.values())
    return [(code or next(rest, None), values) for code, values in pairs]


def _numbers_stand(stored: dict[tuple[str, str], list[Code]], wanted: list[dict[str, Any]]) -> None:
    """Raises ReferenceRefused unless every number means what it meant (cases/reference/README.md)."""
    number_of = {key: rows[0].number for key, rows in stored.items()}
    code_of = {(field, number): code for (field, code), number in number_of.items()}
    for values in wanted:
        field, code, number = values["field"], values["code"], values["number"]
        if not 1 <= number <= (largest := largest_number(field)):
            raise ReferenceRefused(f"Code {code} of list {field} has number {number}; 1 to {largest} fit.")
        if number_of.setdefault((field, code), number) != number:
            raise ReferenceRefused(
                f"Code {code} of list {field} has number {number_of[field, code]}; the file says {number}. "
                "Numbers are never changed, for stored records carry them."
            )
        if code_of.setdefault((field, number), code) != code:
            raise ReferenceRefused(
                f"Number {number} of list {field} belongs to code {code_of[field, number]}; "
                f"the file gives it to {code}. A number is never used again."
            )
    gone = stored.keys() - {(values["field"], values["code"]) for values in wanted}
    for field, code in sorted(gone):
        raise ReferenceRefused(
            f"Code {code} of list {field} is missing from the file. A code is never deleted; "
            "give it a last day instead."
        )
