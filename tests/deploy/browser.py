"""What stands in front of gunicorn in a test: the reverse proxy's headers and a browser's cookies."""

import re
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "sak.example.no"


@dataclass
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Speaks to gunicorn as the reverse proxy does for a browser with cookies and no memory else."""

    def __init__(self, port: int, *, proxied: bool = True) -> None:
        self.port, self.proxied = port, proxied
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        return self._ask(method, path, body, headers)

    def post(self, path: str, values: dict[str, str], *, page: str = "") -> Answer:
        """Send a form the way its page would (`page`, or the address itself), with the token it holds."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page or path).text)
        assert found, f"no form on {page or path}"
        body = urlencode({**values, "csrfmiddlewaretoken": found[1]}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        return self._ask("POST", path, body, kind)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        sent = {"Host": HOST, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.proxied:
            sent |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, sent | headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer
