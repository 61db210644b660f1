"""The buttons that change the page and save nothing: one more person, one person less."""

from cases.forms.persons import with_one_more, without
from cases.forms.topics import Typed

ADD, REMOVE = "add-person", "remove-person-"


def after_step(typed: Typed, step: str) -> tuple[Typed, str] | None:
    """What is typed after the step, and the id of the element to go on at; None for any other button."""
    if step == ADD:
        added = with_one_more(typed)
        return added, f"person-{added['persons']}"
    if step.startswith(REMOVE):
        number = step.removeprefix(REMOVE)
        return without(
            typed, int(number) if number.isascii() and number.isdigit() and len(number) < 3 else 0
        ), "persons"
    return None
