"""A little of what stands around some words, from whole word to whole word, as a page quotes it back."""

# Signs shown before and after what was found.
AROUND = 24


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
