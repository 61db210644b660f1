"""Where somebody was going when she was sent to the log-in page: sealed, so that no address there tells it.

That page stays on a screen that she may have left, and its address in the browser's list. A page that is the
same for everybody is told as it is; one of a case, or with anything behind its path, by a link of ours.
"""

import base64
import binascii
import uuid
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from advisory.own_addresses import is_own
from advisory.sealing import cipher, padding
from advisory.sealing.errors import SealError
from advisory.sealing.keys import chest

PARAMETER = "til"
# Whoever is signed out in the evening goes on next morning.
VALID = timedelta(hours=24)
PURPOSE = "sessions"
# Bytes: all links are as long, whatever page they lead to. A longer address is not kept.
SIZE = 192
# In place of whose link it is, where nobody was signed in.
ANYBODY = "-"
PLACE = cipher.Place(table="way back", row=uuid.UUID(int=0), field="address", owner=uuid.UUID(int=0))


def from_here(request: HttpRequest) -> str:
    """An address that leads to the page that is asked for; empty where none is kept."""
    found = request.resolver_match
    if found is not None and found.url_name == "way_on":
        return request.get_full_path()
    if found is not None and not found.kwargs and not request.META.get("QUERY_STRING"):
        return request.path
    return sealed(request.get_full_path())


def sealed(address: str, *, to: uuid.UUID | None = None) -> str:
    """A link that leads to this address of ours and does not tell it; empty for one that is too long.

    `to`: the account that it leads back, and no other.
    """
    said = f"{int(timezone.now().timestamp())} {to.hex if to else ANYBODY} {address}"
    if padding.LENGTH.size + len(said.encode()) > SIZE:
        return ""
    epoch = chest.current()
    key = chest.cipher(epoch, PURPOSE)
    record = cipher.seal(padding.pad(said, size=SIZE), key=key, key_id=epoch, place=PLACE)
    return f"{reverse('way_on')}?{urlencode({PARAMETER: base64.urlsafe_b64encode(record).decode()})}"


def opened(link: str, *, by: uuid.UUID | None = None) -> str:
    """The address that was sealed; empty for what is no link of ours, is over, is somebody else's, or leads
    nowhere of ours.
    """
    try:
        record = base64.b64decode(link.encode("ascii"), altchars=b"-_", validate=True)
        epoch = cipher.key_id_of(record, place=PLACE)
        key = chest.cipher(epoch, PURPOSE)
        said = padding.unpad(cipher.open_record(record, key=key, key_id=epoch, place=PLACE))
    except (UnicodeEncodeError, binascii.Error, SealError):
        # Anybody can write one: that is no seal of ours that broke.
        return ""
    made, whose, address = said.split(" ", 2)
    is_over = timezone.now().timestamp() > int(made) + VALID.total_seconds()
    is_hers = whose == ANYBODY or (by is not None and whose == by.hex)
    return address if is_hers and not is_over and is_own(address) else ""
