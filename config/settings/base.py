"""All settings that do not differ between places. No secret has a value here."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from audit.witness import FileWitness, SyslogWitness, Witness
from config import env
from config.keyring.choice import chosen
from config.settings.guessing import *
from config.settings.reporting import *

CHECKOUT = env.CHECKOUT
HOME = env.home()

DEBUG = False
# Set by the production settings alone; checks compare the rest with it.
IS_PRODUCTION = False
# Demo mode adds a page that signs anybody in as a made-up account; a check refuses it in production.
DEMO = False
SECRET_KEY_FILE = env.secret_path("FRITTVALG_SECRET_KEY", "secret_key", HOME / "secret_key")
KEYRING = chosen(HOME)

# Whether timers run jobs here, so that one that is silent makes the installation unready.
JOBS_EXPECTED = False

# How long a backup is kept at most; a key epoch that everybody has left is destroyed after that.
BACKUP_WINDOW_DAYS = env.read_number("FRITTVALG_BACKUP_WINDOW_DAYS", 35)

# Where signed checkpoints of the trail go: a file, best on another volume, and the system log's socket.
WITNESSES: list[Witness] = [
    FileWitness(Path(env.read_text("FRITTVALG_WITNESS_FILE", str(HOME / "witness" / "checkpoints"))))
]
if env.read_text("FRITTVALG_WITNESS_SYSLOG", ""):
    WITNESSES.append(SyslogWitness(env.read_text("FRITTVALG_WITNESS_SYSLOG", "")))

ALLOWED_HOSTS = env.read_list("FRITTVALG_HOSTS")
# Where the links in letters lead.
SITE_ADDRESS = "http://127.0.0.1:8000"
# How many proxies of our own stand in front; only that many forwarded addresses are believed.
TRUSTED_PROXIES = env.read_number("FRITTVALG_TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "cases.apps.CasesConfig",
    "advisory.apps.AdvisoryConfig",
    "audit.apps.AuditConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "auditlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
]

MIDDLEWARE = [
    "advisory.middleware.RequestIdMiddleware",
    "config.middleware.SecurityHeadersMiddleware",
    "config.limits.LimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Behind the static files, which its page needs, and before all that asks the database.
    "config.middleware.MaintenanceMiddleware",
    "config.packing.PackedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "advisory.left.LeftMiddleware",
    "config.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "advisory.devices.DeviceMiddleware",
    "advisory.register.RegisterMiddleware",
    "advisory.middleware.AccessMiddleware",
    "advisory.answers.AnswersMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, so that it sees the outcome of a log-in before anything else answers.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

DATABASES = {"default": env.read_database(env.database_url(), HOME / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Nothing is kept between requests outside the database: each worker would have a memory of its own,
# and what is read from a case must not outlive the answer.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "config.forms.HouseRenderer"

# --- who may sign in -------------------------------------------------------------------------
AUTH_USER_MODEL = "advisory.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "advisory.sign_in.LookupBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "advisory.passwords.LongEnough"},
    {"NAME": "advisory.passwords.HardToGuess"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "advisory.sign_in.AccountAdapter"
ACCOUNT_FORMS = {"login": "advisory.forms.sign_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# allauth must never copy an address into its own clear-text table.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Throttling is axes' work (below); allauth's own limits count by address alone and would lock
# out a whole school behind one proxy.
ACCOUNT_RATE_LIMITS = False

# A second factor for everybody, kept in a sealed table of our own (decision 0009): allauth's stays empty.
MFA_ADAPTER = "advisory.factors.adapter.FactorAdapter"
MFA_TOTP_ISSUER = "Fritt valg"
# No browser is trusted to go without.
MFA_TRUST_ENABLED = False

ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_GET_INIT_ANONYMOUS_USER = None

AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_INCLUDE_ALL_MODELS = False

SESSION_ENGINE = "advisory.sessions"
SESSION_COOKIE_AGE = env.read_number("FRITTVALG_SESSION_HOURS", 8) * 60 * 60
SESSION_IDLE_AGE = env.read_number("FRITTVALG_SESSION_IDLE_MINUTES", 30) * 60
# Where the quick way out leads: a page that anybody may have open. A screen that nobody touches is covered
# after so many seconds.
LEAVE_TO = env.read_text("FRITTVALG_LEAVE_TO", "https://www.yr.no/")
COVER_AFTER = env.read_number("FRITTVALG_COVER_MINUTES", 3) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Gone with the browser, like the session: nothing stays on a shared machine.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
# Not no-referrer: browsers then send forms with the origin "null", and the token check refuses them.
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_HANDLERS = ["config.uploads.NoFiles"]

# --- language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Norwegian bokmål")), ("nn", _("Norwegian nynorsk")), ("en", _("English"))]
LOCALE_PATHS = [CHECKOUT / "config" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_NAME = "language"
# Left by the quick way out until the server has heard of it, and for a while after that (advisory/left.py).
LEFT_COOKIE_NAME, AWAY_COOKIE_NAME = "left", "away"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"  # stored in UTC; a statistic's day is the calendar day in Oslo

# --- files -----------------------------------------------------------------------------------
STATIC_URL = "static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [
    ("inter", CHECKOUT / "node_modules" / "@fontsource-variable" / "inter" / "files"),
]

# It asks for guardian's backend, and user.has_perm() would be a door beside cases/access.py.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
