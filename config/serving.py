"""What gunicorn itself says: nothing of who it is, and no word of a request that it could not read.

It has no setting for either. Called by its configuration, before the workers are made.
"""

from collections.abc import Callable
from typing import Any

from gunicorn import util
from gunicorn.http import wsgi

from config.headers import HEADERS, UNKEPT

PAGE = "This could not be answered.\n"


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
    told = {
        **HEADERS,
        "Cache-Control": UNKEPT,
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(PAGE)),
    }
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in told.items()), "", PAGE]
    util.write_nonblock(sock, "\r\n".join(lines).encode("ascii"))
