"""What every keyring must do. Whoever writes a provider inherits these tests and gives `ring`.

A provider that makes its own keys cannot hold the ones of the known answers; `known` then stays None.
"""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from config.keyring import Keyring, KeyringError, KeyringReadOnly, NoSuchKeyError
from config.keyring.choice import METHODS

# Lines that a provider of known keys is given: the bytes 0…31, 32…63 and 64…95.
KNOWN_LINES = (
    "kek 1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "mac 1 ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
    "sign 1 QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=",
)
CONTEXT, OTHER = b"frittvalg epoch \0\0\0\1", b"frittvalg epoch \0\0\0\2"
KEY = bytes(range(100, 132))
# Nonce, ciphertext and tag of KEY under kek 1 in CONTEXT, made once; what is wrapped today opens for ever.
WRAPPED = bytes.fromhex(
    "000102030405060708090a0b"
    "2367b07cad8ca870e12cf9e4c1980a1ef7a3f14388022507441a9bfa9de88231"
    "1bb4696cf20e4197e2c16696a3efac40"
)
MAC_OF_SAID = bytes.fromhex("206fc642862f56f2a204395f657e1475d5733b68fa8ecdbcc8f63e609d4c592a")
PUBLIC = bytes.fromhex("2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d")
SIGNATURE_OF_SAID = bytes.fromhex(
    "1fbd0d314836a22f4e778d5f414d8375b6b31961a9541262bd3dea78bd99877d"
    "c93329656860f2aea9b0f0ec18556667116203be9161ecf2f29870b358f41702"
)


class KeyringContract:
    """For a test class that gives the fixture `ring`: a fresh provider with a first key of each kind."""

    # Whether the provider of `ring` was given KNOWN_LINES.
    known = False

    @pytest.fixture
    def ring(self) -> Keyring:
        raise NotImplementedError

    def test_it_has_every_method(self, ring: Any) -> None:
        assert all(callable(getattr(ring, name)) for name in METHODS)

    def test_it_begins_with_a_first_key_of_each_kind(self, ring: Keyring) -> None:
        assert (ring.kek_numbers(), ring.mac_numbers(), ring.sign_numbers()) == ((1,), (1,), (1,))
        assert ring.mac_number() == 1
        assert [ring.destroyed(kind) for kind in ("kek", "mac", "sign")] == [(), (), ()]

    def test_what_was_wrapped_opens_in_its_context(self, ring: Keyring) -> None:
        number, wrapped = ring.wrap(KEY, context=CONTEXT)
        again = ring.wrap_with(1, KEY, context=CONTEXT)
        assert number == 1
        assert wrapped != again, "wrapping twice must draw a fresh nonce"
        assert len(wrapped) <= 200, "the column takes 200 bytes"
        assert ring.unwrap(1, wrapped, context=CONTEXT) == ring.unwrap(1, again, context=CONTEXT) == KEY
        assert KEY not in wrapped

    def test_it_opens_in_no_other_context_and_not_altered(self, ring: Keyring) -> None:
        _number, wrapped = ring.wrap(KEY, context=CONTEXT)
        assert ring.unwrap(1, wrapped, context=CONTEXT) == KEY
        with pytest.raises(KeyringError):
            ring.unwrap(1, wrapped, context=OTHER)
        for position in range(len(wrapped)):
            altered = wrapped[:position] + bytes([wrapped[position] ^ 1]) + wrapped[position + 1 :]
            with pytest.raises(KeyringError):
                ring.unwrap(1, altered, context=CONTEXT)
        for length in (0, 1, 11, 12, 27, len(wrapped) - 1):
            with pytest.raises(KeyringError):
                ring.unwrap(1, wrapped[:length], context=CONTEXT)

    def test_a_number_it_does_not_hold_is_named(self, ring: Keyring) -> None:
        _number, wrapped = ring.wrap(KEY, context=CONTEXT)
        with pytest.raises(NoSuchKeyError, match="7"):
            ring.unwrap(7, wrapped, context=CONTEXT)
        with pytest.raises(NoSuchKeyError, match="7"):
            ring.wrap_with(7, KEY, context=CONTEXT)
        with pytest.raises(NoSuchKeyError, match="7"):
            ring.mac("trail", b"said", number=7)
        with pytest.raises(LookupError):
            ring.macs([("trail", b"said", 1), ("trail", b"said", 7)])
        with pytest.raises(NoSuchKeyError, match="7"):
            ring.public_key(7)

    def test_a_mac_depends_on_purpose_and_message(self, ring: Keyring) -> None:
        one = ring.mac("trail", b"said", number=1)
        assert len(one) == 32
        assert one == ring.mac("trail", b"said", number=1)
        assert one != ring.mac("login", b"said", number=1)
        assert one != ring.mac("trail", b"sais", number=1)
        assert ring.mac("trail", b"", number=1) != ring.mac("trai", b"l", number=1)

    def test_many_macs_are_the_single_ones_in_order(self, ring: Keyring) -> None:
        wanted = [("trail", bytes([n % 256]) * (n % 300), 1) for n in range(1500)]
        assert ring.macs(wanted) == [ring.mac(purpose, said, number=n) for purpose, said, n in wanted]
        assert ring.macs([]) == []

    def test_a_signature_verifies_with_the_public_key_of_its_number(self, ring: Keyring) -> None:
        number, signature = ring.sign(b"said")
        Ed25519PublicKey.from_public_bytes(ring.public_key(number)).verify(signature, b"said")
        assert number == 1

    def test_a_new_key_is_in_use_and_the_old_one_opens(self, ring: Keyring) -> None:
        _number, wrapped = ring.wrap(KEY, context=CONTEXT)
        sealed = ring.mac("trail", b"said", number=1)
        public = ring.public_key(1)
        if not self.can_change(ring):
            return
        assert [ring.add(kind) for kind in ("kek", "mac", "sign")] == [2, 2, 2]
        assert (ring.kek_numbers(), ring.mac_numbers(), ring.sign_numbers()) == ((1, 2), (1, 2), (1, 2))
        assert ring.wrap(KEY, context=CONTEXT)[0] == 2
        assert ring.unwrap(1, wrapped, context=CONTEXT) == KEY
        assert ring.mac_number() == 2
        assert ring.mac("trail", b"said", number=1) == sealed != ring.mac("trail", b"said", number=2)
        number, signature = ring.sign(b"said")
        Ed25519PublicKey.from_public_bytes(ring.public_key(2)).verify(signature, b"said")
        assert (number, ring.public_key(1)) == (2, public)

    def test_a_destroyed_key_is_gone_remembered_and_its_number_not_given_again(self, ring: Keyring) -> None:
        if not self.can_change(ring):
            return
        assert ring.add("kek") == 2
        wrapped = ring.wrap_with(2, KEY, context=CONTEXT)
        ring.destroy("kek", 2)
        assert (ring.kek_numbers(), ring.destroyed("kek")) == ((1,), (2,))
        with pytest.raises(NoSuchKeyError, match="destroyed"):
            ring.unwrap(2, wrapped, context=CONTEXT)
        assert ring.add("kek") == 3
        with pytest.raises(NoSuchKeyError):
            ring.destroy("kek", 2)

    def test_the_last_of_a_kind_is_not_destroyed(self, ring: Keyring) -> None:
        if not self.can_change(ring):
            return
        with pytest.raises(KeyringError, match="last"):
            ring.destroy("kek", 1)
        assert ring.kek_numbers() == (1,)

    def test_a_kind_there_is_not_is_refused(self, ring: Keyring) -> None:
        for refused in (
            lambda: ring.add("pgp"),
            lambda: ring.destroy("pgp", 1),
            lambda: ring.destroyed("pgp"),
        ):
            with pytest.raises(KeyringError):
                refused()

    def test_it_shows_no_key(self, ring: Keyring) -> None:
        ring.mac("trail", b"said", number=1)
        said = repr(ring) + str(ring) + repr(vars(ring) if self.known else "")
        assert all(line.split()[2] not in said for line in KNOWN_LINES)

    def test_known_answers(self, ring: Keyring) -> None:
        """The formats: databases and trails of today open for ever."""
        if not self.known:
            pytest.skip("this provider makes its own keys")
        assert ring.unwrap(1, WRAPPED, context=CONTEXT) == KEY
        assert ring.mac("trail", b"said", number=1) == MAC_OF_SAID
        assert ring.public_key(1) == PUBLIC
        assert ring.sign(b"said") == (1, SIGNATURE_OF_SAID)

    def can_change(self, ring: Keyring) -> bool:
        """Whether it adds and destroys; one that does not must say so, of both."""
        if self.changes:
            return True
        for refused in (lambda: ring.add("kek"), lambda: ring.destroy("kek", 1)):
            with pytest.raises(KeyringReadOnly, match="."):
                refused()
        return False

    # Whether the provider can add and destroy.
    changes = True
