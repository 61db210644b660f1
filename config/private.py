"""Who may read a file that holds a secret. Without Django, for the key service asks it too."""

import os
import stat
from pathlib import Path


def is_private(path: Path) -> bool:
    """Whether nobody but the owner may read the file. Raises OSError when it is not there.

    Newer versions of systemd let a service read its credential through an access list, and that
    shows as a right of the group on a file in a folder that no group may enter.
    """
    allowed = 0o740 if is_credential(path) else 0o700
    return not stat.S_IMODE(path.stat().st_mode) & ~allowed


def is_credential(path: Path) -> bool:
    """Whether systemd handed this file to the service: a copy in memory, not to be written."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return bool(folder) and path.parent == Path(str(folder))
