"""What many chains have come to, asked at once: `record.anchored` for a job over a whole database."""

import hmac
import uuid
from collections.abc import Iterable, Sequence

from audit import chain as links
from audit.keyring import keyring
from audit.models import ChainHead, raw

COLUMNS = ("chain", "number", "digest", "key_number", "seal", "revision")


def revisions(chains: Iterable[uuid.UUID]) -> dict[uuid.UUID, int | None]:
    """Chain to the revision that its head carries; None where none does.

    A chain without a head, or whose head was changed by somebody without the key, is left out.
    """
    found: list[tuple[uuid.UUID, int | None, bytes]] = []
    messages: list[tuple[str, bytes, int]] = []
    # Bare values: a job asks for as many heads as there are cases.
    rows = ChainHead.objects.filter(chain__in=list(chains)).values_list(*COLUMNS)
    for chain, number, digest, key_number, seal, revision in rows:
        try:
            said = links.head_message(chain, number, raw(digest), key_number, revision)
        except links.UNREADABLE:
            continue
        found.append((chain, revision, raw(seal)))
        messages.append((links.HEAD_PURPOSE, said, key_number))
    return {
        chain: revision
        for (chain, revision, seal), mac in zip(found, _macs(messages), strict=True)
        if hmac.compare_digest(mac, seal)
    }


def _macs(messages: Sequence[tuple[str, bytes, int]]) -> list[bytes]:
    """Nothing, which is no MAC, for a key number that is not known: somebody else wrote it there."""
    try:
        return keyring().macs(messages)
    except LookupError:
        return [mac for one in messages for mac in (_macs([one]) if len(messages) > 1 else [b""])]
