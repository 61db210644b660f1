"""What production demands of its settings, a question each; production_checks.py says what is wrong."""

from typing import Any

# Settings as Django gives them; a test gives its own.
Settings = Any

YEAR = 365 * 24 * 60 * 60
LEAST_SECRET, LEAST_SIGNS = 40, 16
# In this order: the headers outermost, who may see a page after who she is, the throttle last.
IN_ORDER = (
    "config.middleware.SecurityHeadersMiddleware",
    "config.limits.LimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "advisory.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
)
# Pages that ask no page rule, and tools that show what is in memory.
NEVER_INSTALLED = frozenset(
    {"django.contrib.admin", "debug_toolbar", "django_extensions", "silk", "allauth.headless"}
)
SILENCED = frozenset({"guardian.W001"})


def full_names(s: Settings) -> bool:
    return bool(s.ALLOWED_HOSTS) and not any("*" in host or host.startswith(".") for host in s.ALLOWED_HOSTS)


def strong_secret(s: Settings) -> bool:
    key = str(s.SECRET_KEY)
    return len(key) >= LEAST_SECRET and len(set(key)) >= LEAST_SIGNS and "insecure" not in key


def of_this_host(s: Settings, kind: str) -> bool:
    """The cookie goes over https alone, and no other host can set it."""
    return (
        str(getattr(s, f"{kind}_COOKIE_NAME")).startswith("__Host-")
        and getattr(s, f"{kind}_COOKIE_SECURE") is True
    )


def hardened(s: Settings, kind: str) -> bool:
    """And no script reads it, no other site sends it along; our own code says that of its cookies itself."""
    return (
        of_this_host(s, kind)
        and getattr(s, f"{kind}_COOKIE_DOMAIN") is None
        and getattr(s, f"{kind}_COOKIE_PATH") == "/"
        and getattr(s, f"{kind}_COOKIE_HTTPONLY") is True
        and getattr(s, f"{kind}_COOKIE_SAMESITE") in ("Lax", "Strict")
    )


def https_alone(s: Settings) -> bool:
    return bool(s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS >= YEAR and s.SECURE_HSTS_INCLUDE_SUBDOMAINS)


def only_health_without_https(s: Settings) -> bool:
    return list(s.SECURE_REDIRECT_EXEMPT) == [r"^helse/"]


def believes_declared_proxies(s: Settings) -> bool:
    expected = ("HTTP_X_FORWARDED_PROTO", "https") if s.TRUSTED_PROXIES else None
    believed = s.SECURE_PROXY_SSL_HEADER
    return (
        (tuple(believed) if believed else None) == expected
        and not s.USE_X_FORWARDED_HOST
        and not s.USE_X_FORWARDED_PORT
    )


def middleware_in_order(s: Settings) -> bool:
    places = [s.MIDDLEWARE.index(name) for name in IN_ORDER if name in s.MIDDLEWARE]
    return len(places) == len(IN_ORDER) and places == sorted(places)


def tries_are_counted(s: Settings) -> bool:
    backends = list(s.AUTHENTICATION_BACKENDS)
    parameters = [[one] if isinstance(one, str) else list(one) for one in s.AXES_LOCKOUT_PARAMETERS]
    return (
        getattr(s, "AXES_ENABLED", True) is True
        and backends[:1] == ["axes.backends.AxesStandaloneBackend"]
        and 1 <= s.AXES_FAILURE_LIMIT <= 10
        # By the log-in alone a stranger would lock a colleague out, by the address alone a whole school.
        and all(len(one) > 1 for one in parameters)
        and not s.AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT
        and str(s.AXES_HANDLER).startswith("advisory.")
    )


def nothing_in_clear_about_tries(s: Settings) -> bool:
    ours = (s.AXES_USERNAME_CALLABLE, s.AXES_CLIENT_IP_CALLABLE)
    return s.AXES_DISABLE_ACCESS_LOG is True and all(str(one).startswith("advisory.") for one in ours)


def no_other_way_in(s: Settings) -> bool:
    off = (
        "ACCOUNT_LOGIN_BY_CODE_ENABLED",
        "ACCOUNT_SESSION_REMEMBER",
        "ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION",
        "ACCOUNT_LOGOUT_ON_GET",
        "MFA_TRUST_ENABLED",
        "MFA_PASSKEY_SIGNUP_ENABLED",
    )
    return str(s.ACCOUNT_ADAPTER).startswith("advisory.") and not any(getattr(s, name, False) for name in off)


def slow_hash(s: Settings) -> bool:
    return str(s.PASSWORD_HASHERS[0]).endswith("Argon2PasswordHasher") and not any(
        weak in str(one) for one in s.PASSWORD_HASHERS for weak in ("MD5", "SHA1", "Unsalted")
    )


def short_sealed_sessions(s: Settings) -> bool:
    return (
        s.SESSION_ENGINE == "advisory.sessions"
        and s.SESSION_COOKIE_AGE <= 8 * 60 * 60
        and s.SESSION_EXPIRE_AT_BROWSER_CLOSE is True
        and str(s.MESSAGE_STORAGE).endswith("session.SessionStorage")
    )


def bounded(s: Settings) -> bool:
    return (
        (s.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) in range(1, 1024 * 1024 + 1)
        and (s.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0) in range(1, 2001)
        and list(s.FILE_UPLOAD_HANDLERS) == ["config.uploads.NoFiles"]
    )


def nothing_kept_between(s: Settings) -> bool:
    return all(one["BACKEND"].endswith("DummyCache") for one in s.CACHES.values())


def nothing_told_of_errors(s: Settings) -> bool:
    return (
        s.DEFAULT_EXCEPTION_REPORTER == "config.reports.FramesReporter"
        and s.DEFAULT_EXCEPTION_REPORTER_FILTER == "config.reports.NothingFilter"
        and s.DEBUG_PROPAGATE_EXCEPTIONS is False
    )
