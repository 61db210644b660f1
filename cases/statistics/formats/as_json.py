"""The report as JSON; other programs rely on its shape."""

import json
from typing import Any

from cases.statistics.result import Report, Result, Row


def as_json(report: Report) -> str:
    return json.dumps(as_data(report), ensure_ascii=False, indent=2) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    return {
        "year": report.year,
        "status": report.status.value,
        "language": report.language,
        "tables": [_table(result) for result in report.results],
    }


def _table(result: Result) -> dict[str, Any]:
    """`rounded` says which cells are multiples of what; a table of which none is has no such field."""
    rounded = {row.key: bases for row in result.rows if (bases := _bases(row))}
    return {
        "id": result.id,
        "title": result.title,
        "unit": result.unit,
        "columns": [{"key": column.key, "label": column.label} for column in result.columns],
        "rows": [
            {
                "key": row.key,
                "label": row.label,
                "cells": {key: cell.value for key, cell in row.cells.items()},
                "signs": {key: str(cell.sign) for key, cell in row.cells.items() if cell.sign},
            }
            for row in result.rows
        ],
        "notes": list(result.notes),
        "sentences": list(result.sentences),
        **({"rounded": rounded} if rounded else {}),
    }


def _bases(row: Row) -> dict[str, int]:
    return {key: cell.base for key, cell in row.cells.items() if cell.base > 1}
