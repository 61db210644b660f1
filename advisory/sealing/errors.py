"""What can go wrong with a sealed value. Messages name a place, never a content."""


class SealError(Exception):
    """A sealed value does not open: altered, moved, cut, or sealed with another key."""


class NotHandedOut(Exception):  # noqa: N818  (reads as the sentence it is)
    """A sealed value was asked for on a row that did not come through its door."""


class UnregisteredSeal(Exception):  # noqa: N818
    """A sealed field stands in no registry entry, or a lookup was tried on one."""
