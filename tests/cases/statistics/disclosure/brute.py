"""An attacker without a solver: tries every whole number there can be. For small tables only."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

Cell = tuple[int, int]
Box = Mapping[Cell, tuple[int, int]]


def tables(rows: int, columns: int, box: Box) -> Iterator[dict[Cell, int]]:
    """Every table of whole numbers whose cells and sums lie in the box; a sum stands in row or column -1."""
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    for numbers in product(*(range(box[cell][0], box[cell][1] + 1) for cell in cells)):
        table = dict(zip(cells, numbers, strict=True))
        table |= {(row, -1): sum(table[row, one] for one in range(columns)) for row in range(rows)}
        table |= {(-1, column): sum(table[one, column] for one in range(rows)) for column in range(columns)}
        table[-1, -1] = sum(table[row, -1] for row in range(rows))
        if all(low <= table[cell] <= high for cell, (low, high) in box.items()):
            yield table


def reach(rows: int, columns: int, box: Box) -> dict[Cell, tuple[int, int]]:
    found: dict[Cell, list[int]] = {}
    for table in tables(rows, columns, box):
        for cell, number in table.items():
            found.setdefault(cell, []).append(number)
    return {cell: (min(numbers), max(numbers)) for cell, numbers in found.items()}


def with_sums(inner: Sequence[Sequence[int]]) -> dict[Cell, int]:
    table = {(i, j): number for i, row in enumerate(inner) for j, number in enumerate(row)}
    table |= {(i, -1): sum(row) for i, row in enumerate(inner)}
    table |= {(-1, j): sum(row[j] for row in inner) for j in range(len(inner[0]))}
    table[-1, -1] = sum(sum(row) for row in inner)
    return table


def sums_of(rows: int, columns: int) -> list[tuple[Cell, tuple[Cell, ...]]]:
    """Total and parts of each row, of each column, and of the two margins."""
    across = [((i, -1), tuple((i, j) for j in range(columns))) for i in (*range(rows), -1)]
    return across + [((-1, j), tuple((i, j) for i in range(rows))) for j in (*range(columns), -1)]
