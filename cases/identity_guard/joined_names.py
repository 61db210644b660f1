"""Words of one name that stand beside each other are one finding: "Amina bint Yusuf", "Khan, Fatima"."""

from collections.abc import Iterator

from cases.identity_guard.findings import Mark
from cases.identity_guard.words import words

PARTICLES = words("al el ul ur ad bin bint ibn abu umm van von de der da di dos den til")


def joined(text: str, found: list[Mark]) -> Iterator[Mark]:
    """Names that stand beside each other are one finding."""
    last: Mark | None = None
    for mark in sorted(found, key=lambda one: (one.start, one.end)):
        if last is not None and (mark.start <= last.end or _parts_of_one(text[last.end : mark.start])):
            neutral = last.neutral if last.neutral is not None else mark.neutral
            last = Mark("name", last.start, max(last.end, mark.end), neutral=neutral)
        else:
            if last is not None:
                yield last
            last = mark
    if last is not None:
        yield last


def _parts_of_one(gap: str) -> bool:
    return (
        len(gap) <= 8
        and gap.strip(" -.").lower() in ("", *PARTICLES)
        and "\n" not in gap
        and ". " not in gap
        and gap.strip() != "."
    )
