"""The report as JSON-stat 2.0: a collection with a dataset a table.

A cell without a number is null, and its sign its status; so are the signs beside numbers.
"""

import json
from typing import Any

from cases import codebook
from cases.statistics.formats.heads import COLUMN, NAME, SOURCE, distinct
from cases.statistics.formats.sheets import title
from cases.statistics.result import Heading, Report, Result, Row


def as_jsonstat(report: Report) -> str:
    datasets = [dataset(result, report.language) for result in report.results]
    collection = {
        "version": "2.0",
        "class": "collection",
        "label": title(report),
        "extension": {"language": report.language, "status": report.status.value},
        "link": {"item": datasets},
    }
    return json.dumps(collection, ensure_ascii=False, indent=2) + "\n"


def dataset(result: Result, language: str) -> dict[str, Any]:
    """One table. Its dimensions are `row` and `column`; one that has years alone is time."""
    cells = [row.cells[column.key] for row in result.rows for column in result.columns]
    signs = {str(number): str(cell.sign) for number, cell in enumerate(cells) if cell.sign}
    dimensions = {
        "row": _dimension(NAME.into(language), result.rows),
        "column": _dimension(COLUMN.into(language), result.columns),
    }
    time = [name for name, dimension in dimensions.items() if _is_time(dimension)]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": f"{result.id} {result.title}",
        "source": SOURCE,
        "id": list(dimensions),
        "size": [len(result.rows), len(result.columns)],
        **({"role": {"time": time}} if time else {}),
        "dimension": dimensions,
        "value": [cell.value for cell in cells],
        **({"status": signs} if signs else {}),
        "note": [*result.sentences, *result.notes],
        "extension": {
            "table": result.id,
            "unit": result.unit,
            "signs": {
                sign: codebook.label("celletegn", sign, language=language)
                for sign in sorted(set(signs.values()))
            },
        },
    }


def _dimension(label: str, entries: tuple[Heading, ...] | tuple[Row, ...]) -> dict[str, Any]:
    keys = [one.key for one in entries]
    labels = distinct([one.label for one in entries], keys)
    return {"label": label, "category": {"index": keys, "label": dict(zip(keys, labels, strict=True))}}


def _is_time(dimension: dict[str, Any]) -> bool:
    return bool(dimension["category"]["index"]) and all(
        key.isdecimal() and len(key) == 4 for key in dimension["category"]["index"]
    )
