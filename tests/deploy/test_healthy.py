"""The container's own check: one that answers is well, also while a job elsewhere is silent or it is shut."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.architecture.source import ROOT

SCRIPT = ROOT / "deploy" / "container" / "healthy.py"


class Answer(BaseHTTPRequestHandler):
    status, body = 200, b""

    def do_GET(self) -> None:
        well = (self.path, self.headers["Host"]) == ("/helse/klar", "sak.example.no")
        self.send_response(self.status if well else 404)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "is_well"),
    [
        (200, b'{"ready": true}', True),
        (503, b'{"ready": false, "jobs": "silent"}', True),
        (503, b'{"ready": false, "maintenance": true}', True),
        (503, b'{"ready": false}', False),
        (503, b'{"ready": false, "keyring": "unavailable"}', False),
        (502, b"<html>", False),
    ],
)
def test_what_it_takes_for_well(port: int, status: int, body: bytes, is_well: bool) -> None:
    Answer.status, Answer.body = status, body
    code = SCRIPT.read_text().replace('"127.0.0.1", 8000', f'"127.0.0.1", {port}')
    done = subprocess.run(
        [sys.executable, "-c", code], env={"FRITTVALG_HOSTS": "sak.example.no,b"}, check=False
    )
    assert (done.returncode == 0) is is_well
