"""Runs the key service: `python -m config.keyring.service --socket PATH --keys FILE --user NAME …`

Needs neither Django nor the database, and runs as a user of its own, so that the process that answers
browsers never holds a key-encryption key.
"""

import os
import pwd
import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

from config.keyring.errors import KeyringError
from config.keyring.file import FileKeyring
from config.keyring.limits import MACS, UNWRAPS, Limit
from config.keyring.server import Connection, KeyService, Server
from config.process import close_process

# The first socket that systemd hands over (sd_listen_fds(3)).
FIRST_SOCKET = 3


def uid(name: str) -> int:
    """Raises ArgumentTypeError for a user there is not."""
    try:
        return int(name) if name.isdecimal() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise ArgumentTypeError(f"there is no user {name}") from None


def limit(text: str) -> Limit:
    """BURST:PER_SECOND. Raises ArgumentTypeError."""
    burst, _, rate = text.partition(":")
    try:
        found = Limit(float(burst), float(rate))
    except ValueError:
        raise ArgumentTypeError("a limit is BURST:PER_SECOND, for example 3000:2") from None
    if found.burst < 1 or found.rate <= 0:
        raise ArgumentTypeError("a limit lets at least one through")
    return found


def arguments() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m config.keyring.service", description=__doc__)
    parser.add_argument("--socket", type=Path, help="where to listen, unless systemd hands over a socket")
    parser.add_argument("--keys", type=Path, required=True, help="the key file")
    parser.add_argument("--user", type=uid, action="append", default=[], help="who may ask; repeatable")
    parser.add_argument("--keeper", type=uid, action="append", default=[], help="who may add and destroy too")
    parser.add_argument("--unwraps", type=limit, default=UNWRAPS, help="BURST:PER_SECOND")
    parser.add_argument("--macs", type=limit, default=MACS, help="BURST:PER_SECOND")
    return parser


def listening(path: Path | None) -> Server:
    """On systemd's socket, else on a new one at `path`. Who may ask is decided by user, not by file mode."""
    server = Server(str(path), Connection, bind_and_activate=False)
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        server.socket.close()
        server.socket = socket.socket(fileno=FIRST_SOCKET)
        return server
    if path is None:
        sys.exit("Say where to listen with --socket.")
    with socket.socket(socket.AF_UNIX) as probe:
        if probe.connect_ex(str(path)) == 0:
            sys.exit("A key service listens on this socket already.")
    path.unlink(missing_ok=True)
    server.server_bind()
    path.chmod(0o666)
    server.server_activate()
    return server


def main() -> None:
    given = arguments().parse_args()
    # Keys are in memory from here on.
    close_process()
    ring = FileKeyring(given.keys)
    try:
        ring.mac_number()
    except KeyringError as error:
        sys.exit(str(error))
    server = listening(given.socket)
    server.service = KeyService(
        ring,
        users=frozenset(given.user),
        keepers=frozenset(given.keeper),
        unwraps=given.unwraps,
        macs=given.macs,
    )
    server.serve_forever()


if __name__ == "__main__":
    main()
