"""A core dump of a worker that opened no case holds nothing of any; what one that did holds is known."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.factories import code_now
from tests.security.leavings import Leavings, environment
from tests.security.traces import new_token, traces
from tests.security.worker import Worker, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read by way of /proc"),
]
# In memory nothing is packed but what was about to leave: the search goes one layer deep.
DEEP = 1
# Of the reader herself.
OWN = {"account name", "e-mail", "password", "post name"}


class Browser:
    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, text

    def sign_in(self, email: str, password: str) -> None:
        self.send("/konto/logg-inn", login=email, password=password)
        # A step ahead: the day itself may have used up the code of now.
        self.send("/konto/logg-inn/bekreft", code=code_now(steps=1))

    def send(self, path: str, **values: str) -> None:
        """Send a form as its page would."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", path)[1])
        assert found, path
        body = urlencode({**values, "csrfmiddlewaretoken": found[1]}).encode()
        assert self.ask("POST", path, body)[0] == 302


@pytest.fixture
def worker(on_sqlite: Leavings, tmp_path: Path) -> Iterator[tuple[Worker, str]]:
    """A fresh one on the day's own database and keys, and a word that it must be found to hold."""
    control = new_token()
    env = {**environment(on_sqlite.home.parent), "CONTROL": control}
    with serving(env, tmp_path / "log") as made:
        yield made, control


def known(left: Leavings) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((left.home.parent / "known.json").read_text())
    return found


def test_a_worker_without_an_open_case_holds_nothing_of_one(
    worker: tuple[Worker, str], on_sqlite: Leavings
) -> None:
    made, control = worker
    browser = Browser(made.port)
    assert browser.ask("GET", "/konto/logg-inn")[0] == 200
    browser.sign_in(**known(on_sqlite)["counter"])
    assert browser.ask("GET", "/statistikk/2026/")[0] == 200
    memory = made.memory()
    assert len(memory) > 20 << 20
    found = traces(memory, {**on_sqlite.tokens, "control": control}, DEEP)
    assert {spot for spot, _name in found} == {"control"}


def test_what_a_worker_keeps_of_a_case_it_showed_is_known(
    worker: tuple[Worker, str], on_sqlite: Leavings, record_property: Callable[[str, object], None]
) -> None:
    """Python does not wipe what it frees, so some is left: hence no core dumps, no swap, and workers that
    are replaced. What is left is of this reader and of this case alone."""
    made, _control = worker
    told = known(on_sqlite)
    browser = Browser(made.port)
    browser.sign_in(**told["adviser"])
    status, page = browser.ask("GET", str(told["case"]))
    assert status == 200
    assert on_sqlite.tokens["changed narrative"] in page
    browser.send("/konto/logg-ut")
    for _ in range(20):
        assert Browser(made.port).ask("GET", "/konto/logg-inn")[0] == 200
    left = {spot for spot, _name in traces(made.memory(), on_sqlite.tokens, DEEP)}
    record_property("left in memory", sorted(left))
    # The words of the rules are the house's: they were asked whom the case is for.
    assert left <= OWN | {"changed narrative", "own name", "safe contact", "assessment", "reason of rules"}
