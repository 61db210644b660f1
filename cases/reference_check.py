"""Compares what is public and needs no seal, code lists and printed figures, with the files of the product.

Facts are stored as the numbers of codes. Whoever gives two codes each other's number, or a figure another
value, changes what every case and every table says without touching one of them.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.db import models

from advisory.seal_check import Bad, Check, Found
from cases.models import Code, PublishedFigure
from cases.services.reference import FOLDER, code_rows
from cases.services.reference_figures import figure_rows

Rows = Callable[[Path], Iterator[dict[str, Any]]]
REASON = "is not as the files of the product say: find out why before load_reference makes it so"


def checks() -> list[Check]:
    return [
        Check(frozenset(), partial(_compared, Code, code_rows, ("field", "code"))),
        Check(frozenset(), partial(_compared, PublishedFigure, figure_rows, ("series", "year", "measure"))),
    ]


def _compared(model: type[models.Model], rows: Rows, named_by: tuple[str, ...]) -> Iterator[Found]:
    """A row is called by what names it in the file, which says nothing of anybody."""
    asked = list(rows(FOLDER))
    columns = list(asked[0])
    wanted = {tuple(values[name] for name in columns) for values in asked}
    rows_there: models.QuerySet[Any] = models.QuerySet(model=model)
    stored = set(rows_there.values_list(*columns))
    found = Found()
    found.held[str(model._meta.verbose_name_plural)] += len(wanted & stored)
    for values in wanted ^ stored:
        said = dict(zip(columns, values, strict=True))
        row = "/".join(str(said[name]) for name in named_by)
        found.bad.append(Bad(model._meta.label, row, "*", REASON))
    yield found
