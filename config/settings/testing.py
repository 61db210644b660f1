"""The suite: its own throw-away keys, a quick hasher, no network, everything else as in production."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="frittvalg-tests-"))
os.environ.setdefault("FRITTVALG_HOME", str(_scratch))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)

from config.keyring import FileKeyring  # noqa: E402
from config.settings.base import *  # noqa: E402
from config.settings.base import DATABASES  # noqa: E402

SECRET_KEY = "only-for-the-suite-" + "0" * 40
FileKeyring.create(_scratch / "suite" / "keyring")
KEYRING = FileKeyring(_scratch / "suite" / "keyring")
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each process of the suite is a machine of its own: workers beside each other share FRITTVALG_HOME.
HASHING_FOLDER = _scratch / "hashing"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as everywhere else: a database in memory has other locks, and no write-ahead log to look into.
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}
