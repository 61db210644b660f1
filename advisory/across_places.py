"""Where things lie in a drawing of lying bars: names at the left, for each bar the height of its number.

How wide a word becomes is estimated on the safe side, since nothing here sees the font.
"""

from collections.abc import Iterator

from advisory.chart_places import WIDTH

# Names end at `LEFT`; the numbers at the end of the longest bars need the room at the right.
LEFT, RIGHT, TOP, BOTTOM = 232, 64, 28, 8
# One bar and its number, one line of a name, and what lies between two rows.
PITCH, THICK, LINE, GAP = 14, 10, 15, 10
# Lines of a name; what does not fit is shortened, for the whole name stands in the table.
MOST_LINES = 3
NAME_WIDTH = LEFT - 16
NARROW, WIDE = set("iljtfrI.,:;'’()/-–| "), set("mwMWÆæœ@%…")
SHORTENED = "…"


def height_of(series: int, lines: int) -> int:
    """How high the row of so many bars and so many lines of its name is, without what lies below it."""
    return max(series * PITCH, lines * LINE)


def length_of(value: int, top: int) -> int:
    """How long the bar of a value is where the scale ends at `top`."""
    return value * (WIDTH - LEFT - RIGHT) // top


def width_of(text: str) -> int:
    """The most that a text takes at the size of a chart's words, in units of the drawing."""
    return sum(_width(letter) for letter in text)


def wrapped(name: str) -> tuple[str, ...]:
    """A name as lines that fit at the left of the bars, the last one shortened where they are too many."""
    lines = list(_lines(name))
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])]
    return tuple(_shortened(line) for line in lines)


def _width(letter: str) -> int:
    if letter in NARROW:
        return 5
    return 12 if letter in WIDE else 10 if letter.isupper() else 8


def _lines(name: str) -> Iterator[str]:
    line = ""
    for word in name.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer) > NAME_WIDTH:
            yield line
            longer = word
        line = longer
    yield line


def _shortened(line: str) -> str:
    if width_of(line) <= NAME_WIDTH:
        return line
    while width_of(line + SHORTENED) > NAME_WIDTH:
        line = line[:-1]
    return line.rstrip() + SHORTENED
