"""Who did it: the one value that every trail entry must be given."""

import uuid
from dataclasses import dataclass

# The chain of everything that belongs to no case and no account: set-up, jobs, the register.
HOUSE = uuid.UUID("00000000-0000-4000-8000-000000000000")
# Strangers have a chain of their own: what anybody can have written must not hold up the house's.
ANONYMOUS = uuid.UUID("00000000-0000-4000-8000-000000000001")

# The chain of the decisions on how long cases are kept: its revision says how many there are.
RETENTION = uuid.UUID("00000000-0000-4000-8000-000000000002")
# The chain of the versions of the rules of routing: its revision says how many there are.
ROUTING = uuid.UUID("00000000-0000-4000-8000-000000000003")
# The chain of the editions of the statistics and their steps: its revision says how many there are.
EDITIONS = uuid.UUID("00000000-0000-4000-8000-000000000007")
# The chain of the team's library: its revision says how often its advice was written and changed.
LIBRARY = uuid.UUID("00000000-0000-4000-8000-00000000000b")
# The chain of the packed columns that are counted: its revision says how often they were made.
SEGMENTS = uuid.UUID("00000000-0000-4000-8000-000000000008")


@dataclass(frozen=True, slots=True)
class Actor:
    """An account's id, ANONYMOUS, or HOUSE with the name of a job; the request it happened in, and
    where that came from, sealed by the layer above.
    """

    id: uuid.UUID
    job: str = ""
    request: uuid.UUID | None = None
    origin: bytes | None = None


def job(name: str) -> Actor:
    """The actor of work that no person started by hand in a browser."""
    return Actor(id=HOUSE, job=name)
