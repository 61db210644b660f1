"""What gunicorn itself says: nothing of who it is, and no word of a request that it could not read.

It has no setting for either. Called by its configuration, before the workers are made.
"""

from collections.abc import Callable
from typing import Any

from gunicorn import util
from gunicorn.http import wsgi

from config.headers import HEADERS, UNKEPT

# In all languages, for nothing is known of whoever sent it. The web server in front says the same of what it
# answers itself (deploy/proxy/nginx.conf).
PAGE = (
    "<!doctype html><html lang='nb'><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'><title>Fritt valg</title>"
    "<h1>Dette kunne ikke besvares</h1>"
    "<p>Gå tilbake i nettleseren: det du skrev, står der fortsatt. Prøv igjen om et minutt. "
    "Er noen i fare nå? Ring politiet på 112.</p>"
    "<p lang='nn'>Dette kunne ikkje svarast på. Gå tilbake i nettlesaren: det du skreiv, står der framleis. "
    "Prøv igjen om eit minutt. Er nokon i fare no? Ring politiet på 112.</p>"
    "<p lang='en'>This could not be answered. Go back in the browser: what you typed is still there. "
    "Try again in a minute. Is somebody in danger now? Call the police on 112.</p>"
    "<p><a href='/'>Fritt valg</a></p></html>"
)


def say_little() -> None:
    """From here on answers name no server, and gunicorn's own are of our policy and repeat nothing."""
    wsgi.Response.default_headers = _nameless(wsgi.Response.default_headers)
    util.write_error = _refuse


def _nameless(plain: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
    def headers(response: Any) -> list[str]:
        return [line for line in plain(response) if not line.startswith("Server:")]

    return headers


def _refuse(sock: Any, status: int, reason: str, _message: str) -> None:
    """In place of a page that quotes the request line. `reason` is gunicorn's own word for the status."""
    page = PAGE.encode()
    told = {
        **HEADERS,
        "Cache-Control": UNKEPT,
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(page)),
    }
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    util.write_nonblock(sock, "\r\n".join(lines).encode("ascii") + page)
