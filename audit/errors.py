"""What the trail raises when it cannot be believed."""


class TrailBroken(Exception):
    """The head of a chain was not written with the key: somebody changed where the chain stands."""


class SummaryBroken(ValueError):
    """A summary of what was trimmed does not open: it was altered, or its key is not here."""
