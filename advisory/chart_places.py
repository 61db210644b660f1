"""Where things lie in a drawing: its measures in units of its own, and a scale of round numbers."""

from dataclasses import dataclass

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 24, 32
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place: a name under its bars, a number beside its line."""

    at: int
    text: str


def scale(most: int) -> tuple[int, int]:
    """The top of the scale and the distance of its lines: round numbers, at most six lines."""
    power = 1
    while True:
        for step in STEPS:
            distance = step * power
            if distance * 5 >= most:
                return -(-most // distance) * distance, distance
        power *= 10


def middle_of(place: int, groups: int) -> int:
    """How far from the left the middle of this one of so many groups lies."""
    return LEFT + (2 * place + 1) * (WIDTH - LEFT - RIGHT) // (2 * groups)


def height_at(value: int, top: int, height: int) -> int:
    """How far from above a value lies in a drawing of this height whose scale ends at `top`."""
    return height - BOTTOM - value * (height - BOTTOM - TOP) // top
