"""What a password must be: long however it is spelt, and not made of what anybody would try first."""

import unicodedata
from typing import Any

import pytest
import zxcvbn
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory.models import Account
from advisory.passwords import LONGEST, MEASURED, SHORTEST, HardToGuess, LongEnough, matches
from advisory.services.accounts import give_password
from tests.factories import SUITE, Member

GOOD = "vidda blåser gjennom sju notater"
COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "blåbær på låven i går") for form in ("NFC", "NFD"))
KARI = Account.new(name="Kari Førstemann", email="kari.forstemann@rud.example.no")


def refused(password: str, account: Account | None = None) -> list[str]:
    """The codes of what the validators say; none for a good one."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        return [one.code or "" for one in error.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "jeg liker brunost",
        "en helt annen ting",
        # No rule of composition: letters alone, and as a manager makes them.
        "xkvqzbhdnwlqtjrf",
        "9f2kQw71mzLp04Xs",
        GOOD * 20,
        "ŧ" + GOOD,
    ],
)
def test_long_and_unrelated_words_do(password: str) -> None:
    assert refused(password, KARI) == []


def test_more_than_64_characters_count_to_the_last(adviser: Member) -> None:
    account = adviser.account
    assert account is not None
    long = (GOOD * 40)[:LONGEST]
    assert refused(long, account) == []
    give_password(actor=SUITE, account=account, password=long)
    assert matches(long, account.password)
    assert not matches(long[:-1] + "!", account.password)


@pytest.mark.parametrize(
    "password",
    [
        "passordpassord123",
        "Passord 123456789",
        "aaaaaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "🌻" * 20,
        " " * 20,
        "qwertyuiopåasdfghjklø",
        "asdfghjkløæzxcvbnm",
        "1q2w3e4r5t6y7u8i",
        "123456789012345678",
        "17.05.1814 17.05.1905",
        "Sommer 2026 Sommer",
        "Minoritetsrådgiver2026",
        "Fritt valg 2026 Fritt valg",
        "januar februar mars",
        "dragonmonkeymaster",
        "iloveyouiloveyou",
        "kari.forstemann@rud.example.no",
        "Kari Førstemann 2026!",
        "KARIFØRSTEMANN1985",
    ],
)
def test_what_anybody_would_try_first_is_refused(password: str) -> None:
    assert refused(password, KARI) == ["password_easy"]


def test_her_place_of_work_is_no_password(adviser: Member, elsewhere: Member) -> None:
    assert adviser.account is not None
    assert elsewhere.account is not None
    password = "Sola videregående skole Rogaland"
    assert refused(password, elsewhere.account) == ["password_easy"]
    assert refused("fjord og " + password, adviser.account) == []


def test_every_stolen_password_of_that_length_that_comes_with_django_is_refused() -> None:
    long = [one for one in CommonPasswordValidator().passwords if len(one) >= SHORTEST]
    assert len(long) > 40
    assert [one for one in long if refused(one) != ["password_easy"]] == []
    assert [one for one in long if refused(one.upper()) != ["password_easy"]] == []


@pytest.mark.parametrize(("password", "said"), [("kort", 2), ("fjell og fjord", 1)])
def test_a_short_one_is_told_how_long(password: str, said: int) -> None:
    with pytest.raises(ValidationError) as error:
        validate_password(password)
    assert len(error.value.messages) == said
    assert str(SHORTEST) in error.value.messages[0]
    assert password not in " ".join(error.value.messages)


def test_length_is_counted_as_it_is_read() -> None:
    """Fourteen letters are fourteen, also where a keyboard sends each å as two signs."""
    fourteen = "låøblåsevævet!"
    apart = unicodedata.normalize("NFD", fourteen)
    assert len(fourteen) == SHORTEST - 1 < len(apart)
    for spelling in (fourteen, apart):
        with pytest.raises(ValidationError):
            LongEnough().validate(spelling)
    LongEnough().validate(fourteen + "?")


def test_the_same_password_from_another_keyboard_opens(adviser: Member) -> None:
    account = adviser.account
    assert account is not None
    assert COMPOSED != DECOMPOSED
    for given_one, typed in ((COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)):
        give_password(actor=SUITE, account=account, password=given_one)
        answer = Member("somebody").client.post(
            "/konto/logg-inn", {"login": account.email, "password": typed}
        )
        assert answer.status_code == 302
        wrong = Member("somebody").client.post(
            "/konto/logg-inn", {"login": account.email, "password": typed + "x"}
        )
        assert wrong.status_code == 200


def test_a_hash_from_before_passwords_were_normalised_still_opens() -> None:
    from django.contrib.auth.hashers import make_password

    assert matches(DECOMPOSED, make_password(DECOMPOSED))
    assert not matches(COMPOSED, make_password(DECOMPOSED))
    assert not matches("", make_password(None))


@pytest.mark.parametrize("password", [COMPOSED, DECOMPOSED])
def test_an_unknown_address_costs_as_many_hashes_as_a_known_one(
    adviser: Member, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    account = adviser.account
    assert account is not None
    give_password(actor=SUITE, account=account, password=GOOD)
    hashed: list[str] = []
    plain = MD5PasswordHasher.encode

    def noted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return plain(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    counts = []
    for email in (account.email, "nobody@example.invalid"):
        hashed.clear()
        answer = Member("somebody").client.post("/konto/logg-inn", {"login": email, "password": password})
        assert answer.status_code == 200
        counts.append(len(hashed))
    assert counts[0] == counts[1] == len({password, COMPOSED})


@settings(max_examples=60, derandomize=True, deadline=None)
@given(password=st.text(max_size=120), name=st.text(min_size=1, max_size=20))
def test_whatever_is_typed_there_is_an_answer(password: str, name: str) -> None:
    account = Account.new(name=name, email="x@example.invalid")
    for code in refused(password, account):
        assert code in ("password_too_short", "password_easy")


def test_of_a_very_long_one_the_beginning_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time goes by the square of the length; the rest can only make it harder to guess."""
    measured: list[int] = []

    plain = zxcvbn.zxcvbn

    def noted(password: str, **options: Any) -> Any:
        measured.append(len(password))
        return plain(password, **options)

    monkeypatch.setattr("zxcvbn.zxcvbn", noted)
    with pytest.raises(ValidationError):
        HardToGuess().validate("1" * LONGEST)
    assert set(measured) == {MEASURED}
