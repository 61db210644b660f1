"""How gunicorn serves the application, under systemd and in the container alike.

No log line holds what somebody typed, a path, a query string or an address: config/logs.py prints the
method, the route and the status of an answer and the templates of messages. The trail says the rest.
"""

import os
from contextlib import suppress
from pathlib import Path

from config.logs import line_formatter
from config.process import close_process

# In the master, before anything is loaded; the workers inherit it.
close_process()

chdir = str(Path(__file__).resolve().parent.parent)
wsgi_app = "config.wsgi:application"
proc_name = "frittvalg"

# Under systemd the socket of frittvalg.socket is used instead, whatever stands here.
bind = [os.environ.get("FRITTVALG_BIND", "127.0.0.1:8000")]
workers = int(os.environ.get("FRITTVALG_WORKERS") or min(2 * (os.cpu_count() or 1) + 1, 9))
# One request at a time in a process: what one adviser reads is never in reach of another's error.
worker_class = "sync"
timeout = 60
graceful_timeout = 30
# What a case left in memory does not stay there for months.
max_requests = 2000
max_requests_jitter = 200
# What is no request at all stops here; config/limits.py is narrower and answers with a page. The web server
# in front passes on no longer line than these (deploy/proxy/nginx.conf).
limit_request_line = 8190
limit_request_field_size = 8190
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  (gunicorn's heartbeat)
umask = 0o077
control_socket_disable = True

# Who the client is and whether she came by https is decided in one place, the settings
# (FRITTVALG_TRUSTED_PROXIES); gunicorn itself believes no header.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}


def post_worker_init(worker: object) -> None:
    """Once the settings are there: answers say nothing of the server that made them, and the first text that
    is checked does not wait for the words of the identity guard.
    """
    from cases.identity_guard import GuardBroken, check
    from config.serving import say_little

    say_little()
    # A guard that does not work is told on the pages; the others go on.
    with suppress(GuardBroken):
        check("Klar.")


accesslog = "-"
# What config/logs.py takes of a line; the path is turned into its route there.
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"

logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": line_formatter}},
    "handlers": {
        "lines": {
            "class": "logging.StreamHandler",
            "formatter": "lines",
            "stream": "ext://sys.stdout",
        }
    },
    "root": {"level": "INFO", "handlers": ["lines"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["lines"], "propagate": False},
        "gunicorn.access": {"level": "INFO", "handlers": ["lines"], "propagate": False},
    },
}
