"""A developer's machine and the first look at the product: demo mode, plain http on localhost."""

from config import env
from config.settings.base import *
from config.settings.base import HOME, SECRET_KEY_FILE

DEBUG = env.read_flag("FRITTVALG_DEBUG", False)
DEMO = True
SECRET_KEY = env.read_secret("FRITTVALG_SECRET_KEY", SECRET_KEY_FILE) if SECRET_KEY_FILE.exists() else ""
# For the links in letters: the port dev.py answers on, and a name, for browsers make no passkey for a number.
SITE_ADDRESS = f"http://localhost:{env.read_number('FRITTVALG_PORT', 8000)}"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
WHITENOISE_USE_FINDERS = True
