"""Which packed columns there are, and of which year: one sealed row, whose count the trail holds.

So a column that was altered or moved does not open, one that is not named here counts for nothing, and an
older index put back, with the columns that it named, is known by its number. No index, and the rows are read.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from advisory.anchors import anchored
from advisory.sealing.cipher import Place
from advisory.sealing.errors import SealError
from audit.actor import SEGMENTS
from cases.models.segment import Segment

PLACE = Place("cases.Segment", SEGMENTS, "content", SEGMENTS)
# Its length tells how many years there are, and no more.
STEP = 4096
# By which rules columns are made of rows: one more whenever the same rows give other columns. What was made
# by others is no index: figures come from rows until the job has made all anew.
RULES = 2
# What the row of the answers is asked for by, beside the names of columns.
ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Year:
    """`columns`: the row of each column's name, and of cross tables by theirs. `asked`: how many cases got an
    inquiry in the year; `newest`: the day of the last one, as a number; `erased`: one of them was erased;
    `spans`: its half-years are in it; `later`: something was done for it in a later year. `places`: the posts
    that `answers` counted by.
    """

    columns: Mapping[str, str]
    asked: int
    newest: int
    erased: bool
    spans: bool
    later: bool
    answers: str = ""
    places: str = ""

    def row_of(self, name: str) -> str:
        return self.answers if name == ANSWERS else self.columns[name]

    def rows(self) -> set[uuid.UUID]:
        named = [*self.columns.values(), *([self.answers] if self.answers else [])]
        return {uuid.UUID(one) for one in named}


@dataclass(frozen=True, slots=True)
class Index:
    """`number` counts how often the columns were made anew, in part or whole."""

    number: int
    made_at: datetime
    years: Mapping[int, Year] = field(default_factory=dict)
    rules: int = RULES

    def rows(self) -> set[uuid.UUID]:
        return {row for year in self.years.values() for row in year.rows()}

    def is_current(self) -> bool:
        return stands_at() == self.number

    def dump(self) -> bytes:
        said = {
            "number": self.number,
            "made_at": self.made_at.isoformat(),
            "rules": self.rules,
            "years": {str(number): asdict(year) for number, year in self.years.items()},
        }
        raw = json.dumps(said, separators=(",", ":")).encode()
        return raw + b" " * (-len(raw) % STEP)


def stands_at() -> int:
    """The number that the trail holds; 0 before the first. Raises SealError where its head was altered."""
    return anchored(SEGMENTS, place=PLACE) or 0


def current() -> Index | None:
    """The index, if there is one by the rules of today. Raises SealError for one that is not the newest, or
    not ours.
    """
    row = Segment.objects.filter(pk=SEGMENTS).first()
    if row is None:
        return None
    found = load(row.content)
    if not found.is_current():
        raise SealError("the packed columns were put back to what they were before", place=PLACE)
    return found if found.rules == RULES else None


def load(raw: bytes) -> Index:
    said = json.loads(raw)
    years = {int(number): Year(**year) for number, year in said["years"].items()}
    # Before there were others, an index did not say which.
    return Index(said["number"], datetime.fromisoformat(said["made_at"]), years, said.get("rules", 1))


def day_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
