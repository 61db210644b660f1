"""Whose address counts, behind any number of proxies and whatever a client writes into its headers."""

from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisory.client_address import address_group, client_address

PEER = "192.0.2.1"
FORGED = "203.0.113.66"


def seen(trusted: int, forwarded: str | None, django_settings: Any, peer: str = PEER, **headers: str) -> str:
    django_settings.TRUSTED_PROXIES = trusted
    sent = {"REMOTE_ADDR": peer} | headers
    if forwarded is not None:
        sent["HTTP_X_FORWARDED_FOR"] = forwarded
    return client_address(RequestFactory().get("/", **sent))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, None, PEER),
        (0, FORGED, PEER),
        (0, f"{FORGED}, 198.51.100.7", PEER),
        (1, "198.51.100.7", "198.51.100.7"),
        # What the client wrote stands further left than what our proxies added.
        (1, f"{FORGED}, 198.51.100.7", "198.51.100.7"),
        (1, f"{FORGED}, {FORGED}, {FORGED}, 198.51.100.7", "198.51.100.7"),
        (2, "198.51.100.7, 192.0.2.9", "198.51.100.7"),
        (2, f"{FORGED}, 198.51.100.7, 192.0.2.9", "198.51.100.7"),
        # Fewer hops than declared: it did not come by our proxies, and nothing of it is believed.
        (1, None, PEER),
        (1, "", PEER),
        (2, "198.51.100.7", PEER),
        (3, f"{FORGED}, 198.51.100.7", PEER),
        # No addresses.
        (1, f"{FORGED}, unknown", PEER),
        (1, f"{FORGED},", PEER),
        (1, "_hidden", PEER),
        # Ports, brackets, zones and IPv4 in the clothes of IPv6.
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "2001:DB8:0:0::7", "2001:db8::7"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_of_the_forwarded_addresses_the_last_proxys_counts(
    trusted: int, forwarded: str | None, expected: str, settings: Any
) -> None:
    assert seen(trusted, forwarded, settings) == expected


@pytest.mark.parametrize("trusted", [0, 1, 2])
def test_no_other_header_is_believed(trusted: int, settings: Any) -> None:
    forged = {
        "HTTP_X_REAL_IP": FORGED,
        "HTTP_FORWARDED": f"for={FORGED}",
        "HTTP_X_CLIENT_IP": FORGED,
        "HTTP_CF_CONNECTING_IP": FORGED,
        "HTTP_TRUE_CLIENT_IP": FORGED,
        "HTTP_X_FORWARDED": FORGED,
        "HTTP_CLIENT_IP": FORGED,
    }
    assert seen(1, FORGED, settings) == FORGED
    real = "198.51.100.7, 192.0.2.9"

    assert seen(trusted, real, settings, **forged) == seen(trusted, real, settings)
    assert seen(trusted, None, settings, **forged) == PEER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.text(st.characters(codec="ascii", exclude_characters="\n\r"), max_size=20), max_size=4))
def test_whatever_stands_left_of_our_proxies_is_nothing(settings: Any, forged: list[str]) -> None:
    assert seen(1, ",".join([*forged, "198.51.100.7"]), settings) == "198.51.100.7"
    assert seen(0, ",".join([*forged, "198.51.100.7"]), settings) == PEER


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("198.51.100.7", "198.51.100.8", False),
        ("198.51.100.7", "::ffff:198.51.100.7", True),
    ],
)
def test_a_whole_64_counts_as_one_place(one: str, other: str, same: bool) -> None:
    groups = [address_group(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, other)]

    assert (groups[0] == groups[1]) is same
