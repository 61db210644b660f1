"""What was found in a text, quoted back as a page does: a little of what stands around, in whole words."""

from dataclasses import dataclass

from django.utils.functional import Promise

from cases.identity_guard import Finding, label_of

# Signs shown before and after what was found.
AROUND = 24


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the page quotes it back, between a little of what stands around it."""

    before: str
    words: str
    after: str
    label: Promise
    certain: bool
    neutral: str
    # Value of the button that puts the neutral word.
    place: str
    # Where the words stand in the text, as browsers count.
    start: int
    end: int


def found_in(text: str, findings: tuple[Finding, ...]) -> list[Found]:
    return [
        Found(
            before=before(text, one.start),
            words=text[one.start : one.end],
            after=after(text, one.end),
            label=label_of(one.kind),
            certain=one.certain,
            neutral=one.neutral,
            place=f"{one.start}-{one.end}",
            start=_units(text[: one.start]),
            end=_units(text[: one.end]),
        )
        for one in findings
    ]


def before(text: str, place: int) -> str:
    """What stands before a place, from the beginning of a word on."""
    shown = text[max(0, place - AROUND) : place]
    if place <= AROUND:
        return shown
    if not text[place - AROUND - 1].isspace():
        _part, blank, whole = shown.partition(" ")
        shown = whole if blank else shown
    return "… " + shown.lstrip()


def after(text: str, place: int) -> str:
    """What stands behind a place, to the end of a word."""
    shown = text[place : place + AROUND]
    if len(text) <= place + AROUND:
        return shown
    if not text[place + AROUND].isspace():
        whole, blank, _part = shown.rpartition(" ")
        shown = whole if blank else shown
    return shown.rstrip() + " …"


def _units(text: str) -> int:
    """Its length as browsers count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
