"""A real installation. Everything is refused that would be convenient and unsafe.

deploy/README.md lists what the operator sets. A missing value stops the start with a sentence that
says what to set; config/checks.py refuses the combinations that no single value shows.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *
from config.settings.base import CHECKOUT, DATABASES, SECRET_KEY_FILE, TRUSTED_PROXIES

IS_PRODUCTION = True
JOBS_EXPECTED = True
SECRET_KEY = env.read_secret("FRITTVALG_SECRET_KEY", SECRET_KEY_FILE)

# Full names only: a pattern would let a forged Host header into links and redirects.
ALLOWED_HOSTS = env.required_list("FRITTVALG_HOSTS", "sak.example.no")
if any(host.startswith((".", "*")) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "FRITTVALG_HOSTS must hold full host names, without * and without a leading dot."
    )
# No default: believing headers that no proxy of ours has set opens the throttle and the redirect to https.
env.required_list("FRITTVALG_TRUSTED_PROXIES", "1")

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # A connection that the database has closed meanwhile is opened again instead of failing a save.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

SECURE_SSL_REDIRECT = True
# Only the proxy in front may say that the browser came by https; without one nobody may.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^helse/"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
DEVICE_COOKIE_SECURE = True
DEVICE_COOKIE_NAME = "__Host-device"
LEFT_COOKIE_NAME = "__Host-left"
AWAY_COOKIE_NAME = "__Host-away"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"

# Where the links in letters lead.
SITE_ADDRESS = f"https://{ALLOWED_HOSTS[0]}"
# Without an address letters are kept until there is one: none leaves through a mail server that happens to
# run here.
MAIL = env.read_mail("FRITTVALG_MAIL_URL", domain=ALLOWED_HOSTS[0])
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.tls, MAIL.starttls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL.sender

# Beside the code and owned as the code is, so that the running process cannot change its own scripts.
STATIC_ROOT = Path(env.read_text("FRITTVALG_STATIC_ROOT", str(CHECKOUT / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
