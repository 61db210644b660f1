"""What a password must be: long, and not easy to guess. No signs that must be in it, no renewal.

Breached lists hold next to nothing of 15 characters and more: what is weak at that length is put together
from common passwords, words, keyboard rows, repetitions and dates, or from what is known of the person and
her post. zxcvbn estimates just that, offline, with 30 000 breached passwords; our own words are added.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from math import log10
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHORTEST, LONGEST = 15, 1024
# As a power of ten, how many tries somebody who knows these lists would need. Ten thousand millions is what
# zxcvbn's authors hold to be enough even where the hashes were stolen, and ours are Argon2.
FEWEST_TRIES = 10.0
# zxcvbn takes time by the square of the length; what comes after only makes it harder to guess.
MEASURED = 72
EASY = "password_easy"
# Where Norwegian keyboards have letters and English ones, which zxcvbn knows, have signs.
ENGLISH_KEYS = str.maketrans("åøæ", "[;'")
# What people here take for a password: too Norwegian for zxcvbn's lists.
COMMON_HERE = """
    passord passordet hemmelig hemmelighet velkommen norge norsk oslo bergen trondheim stavanger tromsø sommer
    høst vinter vår ferie jul påske januar februar mars april mai juni juli august september oktober november
    desember mandag tirsdag onsdag torsdag fredag lørdag søndag skole skolen elev elever lærer rektor rådgiver
    minoritetsrådgiver integreringsrådgiver koordinator kompetanseteamet ambassade ambassaden imdi udi bufdir
    politiet direktoratet videregående tvangsekteskap frittvalg fritt valg saken saker statistikk system
    elsker kjæreste familie mamma pappa datter sønn hund katt fotball rosenborg brann vålerenga sjokolade
    kaffe hei hallo logg inn konto bruker admin test
"""

_REASONS: dict[str, Promise] = {
    "own": gettext_lazy("It is made of your name, your address, your place of work or words common here."),
    "listed": gettext_lazy("It is made of passwords that others have used and that were stolen."),
    "row": gettext_lazy("It follows the keyboard, the alphabet or the row of numbers."),
    "repeated": gettext_lazy("It repeats itself."),
    "date": gettext_lazy("It is made of years or dates."),
}


def normalised(password: str) -> str:
    """One spelling however a keyboard sends it: å as one sign or as two (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def matches(password: str, encoded: str) -> bool:
    """Whether it is the password of this hash, also of one that was made before passwords were normalised.

    Not the account's own method: it would save the password anew, unsealed, when hashing is changed.
    """
    # All of them, also after one that is right: spend_as_much does as many.
    found = [check_password(one, encoded) for one in _spellings(password)]
    return any(found)


def spend_as_much(password: str) -> None:
    """The work of `matches`, where there is no account: the time must not tell which it was."""
    for one in _spellings(password):
        make_password(one)


def _spellings(password: str) -> list[str]:
    """Normalised, and as typed where that is another."""
    return list(dict.fromkeys((normalised(password), password)))


class LongEnough:
    """At least SHORTEST characters, counted after normalising: what looks like one sign is one."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(normalised(password)) < SHORTEST:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        text = _(
            "At least %(least)d characters. Four or five words that have nothing to do with each other do."
        )
        return text % {"least": SHORTEST}


class HardToGuess:
    """Refuses what is made of breached passwords, own words, keyboard rows, repetitions and dates."""

    def __init__(self) -> None:
        # Django's list of 20 000 has a few of this length that zxcvbn's has not.
        self.stolen = {one for one in CommonPasswordValidator().passwords if len(one) >= SHORTEST}

    def validate(self, password: str, user: Any = None) -> None:
        plain = normalised(password)
        if plain.strip().lower() in self.stolen:
            easy = _("This password is easy to guess.")
            raise ValidationError(f"{easy} {_REASONS['listed']}", code=EASY)
        words = list(dict.fromkeys([*_own_words(user), *COMMON_HERE.split()]))
        tries, reason = min(_estimates(plain, words), key=lambda one: one[0])
        if tries < FEWEST_TRIES:
            text = _("This password is easy to guess.")
            why = _REASONS.get(reason)
            raise ValidationError(f"{text} {why}" if why else text, code=EASY)

    def get_help_text(self) -> str:
        return _("Not your name, your place of work, a row of the keyboard or a date.")


def _estimates(password: str, words: list[str]) -> Iterator[tuple[float, str]]:
    """As typed, on an English keyboard, and without the signs between the words; each with its reason."""
    joined = "".join(one for one in password if one.isalnum())
    for form in dict.fromkeys((password, password.lower().translate(ENGLISH_KEYS), joined)):
        yield _estimate(form[:MEASURED], words) if form else (0.0, "")


def _estimate(password: str, words: list[str]) -> tuple[float, str]:
    # Its lists take a moment and some megabytes: only where somebody chooses a password.
    from zxcvbn import zxcvbn

    found = zxcvbn(password, user_inputs=words, max_length=MEASURED)
    parts = [part for part in found["sequence"] if part["pattern"] != "bruteforce"]
    longest = max(parts, key=lambda part: len(part["token"]), default=None)
    return log10(found["guesses"]), _reason(longest) if longest else ""


def _reason(part: dict[str, Any]) -> str:
    match part["pattern"]:
        case "repeat":
            return "repeated"
        case "spatial" | "sequence":
            return "row"
        case "date" | "regex":
            return "date"
        case _:
            return "own" if part.get("dictionary_name") == "user_inputs" else "listed"


def _own_words(account: Any) -> Iterator[str]:
    """Of her name, her address and the places she works at; nothing for nobody."""
    if account is None:
        return
    said = [account.name, account.email]
    if not account._state.adding:
        for row in account.memberships.select_related("post"):
            said += [str(row.post.profile.get(key, "")) for key in ("name", "key", "county", "country")]
    for text in said:
        yield from _words(text)


def _words(text: str) -> Iterable[str]:
    """The whole of it, it without signs, and each word of three letters and more."""
    plain = normalised(text).casefold()
    parts = "".join(one if one.isalnum() else " " for one in plain).split()
    return [plain, "".join(parts), *(part for part in parts if len(part) > 2)]
