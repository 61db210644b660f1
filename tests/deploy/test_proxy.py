"""The web server in front answers by the application's policy, and its limits and gunicorn's fit together."""

import json
import re
from typing import Any

import pytest
from django.conf import settings

from config import limits
from config.headers import HEADERS
from config.serving import PAGE
from tests.config.test_process import dying
from tests.deploy.installation import DEPLOY
from tests.headers import POLICY, PRODUCTION, UNKEPT

NGINX = (DEPLOY / "proxy" / "nginx.conf").read_text()


def value_of(directive: str) -> str:
    found = re.findall(rf"^\s*{directive} (.+);$", NGINX, flags=re.MULTILINE)
    assert len(found) == 1, (directive, found)
    return str(found[0])


def bytes_of(directive: str) -> int:
    number, unit = re.fullmatch(r"(?:\d+ )?(\d+)(k?)", value_of(directive)).groups()  # type: ignore[union-attr]
    return int(number) * (1024 if unit else 1)


@pytest.fixture(scope="module")
def gunicorn() -> dict[str, Any]:
    done = dying(
        "import json, runpy\n"
        "said = runpy.run_path('deploy/gunicorn.conf.py')\n"
        "print(json.dumps({name: value for name, value in said.items() if type(value) is int}))"
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_what_the_proxy_answers_itself_carries_the_policy() -> None:
    said = dict(re.findall(r'^\s*add_header (\S+) "([^"]+)" always;$', NGINX, flags=re.MULTILINE))
    assert said == {**HEADERS, **UNKEPT, **PRODUCTION}
    assert said == {**POLICY, **UNKEPT, **PRODUCTION}
    assert {"413", "414", "429", "502", "504"} <= set(value_of("error_page").split())
    assert NGINX.count("add_header") == len(said), "another place with add_header inherits none of these"


def test_the_proxy_and_gunicorn_say_the_same_in_every_language() -> None:
    assert f'return 200 "{PAGE}";' in NGINX
    assert '"' not in PAGE, "it ends the text in the proxy's file"
    assert "$" not in PAGE
    for language in ("nb", "nn", "en"):
        assert f"lang='{language}'" in PAGE


def test_too_much_is_told_by_the_application_and_stopped_before_it() -> None:
    assert bytes_of("client_max_body_size") > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    # What is drained so that its page arrives is at least what the proxy lets through.
    assert bytes_of("client_max_body_size") <= limits.DRAINED
    # Never to a file.
    assert bytes_of("client_body_buffer_size") >= bytes_of("client_max_body_size")


def test_a_long_address_is_told_by_the_application_and_stopped_before_it(gunicorn: dict[str, Any]) -> None:
    line = bytes_of("large_client_header_buffers")
    assert gunicorn["limit_request_line"] > limits.ADDRESS_LENGTH
    assert line - len("\r\n") <= gunicorn["limit_request_line"]
    assert line - len("\r\n") <= gunicorn["limit_request_field_size"]


def test_whoever_is_slow_is_let_go_before_a_worker_is(gunicorn: dict[str, Any]) -> None:
    for directive in ("client_body_timeout", "client_header_timeout", "send_timeout"):
        assert int(value_of(directive).rstrip("s")) < gunicorn["timeout"]
    assert gunicorn["timeout"] < int(value_of("proxy_read_timeout").rstrip("s"))
