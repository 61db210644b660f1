"""Whose address a request came from, as the last of our own proxies saw it, and which addresses count as one.

No other header than X-Forwarded-For is ever read, and of that only as many addresses as proxies are declared.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# A household or an office has a whole /64 and can take any address of it.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """The address in one spelling. Without declared proxies, or with fewer of them on the way, the peer's.

    What a proxy of ours wrote and is no address (`unknown`) is not believed either: the peer's again.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    seen = _address(forwarded[-trusted]) if trusted and len(forwarded) >= trusted else None
    seen = seen or _address(peer)
    return str(seen) if seen else peer


def address_group(request: HttpRequest) -> str:
    """What counts as one place: an IPv4 address, or the /64 of an IPv6 address."""
    client = client_address(request)
    seen = _address(client)
    if isinstance(seen, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((seen, IPV6_PREFIX), strict=False))
    return client


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """None for what is no address. A port, brackets and a zone go; IPv4 in the clothes of IPv6 is IPv4."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found
