"""How much is taken, of what kind, in which letters; what is more is refused unread, and said."""

import io
import tracemalloc
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from config import limits
from tests.cases.typing_in import typed
from tests.factories import Member
from tests.security.rows import all_rows, differing

FORM = "application/x-www-form-urlencoded"
MIXED = "multipart/form-data; boundary=x"
MOST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def sent(client: Client, body: bytes, kind: str = FORM, path: str = "/saker/ny/", **told: Any) -> Any:
    return client.generic("POST", path, body, kind, **told)


def part(name: str, value: bytes, *heads: str) -> bytes:
    lines = [f'Content-Disposition: form-data; name="{name}"', *heads]
    return b"--x\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + value + b"\r\n"


class Endless(io.RawIOBase):
    """A body that never ends; counts what is read of it, and in how large pieces."""

    def __init__(self) -> None:
        self.taken, self.largest = 0, 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "read without a bound"
        self.taken, self.largest = self.taken + size, max(self.largest, size)
        return b"a" * size


@pytest.mark.parametrize("length", [str(MOST + 1), "9" * 9, "9" * 30, "9" * 5000], ids=len)
def test_what_is_said_to_be_too_much_is_refused_unread(db: None, length: str) -> None:
    client, body = Client(), Endless()
    # Templates are read once a process.
    assert sent(client, b"a" * (MOST + 1)).status_code == 413
    told = {"CONTENT_LENGTH": length, "wsgi.input": body}
    tracemalloc.start()
    answer = client.generic("POST", "/saker/ny/", b"", FORM, **told)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert answer.status_code == 413
    assert "Ingenting ble lagret" in answer.content.decode() or "Nothing was saved" in answer.content.decode()
    assert body.taken <= limits.DRAINED
    assert body.largest <= limits.PIECE
    assert peak < 4 * 1024 * 1024


def test_as_much_as_is_taken_is_taken(adviser: Member) -> None:
    body = b"narrative=" + b"a" * (MOST - len(b"narrative="))
    assert sent(adviser.client, body).status_code == 200
    assert sent(adviser.client, body + b"a").status_code == 413


@pytest.mark.parametrize("length", ["-1", "+1", "1e3", "0x10", " 1", "1_0", "١", "a"])
def test_a_length_that_is_no_number_is_refused(db: None, length: str) -> None:
    assert sent(Client(), b"a=b", CONTENT_LENGTH=length).status_code == 400


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "application/xml",
        "text/html; charset=utf-8",
        "application/x-www-form-urlencoded-x",
        "multipart/mixed; boundary=x",
        "application/octet-stream",
        "x",
        "",
    ],
)
def test_other_kinds_of_body_are_refused(adviser: Member, kind: str) -> None:
    assert sent(adviser.client, b"a=b").status_code == 200
    assert sent(adviser.client, b'{"kind": "SAK"}', kind).status_code == 415


@pytest.mark.parametrize(
    "charset", ["utf-7", "utf-16", "iso-8859-1", "utf8", "utf-8\\;x", '"utf-16"', "idna"]
)
def test_other_letters_are_refused(adviser: Member, charset: str) -> None:
    for kind in (FORM, MIXED):
        assert sent(adviser.client, b"--x--\r\n", f"{kind}; charset={charset}").status_code == 400


def test_an_address_is_as_long_as_ours_ever_are_and_no_longer(adviser: Member) -> None:
    path = reverse("case_list")
    room = limits.ADDRESS_LENGTH - len(path) - len("after=")
    assert adviser.client.get(path, {"after": "a" * room}).status_code == 200
    assert adviser.client.get(path, {"after": "a" * (room + 1)}).status_code == 414


def test_a_form_has_so_many_fields_and_no_more(adviser: Member) -> None:
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    for number, status in ((most, 200), (most + 1, 400)):
        assert sent(adviser.client, b"&".join(b"a=b" for _one in range(number))).status_code == status
    parts = b"".join(part(f"a{number}", b"b") for number in range(most + 1)) + b"--x--\r\n"
    assert sent(adviser.client, parts, MIXED).status_code == 400


STRANGE: dict[str, tuple[bytes, str]] = {
    "broken letters": (b"narrative=%ff%fe%c3%28&kind=%80", FORM),
    "no letter": (b"narrative=%00&kind=SAK%00", FORM),
    "half a sign": (b"narrative=%", FORM),
    "lone surrogate": (b"narrative=%ed%a0%80", FORM),
    "another charset inside": (b"_charset_=utf-16&narrative=a", FORM),
    "no boundary": (b"--x\r\n", "multipart/form-data"),
    "long boundary": (b"--x\r\n", "multipart/form-data; boundary=" + "x" * 3000),
    "strange boundary": (b"--x\r\n", 'multipart/form-data; boundary="\x7f"'),
    "nothing ends": (part("narrative", b"a"), MIXED),
    "bad base64": (part("narrative", b"!!", "Content-Transfer-Encoding: base64") + b"--x--\r\n", MIXED),
    "letters of a part": (
        part("narrative", b"\xff", "Content-Type: text/plain; charset=utf-16") + b"--x--\r\n",
        MIXED,
    ),
    "a name twice": (b"kind=SAK&kind=SPM&kind=", FORM),
    "a name like a path": (part("../../etc/passwd", b"a") + b"--x--\r\n", MIXED),
    "a long name": (b"a" * 100_000 + b"=b", FORM),
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_strange_body_is_answered_and_stores_nothing(adviser: Member, what: str) -> None:
    body, kind = STRANGE[what]
    before = all_rows()
    answer = sent(adviser.client, body, kind)
    assert answer.status_code in (200, 400), what
    assert differing(before, all_rows()) == set()


def test_a_note_with_signs_that_cannot_be_stored_is_told_beside_its_field(adviser: Member) -> None:
    answer = adviser.client.post("/saker/ny/", typed(step="save", narrative="Hun \x00 ringte."))
    assert answer.status_code == 200
    assert 'id="id_narrative_error"' in answer.content.decode()


@trying(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400), kind=st.sampled_from([FORM, MIXED, f"{FORM};charset=utf-8"]))
def test_no_body_breaks_the_log_in_page(db: None, body: bytes, kind: str) -> None:
    client = Client(raise_request_exception=False)
    assert sent(client, body, kind, reverse("account_login")).status_code in (200, 302, 400, 429)
