"""Whether this installation is shut while somebody works on it: a file in its folder says so, no database.

`manage.py maintenance` writes the file and takes it away; while it is there, config/middleware.py lets nobody
in.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

# When to come again where nobody said when it is over or where that has passed, and when at the latest: who
# said too late a time by mistake is asked again before.
COME_AGAIN, LATEST = timedelta(minutes=10), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shut:
    """`until`: when it is expected to be over; None where nobody said, or what was said cannot be read."""

    until: datetime | None

    def told(self, now: datetime) -> datetime | None:
        """When it is over, while that is still to come."""
        return self.until if self.until and self.until > now else None

    def come_again(self, now: datetime) -> int:
        """In so many seconds."""
        until = self.told(now)
        return int((min(until - now, LATEST) if until else COME_AGAIN).total_seconds()) or 1


def shut() -> Shut | None:
    """How it is shut, and None where it is open. A file that cannot be read shuts it too."""
    try:
        said = _file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return Shut(None)
    try:
        until = datetime.fromisoformat(said)
    except ValueError:
        return Shut(None)
    return Shut(until if timezone.is_aware(until) else None)


def shut_until(until: datetime | None) -> None:
    """From the next request on, for every process; what was said before counts no more. Raises OSError."""
    file = _file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Put in place whole: a process that reads meanwhile finds the old one or the new one.
    new = file.with_name(f"{file.name}.new")
    new.write_text(until.isoformat() if until else "", encoding="ascii")
    os.replace(new, file)


def open_again() -> bool:
    """Whether it was shut. Raises OSError."""
    try:
        _file().unlink()
    except FileNotFoundError:
        return False
    return True


def _file() -> Path:
    return Path(settings.HOME) / "maintenance"
