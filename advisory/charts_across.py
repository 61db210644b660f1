"""Lying bars as places in a drawing: a row for each group, its name at the left, its bars under each other.

For groups that have names rather than an order in time. What is drawn alike is one path or text, each part of
it placed from the one before: a page holds a good many of them, and so they are packed to half.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisory.across_places import BOTTOM, GAP, LEFT, LINE, PITCH, THICK, TOP, height_of, length_of, wrapped
from advisory.chart_places import WIDTH, Mark, scale
from advisory.charts import Cut, Group

# A drawing is never parted by the end of a page: higher ones would not stand on one.
TALLEST = 860


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text: where it begins (a name: where it ends), and how far below the one before it."""

    x: int
    down: int
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One lying bar: where it begins above, how long it is, and the ends of the line over it."""

    y: int
    length: int
    series: int
    number: str
    range: tuple[int, int] | None = None

    @property
    def middle(self) -> int:
        return self.y + THICK // 2

    @property
    def end(self) -> int:
        """Where its number begins: after the bar, and after the line over it."""
        return LEFT + max(self.length, self.range[1] if self.range else 0) + 6


@dataclass(frozen=True, slots=True)
class Lying:
    """A drawing of lying bars. What the legend needs is called as `Chart` calls it."""

    title: str
    description: str
    legend: tuple[str, ...]
    strips: tuple[Strip, ...]
    names: tuple[Word, ...]
    lines: tuple[Mark, ...]
    height: int
    # The series whose bars have a dashed outline, and why; their names say it too.
    partial: frozenset[int] = frozenset()
    dashed: str = ""
    ranges: str = ""
    unit: str = ""
    cuts: tuple[Cut, ...] = ()
    width: int = WIDTH
    left: int = LEFT
    top: int = TOP - 6
    drawing: str = "advisory/_chart_across.html"

    @property
    def floor(self) -> int:
        return self.height - BOTTOM

    @property
    def bars(self) -> list[tuple[int, bool, str]]:
        """Of each series that has any: its number, whether it is dashed, and all of its bars as one path."""
        found = []
        for series in range(len(self.legend)):
            of_it = [one for one in self.strips if one.series == series and one.length]
            downs = _downs([one.y for one in of_it])
            path = "".join(
                f"m0 {down}h{one.length}v{THICK}H{LEFT}z" for one, down in zip(of_it, downs, strict=True)
            )
            if path:
                found.append((series, series in self.partial, f"M{LEFT} 0{path}"))
        return found

    @property
    def range_path(self) -> str:
        """The lines over all bars, each with its two ends."""
        return "".join(_range_path(one, *one.range) for one in self.strips if one.range)

    @property
    def numbers(self) -> list[Word]:
        downs = _downs([one.y + THICK for one in self.strips])
        return [Word(one.end, down, one.number) for one, down in zip(self.strips, downs, strict=True)]


def lying(
    groups: Sequence[Group],
    *,
    title: str,
    description: str,
    legend: Sequence[str],
    partial: frozenset[int] = frozenset(),
    dashed: str = "",
    number: Callable[[int], str] = str,
    ranges: str = "",
    unit: str = "",
    most: int = 0,
) -> list[Lying]:
    """The drawings of these groups, several where one would be higher than a sheet; none without any bar.

    The scale of all reaches to `most` at least. A value that is None has no bar, but its number (a sign).
    """
    values = [value or 0 for group in groups for value in group.values]
    if not any(values):
        return []
    ends = [one[1] for group in groups for one in group.ranges if one]
    top, step = scale(max(*values, *ends, most))
    lines = tuple(Mark(LEFT + length_of(value, top), number(value)) for value in range(0, top + 1, step))
    parts = list(_parts(groups))
    found = []
    for place, part in enumerate(parts, start=1):
        names, strips, height = _placed(part, top)
        found.append(
            Lying(
                title=title if len(parts) == 1 else f"{title} ({place}/{len(parts)})",
                description=description,
                legend=tuple(legend),
                strips=tuple(strips),
                names=tuple(names),
                lines=lines,
                height=height,
                partial=partial,
                dashed=dashed if partial else "",
                ranges=ranges if ends else "",
                unit=unit,
            )
        )
    return found


def _height(group: Group) -> int:
    return height_of(len(group.values), len(wrapped(group.name)))


def _parts(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """The groups in their order, in as few parts as sheets hold, each of about as many."""
    total = TOP + BOTTOM + sum(_height(group) + GAP for group in groups)
    number = min(-(-total // TALLEST), len(groups))
    cuts = [place * len(groups) // number for place in range(number + 1)]
    for first, last in pairwise(cuts):
        yield groups[first:last]


def _placed(groups: Sequence[Group], top: int) -> tuple[list[Word], list[Strip], int]:
    """Names and bars from above, and how high the whole is."""
    names: list[tuple[int, str]] = []
    strips: list[Strip] = []
    y = TOP
    for group in groups:
        lines, height = wrapped(group.name), _height(group)
        above = y + (height - len(lines) * LINE) // 2
        names += [(above + (place + 1) * LINE - 4, text) for place, text in enumerate(lines)]
        first = y + (height - len(group.values) * PITCH) // 2 + (PITCH - THICK) // 2
        ranges = group.ranges or (None,) * len(group.values)
        for series, (value, number, open_) in enumerate(
            zip(group.values, group.numbers, ranges, strict=True)
        ):
            strips.append(
                Strip(
                    y=first + series * PITCH,
                    length=length_of(value or 0, top),
                    series=series,
                    number=number,
                    range=(length_of(open_[0], top), length_of(open_[1], top)) if open_ else None,
                )
            )
        y += height + GAP
    downs = _downs([at for at, _text in names])
    words = [Word(LEFT - 8, down, text) for down, (_at, text) in zip(downs, names, strict=True)]
    return words, strips, y - GAP + BOTTOM


def _downs(places: Sequence[int]) -> list[int]:
    """How far each of these lies below the one before it, the first one below the edge."""
    return [after - before for before, after in pairwise([0, *places])]


def _range_path(strip: Strip, low: int, high: int) -> str:
    return f"M{LEFT + low} {strip.middle - 3}v6m0 -3h{high - low}m0 -3v6"
