"""Bars as places in a drawing, side by side for each group: what every chart of the house is drawn from.

Numbers only; `advisory/chart.html` draws them, and the style sheet says how they look. The table stands
beside it, so the drawing is named and described but not read out bar by bar.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 24, 32
STEPS = (1, 2, 5)
# With more groups than this the numbers over the bars would run into each other.
NUMBERED_GROUPS = 9
NAMED_GROUPS = 14


@dataclass(frozen=True, slots=True)
class Group:
    """What stands side by side at one place of the axis: a value a series, None for no bar, and as shown."""

    name: str
    values: tuple[int | None, ...]
    numbers: tuple[str, ...]
    # Drawn with a dashed outline; the chart's legend says why.
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    series: int
    dashed: bool
    number: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def over(self) -> int:
        return self.y - 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place: a name under its bars, a number beside its line."""

    at: int
    text: str


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
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def drawn(
    groups: Sequence[Group],
    *,
    title: str,
    description: str,
    legend: Sequence[str],
    dashed: str,
    number: Callable[[int], str] = str,
) -> Chart | None:
    """The chart of these groups; None when no bar would have a height. `number` writes the scale's."""
    values = [value or 0 for group in groups for value in group.values]
    if not any(values):
        return None
    top, step = _scale(max(values))
    bars = tuple(_bars(groups, len(legend), top))
    return Chart(
        title=title,
        description=description,
        legend=tuple(legend),
        dashed=dashed if any(bar.dashed for bar in bars) else "",
        bars=bars,
        names=_names(groups),
        lines=tuple(Mark(_y(value, top), number(value)) for value in range(0, top + 1, step)),
        numbered=len(groups) <= NUMBERED_GROUPS,
    )


def _bars(groups: Sequence[Group], series: int, top: int) -> Iterator[Bar]:
    """The bars of each group side by side; a place without a value has none."""
    width = min(56, (WIDTH - LEFT - RIGHT) // len(groups) * 4 // 5 // series)
    for place, group in enumerate(groups):
        start = _middle(place, len(groups)) - width * series // 2
        for one, (value, number) in enumerate(zip(group.values, group.numbers, strict=True)):
            if value is None:
                continue
            y = _y(value, top)
            yield Bar(
                x=start + one * width,
                y=y,
                width=width - 2,
                height=HEIGHT - BOTTOM - y,
                series=one,
                dashed=group.dashed,
                number=number,
            )


def _names(groups: Sequence[Group]) -> tuple[Mark, ...]:
    """The names under their bars; of many only every second, third …, the last one always."""
    every = -(-len(groups) // NAMED_GROUPS)
    return tuple(
        Mark(_middle(place, len(groups)), group.name)
        for place, group in enumerate(groups)
        if (len(groups) - 1 - place) % every == 0
    )


def _scale(most: int) -> tuple[int, int]:
    """The top of the scale and the distance of its lines: round numbers, at most six lines."""
    power = 1
    while True:
        for step in STEPS:
            distance = step * power
            if distance * 5 >= most:
                return -(-most // distance) * distance, distance
        power *= 10


def _middle(place: int, groups: int) -> int:
    return LEFT + (2 * place + 1) * (WIDTH - LEFT - RIGHT) // (2 * groups)


def _y(value: int, top: int) -> int:
    return HEIGHT - BOTTOM - value * (HEIGHT - BOTTOM - TOP) // top
