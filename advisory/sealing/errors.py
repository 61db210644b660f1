"""What can go wrong with a sealed value. Messages name a place, never a content."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisory.sealing.cipher import Place


class SealError(Exception):
    """A sealed value does not open: altered, moved, cut, or sealed with another key.

    `place` says which one, where that is known; the trail's entry names it.
    """

    def __init__(self, message: str = "", *, place: "Place | None" = None) -> None:
        super().__init__(message)
        self.place = place


@contextmanager
def opening(place: "Place") -> Iterator[None]:
    """Gives a SealError from within this place, unless it names one already."""
    try:
        yield
    except SealError as error:
        error.place = error.place or place
        raise


class NotHandedOut(Exception):
    """A sealed value was asked for on a row that did not come through its door."""


class UnregisteredSeal(Exception):
    """A sealed field stands in no registry entry, stands there under another lock, or has no codec."""


class Unchecked(Exception):
    """A text was to be sealed that came by no gate."""
