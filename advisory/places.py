"""Where the next page of the trail begins, as an address names it: a time, a chain and a number."""

import uuid
from datetime import UTC, datetime

from audit.review import Place

TIME = "%Y%m%dT%H%M%S.%fZ"
# What the column of an entry's number holds.
MOST = 2**63 - 1


def place_text(place: Place | None) -> str:
    if place is None:
        return ""
    at, chain, number = place
    return f"{at.astimezone(UTC).strftime(TIME)}_{chain}_{number}"


def place_from(text: str) -> Place | None:
    """The place an address names; None, hence the first page, when it names none."""
    parts = text.split("_")
    if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdigit()) or len(parts[2]) > 19:
        return None
    try:
        at = datetime.strptime(parts[0], TIME).replace(tzinfo=UTC)
        return at, uuid.UUID(parts[1]), min(int(parts[2]), MOST)
    except ValueError:
        return None
