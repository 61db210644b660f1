"""A cell as it is read: the number as the language writes it, with its sign, or the sign alone."""

from cases import codebook
from cases.statistics.result import Cell
from cases.statistics.words import grouped


def shown(cell: Cell, language: str) -> str:
    return cell.sign if cell.value is None else grouped(cell.value, language) + cell.sign


def meaning(sign: str, language: str) -> str:
    """What a sign means, for those who hear the table read; an empty text for no sign."""
    return codebook.label("celletegn", sign, language=language)
