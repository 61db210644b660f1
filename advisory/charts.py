"""Bars as places in a drawing, side by side for each group: what every chart of the house is drawn from.

Breaks in a series stand between groups; what a figure leaves open is a thin line over its bar. Numbers only:
`advisory/chart.html` draws them, and the style sheet says how they look. The table stands beside it, so the
drawing is named and described but not read out bar by bar.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from advisory.chart_narrow import Narrow, narrow
from advisory.chart_places import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Mark, height_at, middle_of, scale

# With more groups of two bars than this the numbers over the bars would run into each other.
NUMBERED_GROUPS = 9
# Drawings that stand under each other to be compared are lower.
LOW = 190
NAMED_GROUPS = 14


@dataclass(frozen=True, slots=True)
class Group:
    """What stands side by side at one place of the axis: a value a series, None for no bar, and as shown."""

    name: str
    values: tuple[int | None, ...]
    numbers: tuple[str, ...]
    # Drawn with a dashed outline; the chart's legend says why.
    dashed: bool = False
    # The least and the most that each value can be, where it is not exact; none for groups that are.
    ranges: tuple[tuple[int, int] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """From the group at this place on, figures are not quite comparable with those before; and why."""

    at: int
    why: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    series: int
    dashed: bool
    number: str
    # The ends of the line over it, the upper one first; None for an exact figure.
    range: tuple[int, int] | None = None

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def range_path(self) -> str:
        """The line over the bar with its two ends."""
        high, low = self.range or (self.y, self.y)
        ends = "".join(f"M{self.middle - 4} {y}h8" for y in (high, low))
        return f"M{self.middle} {high}V{low}{ends}"

    @property
    def over(self) -> int:
        return min(self.y, self.range[0] if self.range else self.y) - 5


@dataclass(frozen=True, slots=True)
class Cut:
    """A break as it is drawn: where, the letter beside it, and what the legend says of the letter."""

    at: int
    letter: str
    why: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    description: str
    legend: tuple[str, ...]
    # Why some bars have a dashed outline; nothing where none has.
    dashed: str
    bars: tuple[Bar, ...]
    names: tuple[Mark, ...]
    lines: tuple[Mark, ...]
    numbered: bool
    cuts: tuple[Cut, ...] = ()
    # What the thin lines say; nothing where every figure is exact.
    ranges: str = ""
    # What the scale counts, where the legend does not say it.
    unit: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    drawing: str = "advisory/_chart_upright.html"

    @property
    def floor(self) -> int:
        return self.height - BOTTOM

    @property
    def narrow(self) -> Narrow:
        pitch = (self.right - self.left) // len(self.names)
        room = pitch if len(self.legend) == 1 else self.bars[0].width
        return narrow(
            [one.text for one in self.names], [one.number for one in self.bars], pitch=pitch, room=room
        )


def drawn(
    groups: Sequence[Group],
    *,
    title: str,
    description: str,
    legend: Sequence[str],
    dashed: str,
    number: Callable[[int], str] = str,
    breaks: Sequence[Break] = (),
    ranges: str = "",
    unit: str = "",
    most: int = 0,
    height: int = HEIGHT,
) -> Chart | None:
    """The chart of these groups; None when no bar would have a height. `number` writes the scale's.

    The scale reaches to `most` at least, so that several drawings can have one and the same.
    """
    values = [value or 0 for group in groups for value in group.values]
    if not any(values):
        return None
    ends = [one[1] for group in groups for one in group.ranges if one]
    top, step = scale(max(*values, *ends, most))
    bars = tuple(_bars(groups, len(legend), top, height))
    return Chart(
        title=title,
        description=description,
        legend=tuple(legend),
        dashed=dashed if any(bar.dashed for bar in bars) else "",
        bars=bars,
        names=_names(groups),
        lines=tuple(Mark(height_at(value, top, height), number(value)) for value in range(0, top + 1, step)),
        numbered=len(groups) * len(legend) <= 2 * NUMBERED_GROUPS,
        cuts=tuple(_cuts(breaks, len(groups))),
        ranges=ranges if ends else "",
        unit=unit,
        height=height,
    )


def _bars(groups: Sequence[Group], series: int, top: int, height: int) -> Iterator[Bar]:
    """The bars of each group side by side; a place without a value has none."""
    width = min(56, (WIDTH - LEFT - RIGHT) // len(groups) * 4 // 5 // series)
    for place, group in enumerate(groups):
        start = middle_of(place, len(groups)) - width * series // 2
        ranges = group.ranges or (None,) * series
        for one, (value, number, open_) in enumerate(zip(group.values, group.numbers, ranges, strict=True)):
            if value is None:
                continue
            y = height_at(value, top, height)
            yield Bar(
                x=start + one * width,
                y=y,
                width=width - 2,
                height=height - BOTTOM - y,
                series=one,
                dashed=group.dashed,
                number=number,
                range=(height_at(open_[1], top, height), height_at(open_[0], top, height)) if open_ else None,
            )


def _cuts(breaks: Sequence[Break], groups: int) -> Iterator[Cut]:
    """Lines between two groups, lettered from the left; several at one place have one letter."""
    whys: dict[int, list[str]] = {}
    for one in breaks:
        if 0 < one.at < groups:
            whys.setdefault(one.at, []).append(one.why)
    for letter, (at, found) in zip(ascii_lowercase, sorted(whys.items()), strict=False):
        yield Cut(LEFT + at * (WIDTH - LEFT - RIGHT) // groups, letter, "; ".join(found))


def _names(groups: Sequence[Group]) -> tuple[Mark, ...]:
    """The names under their bars; of many only every second, third …, the last one always."""
    every = -(-len(groups) // NAMED_GROUPS)
    return tuple(
        Mark(middle_of(place, len(groups)), group.name)
        for place, group in enumerate(groups)
        if (len(groups) - 1 - place) % every == 0
    )
