"""What is said of errors and of work, and by whom: log lines of the code's own words, reports of frames."""

DEFAULT_EXCEPTION_REPORTER = "config.reports.FramesReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.reports.NothingFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "config.logs.line_formatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "lines"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Takes Django's own handlers away: raw lines while debugging, and mail to administrators.
        "django": {"level": "INFO", "handlers": []},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # They tell each page that is laid out, and what of a style sheet or font is not used.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        # SQL carries what is written; it is never logged, whatever the level asked for.
        "django.db.backends": {"level": "INFO"},
    },
}
