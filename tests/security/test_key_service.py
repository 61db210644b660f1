"""The key service: the same contract through a socket, its limits, its log, and its comings and goings."""

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from config.keyring import KeyringBusy, KeyringError, KeyringUnavailable, wire
from config.keyring.client import ServiceKeyring
from config.keyring.limits import Bucket, Limit
from tests.security.key_service import RunningService
from tests.security.keyring_contract import CONTEXT, KEY, KNOWN_LINES, KeyringContract
from tests.security.test_keyring_providers import key_file


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunningService]:
    made = RunningService(tmp_path, key_file(tmp_path, *KNOWN_LINES))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[RunningService]:
    """Two unwraps and ten MACs at once, then as good as none."""
    made = RunningService(
        tmp_path, key_file(tmp_path, *KNOWN_LINES), "--unwraps", "2:0.001", "--macs", "10:0.001"
    )
    made.start()
    yield made
    made.stop()


def lines(service: RunningService) -> list[dict[str, object]]:
    return [json.loads(line) for line in service.log.read_text().splitlines()]


class TestService(KeyringContract):
    known = True

    @pytest.fixture
    def ring(self, service: RunningService) -> ServiceKeyring:
        return ServiceKeyring(service.socket)


def test_every_unwrap_is_counted_and_logged_without_a_key(service: RunningService) -> None:
    ring = ServiceKeyring(service.socket)
    wrapped = ring.wrap_with(1, KEY, context=CONTEXT)
    assert ring.unwrap(1, wrapped, context=CONTEXT) == KEY
    with pytest.raises(KeyringError):
        ring.unwrap(1, wrapped, context=b"frittvalg epoch \0\0\0\2")
    with pytest.raises(LookupError):
        ring.unwrap(9, wrapped, context=b"something else")
    said = lines(service)
    assert [(one["event"], one["kek"], one["context"], one["outcome"]) for one in said] == [
        ("unwrap", 1, "frittvalg epoch", "opened"),
        ("unwrap", 1, "frittvalg epoch", "not opened"),
        ("unwrap", 9, "other", "not opened"),
    ]
    assert {(one["pid"], one["uid"]) for one in said} == {(os.getpid(), os.geteuid())}
    counts = json.loads(ring.status())
    assert (counts["unwrap"], counts["unwrap opened"], counts["unwrap not opened"]) == (3, 1, 2)
    text = service.log.read_text() + ring.status()
    assert KEY.hex() not in text
    assert wrapped.hex() not in text
    assert all(line.split()[2] not in text for line in KNOWN_LINES)


def test_too_many_unwraps_are_refused_and_said(limited: RunningService) -> None:
    ring = ServiceKeyring(limited.socket)
    wrapped = ring.wrap_with(1, KEY, context=CONTEXT)
    assert [ring.unwrap(1, wrapped, context=CONTEXT) for _ in range(2)] == [KEY, KEY]
    with pytest.raises(KeyringBusy, match="too many unwraps") as caught:
        ring.unwrap(1, wrapped, context=CONTEXT)
    assert caught.value.wait > 1
    assert ring.mac("trail", b"said", number=1), "another bucket"
    assert lines(limited)[-1]["outcome"] == "limited"


def test_too_many_macs_are_refused(limited: RunningService) -> None:
    ring = ServiceKeyring(limited.socket)
    assert len(ring.macs([("trail", b"said", 1)] * 10)) == 10
    with pytest.raises(KeyringBusy, match="too many MACs"):
        ring.mac("trail", b"said", number=1)


def test_a_bucket_fills_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("config.keyring.limits.monotonic", lambda: now)
    bucket = Bucket(Limit(burst=4, rate=2))
    assert [bucket.take(2), bucket.take(2), bucket.take(2)] == [0, 0, 1]
    now = 101.0
    assert [bucket.take(2), bucket.take(1)] == [0, 0.5]
    now = 1000.0
    assert [bucket.take(4), bucket.take(4)] == [0, 2]


def test_a_process_goes_on_when_the_service_was_started_again(service: RunningService) -> None:
    ring = ServiceKeyring(service.socket)
    before = ring.mac("trail", b"said", number=1)
    service.kill()
    with pytest.raises(KeyringUnavailable, match="systemctl start frittvalg-keys"):
        ring.mac("trail", b"said", number=1)
    service.start()
    assert ring.mac("trail", b"said", number=1) == before


def test_a_restart_between_two_questions_is_not_noticed(service: RunningService) -> None:
    ring = ServiceKeyring(service.socket)
    before = ring.mac("trail", b"said", number=1)
    service.kill()
    service.start()
    assert ring.mac("trail", b"said", number=1) == before


def test_threads_and_forks_have_connections_of_their_own(service: RunningService) -> None:
    ring = ServiceKeyring(service.socket)
    expected = [ring.mac("trail", bytes([n]), number=1) for n in range(200)]
    wrong: list[int] = []

    def ask() -> None:
        wrong.extend(n for n in range(200) if ring.mac("trail", bytes([n]), number=1) != expected[n])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    child = os.fork()
    if child == 0:
        ask()
        os._exit(1 if wrong else 0)
    ask()
    assert os.waitpid(child, 0)[1] == 0
    assert wrong == []


def test_a_service_that_hangs_is_given_up() -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        # A name without a file: a socket's path may have 108 bytes, and the folders of tests are long.
        name = f"\0frittvalg-deaf-{os.getpid()}"
        deaf.bind(name)
        deaf.listen()
        with pytest.raises(KeyringUnavailable, match="longer than"):
            ServiceKeyring(cast(Path, name), timeout=0.2).mac_number()


@pytest.mark.parametrize(
    "said", [b"\xff" * 64, struct.pack(">I", 5) + b"\0\0\0\7x", struct.pack(">I", 1 << 30)]
)
def test_what_is_no_frame_ends_that_connection_alone(service: RunningService, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(5)
        peer.connect(str(service.socket))
        peer.sendall(said)
        with contextlib.suppress(ConnectionResetError):
            assert peer.recv(1) == b""
    assert ServiceKeyring(service.socket).mac_number() == 1


@pytest.mark.parametrize(
    "asked", [[], [b""], [b"unwrap"], [b"__init__"], [b"numbers", b"pgp"], [b"macs", b"x"]]
)
def test_a_request_it_does_not_know_is_answered_with_an_error(
    service: RunningService, asked: list[bytes]
) -> None:
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(5)
        peer.connect(str(service.socket))
        wire.send(peer, asked)
        assert (wire.receive(peer) or [b""])[0] == b"KeyringError"
        wire.send(peer, [b"numbers", b"kek"])
        assert wire.receive(peer) == [b"ok", struct.pack(">I", 1)]


@pytest.mark.parametrize(
    ("options", "may_ask", "may_change"),
    [(("--user", "{me}"), True, False), (("--user", "{other}"), False, False)],
)
def test_who_may_do_what_is_decided_by_the_kernels_word(
    tmp_path: Path, options: tuple[str, ...], may_ask: bool, may_change: bool
) -> None:
    filled = [option.format(me=os.geteuid(), other=os.geteuid() + 12345) for option in options]
    service = RunningService(tmp_path, key_file(tmp_path, *KNOWN_LINES), *filled)
    if not may_ask:
        # `start` asks too.
        with pytest.raises(KeyringError, match="does not do this for user"):
            service.start()
        service.stop()
        return
    service.start()
    try:
        ring = ServiceKeyring(service.socket)
        assert ring.mac_number() == 1
        with pytest.raises(KeyringError, match="does not do this for user"):
            ring.add("kek")
        assert ring.kek_numbers() == (1,)
        assert lines(service)[-1]["event"] == "refused"
    finally:
        service.stop()


def test_it_does_not_start_without_its_keys(tmp_path: Path) -> None:
    service = RunningService(tmp_path, tmp_path / "none")
    done = subprocess.run(service.command(), capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 1
    assert "could not be read" in done.stderr


def test_it_needs_no_django() -> None:
    program = (
        "import sys, config.keyring.service; "
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_it_takes_the_socket_that_systemd_hands_over(tmp_path: Path) -> None:
    made = RunningService(tmp_path, key_file(tmp_path, *KNOWN_LINES))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(made.socket))
        listener.listen()
        made.through = listener
        made.start()
        try:
            assert ServiceKeyring(made.socket).mac_number() == 1
        finally:
            made.stop()
