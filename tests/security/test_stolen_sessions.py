"""No cookie made from the database, and no row written into it, signs anybody in.

The thief has every row and may write rows; she knows SECRET_KEY and all other settings, not the keyring.
"""

import base64
import hashlib
import json
import random
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.test import Client
from django.utils import timezone

from advisory.factors import marks
from advisory.models import Account, Epoch, StoredSession
from advisory.sealing import cipher, padding
from advisory.sealing.keys import chest
from advisory.sealing.lookup import account_tag
from advisory.services.accounts import deactivate_account
from advisory.session_acts import BEGUN
from advisory.sessions import PURPOSE, digest_of, place_of, row_of
from audit.models import Entry
from audit.verbs import Verb
from tests import factories
from tests.factories import BACKEND, Member, give_password

pytestmark = pytest.mark.django_db
PAGE = "/saker/"
SEED, TRIALS = 20081, 200


def asked(cookie: str) -> int:
    """The status of a page of work for a browser with this cookie and nothing else."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return client.get(PAGE).status_code


def cookie_of(member: Member) -> str:
    return member.client.cookies[settings.SESSION_COOKIE_NAME].value


def everything() -> set[str]:
    """Every value of every column of every table, as text."""
    return {
        bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
        for model in apps.get_models(include_auto_created=True)
        for row in model._base_manager.values_list()
        for value in row
        if value not in (None, "")
    }


def content_for(account: Account) -> dict[str, Any]:
    """What a session of hers holds: all of it follows from the database and SECRET_KEY."""
    return {
        SESSION_KEY: str(account.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: account.get_session_auth_hash(),
        marks.KEY: {"factor": str(account.factors.get().pk), "at": timezone.now().timestamp()},
        BEGUN: {"roles": ["adviser"], "browser": "", "system": ""},
    }


def guesses(account: Account) -> list[str]:
    """Cookies that other session engines, or a reading of ours, would make of that content."""
    content = content_for(account)
    ends = (timezone.now() + timedelta(hours=4)).isoformat()
    texts = [json.dumps(content), json.dumps({"ends": ends, "content": content})]
    made = [signing.dumps(content, salt=salt, compress=True, serializer=JSONSerializer) for salt in SALTS]
    made += [signing.Signer(key=settings.SECRET_KEY).sign(text) for text in texts]
    made += [base64.urlsafe_b64encode(text.encode()).decode() for text in texts]
    made += [signing.dumps(row.digest) for row in StoredSession.objects.all()]
    return [*made, settings.SECRET_KEY]


SALTS = (
    "django.contrib.sessions.backends.signed_cookies",
    "django.contrib.sessions.SessionStore",
    "advisory.sessions.SessionStore",
    "django.core.signing",
)


def test_no_cookie_from_a_dump_signs_in(adviser: Member, colleague: Member) -> None:
    assert asked(cookie_of(adviser)) == asked(cookie_of(colleague)) == 200
    assert adviser.account is not None
    found = everything()
    assert cookie_of(adviser) not in found
    assert digest_of(cookie_of(adviser)) in found
    # What could be a cookie: ids, digests and everything else that is neither a word nor a long ciphertext.
    candidates = {value for value in found if 20 <= len(value) <= 128 and " " not in value}
    assert len(candidates) > 100
    for value in random.Random(SEED).sample(sorted(candidates), 100):
        assert asked(value) == 302
    for row in StoredSession.objects.all():
        content = bytes(row.content)
        tries = [row.digest, row.digest[:32], row.digest.upper(), content.hex()]
        for value in (*tries, row.account_tag or "x", base64.urlsafe_b64encode(content).decode()):
            assert asked(value) == 302
    for value in guesses(adviser.account):
        assert asked(value) == 302


def keys_without_the_keyring() -> list[bytes]:
    """What somebody would try who has the settings: keys from SECRET_KEY, wrapped keys as they are."""
    secret = settings.SECRET_KEY.encode()
    wrapped = [bytes(row.wrapped or b"") for row in Epoch.objects.all()]
    materials = [secret, secret[:32], hashlib.sha256(secret).digest(), b"\0" * 32, *wrapped]
    info = b"frittvalg seal " + PURPOSE.encode()
    made = [HKDF(SHA256(), 32, salt=None, info=info).derive(one) for one in materials]
    return made + [hashlib.sha256(one).digest() for one in materials] + [one[-32:] for one in wrapped]


def planted(cookie: str, tag: str, seal: Callable[[str, str], bytes]) -> None:
    """Write the row of a session of this moment; `seal` is given the column and what it is to say."""
    now, digest = timezone.now(), digest_of(cookie)
    ends = now + timedelta(minutes=30)
    content = {"began": now.isoformat(), "tag": tag, "content": CONTENT[tag]}
    use = {"used": now.isoformat(), "ends": ends.isoformat()}
    StoredSession.objects.create(
        digest=digest,
        content=seal("content", json.dumps(content)),
        last_use=seal("last_use", json.dumps(use)),
        account_tag=tag,
        started_at=now,
        expires_at=ends,
    )


# What the account of a tag would have in its session.
CONTENT: dict[str, dict[str, Any]] = {}


def tag_for(member: Member) -> str:
    assert member.account is not None
    tag = account_tag(member.account.pk)
    CONTENT[tag] = content_for(member.account)
    return tag


def sealer(cookie: str, key: AESGCM, epoch: int) -> Callable[[str, str], bytes]:
    """Seals as the application does, under this key."""

    def seal(field: str, text: str) -> bytes:
        place = place_of(digest_of(cookie), field)
        return cipher.seal(padding.pad(text), key=key, key_id=epoch, place=place)

    return seal


def test_no_row_sealed_with_anything_in_the_settings_signs_in(adviser: Member) -> None:
    """She writes a row for a cookie of her own choice, in our own format, with every key she can come by."""
    tag, keys = tag_for(adviser), keys_without_the_keyring()
    assert len(keys) > 10
    for epoch in (1, 2):
        for key in keys:
            cookie = secrets.token_urlsafe(24)
            planted(cookie, tag, sealer(cookie, AESGCM(key), epoch))
            assert asked(cookie) == 302
    text = json.dumps(CONTENT[tag])
    for raw in (text.encode(), padding.pad(text), b"", b"\1" * 40):
        cookie = secrets.token_urlsafe(24)
        planted(cookie, tag, lambda _field, _text, raw=raw: raw)  # type: ignore[misc]
        assert asked(cookie) == 302


def test_with_the_key_such_a_row_would_sign_in(adviser: Member) -> None:
    """The tries above fail for want of the key alone, not because they are made wrongly."""
    tag, cookie, epoch = tag_for(adviser), secrets.token_urlsafe(24), chest.current()
    planted(cookie, tag, sealer(cookie, chest.cipher(epoch, PURPOSE), epoch))
    assert asked(cookie) == 200


# --- rows that were tampered with ---


class Thief:
    """One kind of tampering a method: gives the cookie that ought to open nothing."""

    def __init__(self, rolls: random.Random, members: list[Member]) -> None:
        self.rolls, self.members = rolls, members

    def pick(self) -> tuple[str, StoredSession]:
        """A live session of somebody's own, that opens a page at this moment."""
        member = self.rolls.choice(self.members)
        client = Client()
        client.force_login(member.account, backend=BACKEND)  # type: ignore[arg-type]
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert asked(cookie) == 200
        return cookie, StoredSession.objects.get(pk=digest_of(cookie))

    def _own_cookie(self) -> str:
        return "".join(self.rolls.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=32))

    def a_byte_changed(self) -> str:
        cookie, row = self.pick()
        content = bytearray(row.content)
        content[self.rolls.randrange(len(content))] ^= self.rolls.randrange(1, 256)
        StoredSession.objects.filter(pk=row.pk).update(content=bytes(content))
        return cookie

    def cut_or_longer(self) -> str:
        cookie, row = self.pick()
        content = bytes(row.content)
        cut = content[: self.rolls.randrange(len(content))]
        changed = self.rolls.choice([cut, content + self.rolls.randbytes(self.rolls.randrange(1, 40))])
        StoredSession.objects.filter(pk=row.pk).update(content=changed)
        return cookie

    def content_of_another(self) -> str:
        cookie, row = self.pick()
        _other, hers = self.pick()
        StoredSession.objects.filter(pk=row.pk).update(content=bytes(hers.content))
        return cookie

    def copied_to_a_cookie_of_hers(self) -> str:
        _cookie, row = self.pick()
        row.digest = digest_of(mine := self._own_cookie())
        row.save(force_insert=True)
        return mine

    def moved_to_a_cookie_of_hers(self) -> str:
        _cookie, row = self.pick()
        mine = self._own_cookie()
        StoredSession.objects.filter(pk=row.pk).update(digest=digest_of(mine))
        return mine

    def put_back_after_sign_out(self) -> str:
        cookie, row = self.pick()
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        assert client.post("/konto/logg-ut").status_code == 302
        assert not StoredSession.objects.filter(pk=row.pk).exists()
        row.save(force_insert=True)
        return cookie

    def put_back_after_another_signed_in(self) -> str:
        cookie, row = self.pick()
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        other = next(one for one in self.members if row.account_tag != tag_of(one))
        client.force_login(other.account, backend=BACKEND)  # type: ignore[arg-type]
        assert not StoredSession.objects.filter(pk=row.pk).exists()
        row.save(force_insert=True)
        return cookie

    def hidden_from_its_account(self) -> str:
        """By the tag the account's sessions are found when they are to be ended."""
        cookie, row = self.pick()
        others = [None, *(tag_of(one) for one in self.members)]
        tag = self.rolls.choice([one for one in others if one != row.account_tag])
        StoredSession.objects.filter(pk=row.pk).update(account_tag=tag)
        return cookie

    def mended_after_it_was_broken(self) -> str:
        """Broken while its owner signs out, so that nothing is ended; then put right again."""
        cookie, row = self.pick()
        broken = StoredSession.objects.filter(pk=row.pk)
        broken.update(content=bytes(row.content)[:-1])
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        assert client.post("/konto/logg-ut").status_code == 302
        broken.update(content=bytes(row.content))
        return cookie

    def of_nobody_with_her_content(self) -> str:
        stranger = Client()
        session = stranger.session
        session["word"] = "x"
        session.save()
        _cookie, row = self.pick()
        StoredSession.objects.filter(pk=digest_of(str(session.session_key))).update(
            content=bytes(row.content), account_tag=row.account_tag
        )
        return str(session.session_key)


def tag_of(member: Member) -> str:
    assert member.account is not None
    return account_tag(member.account.pk)


KINDS: list[Callable[[Thief], str]] = [
    Thief.a_byte_changed,
    Thief.cut_or_longer,
    Thief.content_of_another,
    Thief.copied_to_a_cookie_of_hers,
    Thief.moved_to_a_cookie_of_hers,
    Thief.put_back_after_sign_out,
    Thief.put_back_after_another_signed_in,
    Thief.of_nobody_with_her_content,
    Thief.hidden_from_its_account,
    Thief.mended_after_it_was_broken,
]


def test_of_two_hundred_rows_that_were_tampered_with_none_signs_in(
    adviser: Member, colleague: Member, coordinator: Member
) -> None:
    rolls = random.Random(SEED)
    thief = Thief(rolls, [adviser, colleague, coordinator])
    accepted = []
    for trial in range(TRIALS):
        kind = KINDS[trial % len(KINDS)]
        if asked(kind(thief)) != 302:
            accepted.append((trial, kind.__name__))
    assert accepted == []


def test_sessions_that_were_prolonged_sign_nobody_in(
    adviser: Member, colleague: Member, time_machine: Any
) -> None:
    rolls = random.Random(SEED)
    thief = Thief(rolls, [adviser, colleague])
    cookies = [thief.pick()[0] for _ in range(25)]
    time_machine.move_to(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 1))
    for cookie in cookies:
        assert asked(cookie) == 302
        later = timezone.now() + timedelta(days=rolls.randrange(1, 400))
        StoredSession.objects.filter(pk=digest_of(cookie)).update(expires_at=later)
        assert asked(cookie) == 302


def test_a_deactivated_accounts_session_put_back_signs_nobody_in(adviser: Member) -> None:
    assert adviser.account is not None
    cookie = cookie_of(adviser)
    row = StoredSession.objects.get(pk=digest_of(cookie))
    assert asked(cookie) == 200
    deactivate_account(actor=factories.SUITE, account=adviser.account)
    StoredSession.objects.filter(pk=row.pk).delete()
    row.save(force_insert=True)
    assert asked(cookie) == 302
    Account.objects.filter(pk=adviser.account.pk).update(is_active=True)
    assert asked(cookie) == 302


def test_a_changed_password_ends_the_sessions_and_their_copies(adviser: Member) -> None:
    cookie = cookie_of(adviser)
    row = StoredSession.objects.get(pk=digest_of(cookie))
    assert asked(cookie) == 200
    give_password(adviser, uuid.uuid4().hex)
    assert asked(cookie) == 302
    StoredSession.objects.filter(pk=row.pk).delete()
    row.save(force_insert=True)
    assert asked(cookie) == 302


def test_one_sign_out_is_one_entry_that_names_the_session(adviser: Member) -> None:
    cookie = cookie_of(adviser)
    assert adviser.account is not None
    adviser.client.post("/konto/logg-ut")
    entries = Entry.objects.filter(verb=Verb.SIGNED_OUT.value)
    assert [(entry.chain, entry.subject) for entry in entries] == [
        (adviser.account.pk, row_of(digest_of(cookie)))
    ]
