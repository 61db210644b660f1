"""What rows and columns are called in files, and the signs beside a row's numbers."""

from collections.abc import Sequence

from cases.statistics.result import Row
from cases.statistics.words import Text

KEY = Text(nb="nøkkel", nn="nøkkel", en="key")
NAME = Text(nb="navn", nn="namn", en="name")
SIGNS = Text(nb="tegn", nn="teikn", en="signs")
COLUMN = Text(nb="kolonne", nn="kolonne", en="column")
# Who made the figures, for formats that ask.
SOURCE = "Fritt valg"


def distinct(labels: Sequence[str], keys: Sequence[str]) -> list[str]:
    """The labels; one that is empty or stands there already is told apart by its key."""
    found: list[str] = []
    for label, key in zip(labels, keys, strict=True):
        taken = not label or label in found
        found.append(f"{label} ({key})".strip() if taken else label)
    return found


def signs(row: Row) -> str:
    """Each sign that stands beside a number, after its column's key; an empty text where there is none."""
    return " ".join(
        f"{key}{cell.sign}" for key, cell in row.cells.items() if cell.sign and cell.value is not None
    )
