"""Why a file is not taken in. Nothing of what a row says is quoted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bad:
    """One thing that is wrong: the line as a spreadsheet numbers it, the column, and why in a sentence."""

    line: int
    column: str
    why: str


class NotAFile(Exception):
    """The file cannot be read as what it says it is; its text is the sentence."""


class BadRows(Exception):
    """Some rows are wrong, so none was taken in."""

    def __init__(self, found: list[Bad]) -> None:
        super().__init__(f"{len(found)} wrong")
        self.found = found


class TakenAlready(Exception):
    """The trail knows this very file: its cases would be there twice."""
