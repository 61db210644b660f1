"""The lists of the urgent hour: what to do, whom to call, which duties; and the installation's own numbers.

They are code lists like any other and packed into no record. Telephone numbers that the product does not know
stand in a file of the installation, so that a new version of the product never takes them away.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from cases.services.reference import ReferenceRefused, Row, read

NUMBERS = "akutt_nummer"
OWN = "telephones"
TELEPHONE = re.compile(r"\+?\d[\d ]{1,18}\d")


def own_folder() -> Path:
    """Where the installation keeps its own reference files."""
    return Path(settings.HOME) / "reference"


def urgent_rows(folder: Path, own: Path | None = None) -> Iterator[Row]:
    """Rows of `urgent.csv`, the numbers of the installation's file in place of the product's for their keys.

    Raises ReferenceRefused for a key that the product does not have, and for what is no number or no day.
    """
    own = own_folder() if own is None else own
    entered = _entered(own) if (own / f"{OWN}.csv").exists() else {}
    known: set[str] = set()
    for row in read(folder, "urgent"):
        if row["field"] != NUMBERS or row["code"] not in entered:
            yield row
        elif row["code"] not in known:
            yield from ({**row, **number} for number in entered[row["code"]])
        if row["field"] == NUMBERS:
            known.add(row["code"])
    if unknown := sorted(entered.keys() - known):
        raise ReferenceRefused(f"{OWN}.csv gives a number for {unknown[0]}, which no list has.")


def _entered(own: Path) -> dict[str, list[Row]]:
    """What of a row the installation says itself, by key. A number is the same in every language."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in read(own, OWN):
        telephone = row["telephone"].strip()
        if not TELEPHONE.fullmatch(telephone):
            raise ReferenceRefused(f"{OWN}.csv: the number of {row['key']} is no telephone number.")
        for name in ("valid_from", "valid_to"):
            _must_be_day(row["key"], row[name])
        if any(one["valid_from"] == row["valid_from"] for one in found[row["key"]]):
            raise ReferenceRefused(f"{OWN}.csv gives {row['key']} two numbers from the same day.")
        found[row["key"]].append(
            {
                **{f"label_{language}": telephone for language in ("nb", "nn", "en")},
                "valid_from": row["valid_from"],
                "valid_to": row["valid_to"],
                "source": row["source"],
                "note": "",
            }
        )
    return found


def _must_be_day(key: str, text: str) -> None:
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        raise ReferenceRefused(f"{OWN}.csv: {text} at {key} is no day (yyyy-mm-dd).") from None
