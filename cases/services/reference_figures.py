"""The printed figures of the reference files, each found again by what it counts, when, and its source."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cases.models import PublishedFigure
from cases.services.reference import read, take_over


def figure_rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Values of every PublishedFigure that the files ask for."""
    for row in (*read(folder, "published"), *read(folder, "past")):
        yield {
            **row,
            "year": int(row["year"]),
            "period_from": date.fromisoformat(row["period_from"]),
            "period_to": date.fromisoformat(row["period_to"]),
            "value": Decimal(row["value"]),
        }


def load_figures(folder: Path) -> int:
    """How many were new or changed."""
    stored = {
        (row.series, row.period_from, row.period_to, row.measure, row.source): row
        for row in PublishedFigure.objects.all()
    }
    new: list[PublishedFigure] = []
    changed = 0
    for values in figure_rows(folder):
        key = tuple(values[name] for name in ("series", "period_from", "period_to", "measure", "source"))
        found = stored.get(key)
        if found is None:
            new.append(PublishedFigure(**values))
        else:
            changed += take_over(found, values)
    PublishedFigure.objects.bulk_create(new)
    return len(new) + changed
