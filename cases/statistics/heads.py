"""What stands over several columns of a table on a page: “Advisers: new”, “Advisers: active” are of one.

Its name said once keeps a table of many columns narrow. Files keep the whole name of each column.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cases.statistics.result import Heading

# Between what several columns are of and which of them it is, in all three languages.
_BETWEEN = ": "


@dataclass(frozen=True, slots=True)
class Head:
    """What columns that stand beside each other have in common, and by what they differ."""

    label: str
    under: list[str]


def heads_of(columns: Sequence[Heading]) -> list[Head]:
    """The heads of these columns in their order; none where not each stands over several of them."""
    parts = [column.label.partition(_BETWEEN) for column in columns]
    heads = [
        Head(label, [own for _label, _between, own in found])
        for label, found in groupby(parts, key=lambda part: part[0])
    ]
    return heads if all(len(head.under) > 1 for head in heads) else []
