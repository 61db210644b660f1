"""Where an answer may lead: to a page of ours, whatever a link, a form or a query said."""

import unicodedata

from django.utils.http import url_has_allowed_host_and_scheme


def is_own(address: str) -> bool:
    """A path of this house, from its root: no host is safe, not even ours under another scheme.

    Nor is what browsers read otherwise than Django does: a backslash, a control character.
    """
    if not address.startswith("/") or "\\" in address:
        return False
    if any(unicodedata.category(sign) == "Cc" for sign in address):
        return False
    return url_has_allowed_host_and_scheme(address, allowed_hosts=None)
