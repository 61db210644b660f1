"""What many chains have come to, asked at once: `record.anchored` for a job over a whole database."""

import hmac
import uuid
from collections.abc import Iterable, Sequence

from audit import chain as links
from audit.keyring import keyring
from audit.models import ChainHead


def revisions(chains: Iterable[uuid.UUID]) -> dict[uuid.UUID, int | None]:
    """Chain to the revision that its head carries; None where none does.

    A chain without a head, or whose head was changed by somebody without the key, is left out.
    """
    heads: list[links.Head] = []
    messages: list[tuple[str, bytes, int]] = []
    for row in ChainHead.objects.filter(chain__in=list(chains)):
        head = row.head()
        try:
            said = links.head_message(head.chain, head.number, head.digest, head.key_number, head.revision)
        except links.UNREADABLE:
            continue
        heads.append(head)
        messages.append((links.HEAD_PURPOSE, said, head.key_number))
    return {
        head.chain: head.revision
        for head, mac in zip(heads, _macs(messages), strict=True)
        if hmac.compare_digest(mac, head.seal)
    }


def _macs(messages: Sequence[tuple[str, bytes, int]]) -> list[bytes]:
    """Nothing, which is no MAC, for a key number that is not known: somebody else wrote it there."""
    try:
        return keyring().macs(messages)
    except LookupError:
        return [mac for one in messages for mac in (_macs([one]) if len(messages) > 1 else [b""])]
