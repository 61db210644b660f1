"""Letters: written into the database under seal with what they are about, sent when a mail server takes them.

A letter says that there is something to see or to do in Fritt valg and how to get there, and nothing else:
mail is read on telephones, forwarded and kept.

What SMTP cannot promise: that a letter comes once. A machine that stops after the server has taken a letter,
and before that is noted here, sends it again when its claim is over. So each letter has one Message-ID,
whenever and however often it is sent, and mail systems that know it keep one copy. That a server took it does
not say that she reads it: what nobody answers is chased by what stands in the case, never by what was sent.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advisory.models import Account, Letter
from advisory.sealing.errors import SealError

# How long a letter that was sent is kept, to answer whether somebody was told.
KEPT = timedelta(days=30)
# Nobody else tries a letter meanwhile; a process that died while sending lets go of it so late.
CLAIM = timedelta(minutes=15)
SIGN_IN, LINK, PASSWORD, FACTORS, ADDRESS = "sign in", "link", "password", "factors", "address"
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter. `error` is the class of what the mail server's answer raised."""

    sent: bool
    error: str = ""


def ask_to_sign_in(account: Account, *, now: datetime) -> bool:
    """A letter that asks her to look; none while one waits already. Whether there is a new one.

    The caller holds the transaction of what the letter is about: both happen or neither.
    """
    if not account.is_active or waits(account, SIGN_IN):
        return False
    with translation.override(account.language):
        subject = _("Fritt valg: please sign in")
        body = _(
            "There is something in Fritt valg that you should look at. Sign in and you will see it on your "
            "first page:\n\n%(address)s\n\nFor the safety of others this message says nothing more. "
            "You cannot answer it."
        ) % {"address": settings.SITE_ADDRESS + reverse("account_login")}
    keep(account, SIGN_IN, subject, body, now=now)
    return True


def tell_of_factors(account: Account, *, now: datetime) -> None:
    """A letter that how she signs in was changed, each time: it may not have been herself.

    The caller holds the transaction of the change.
    """
    if not account.is_active:
        return
    with translation.override(account.language):
        subject = _("Fritt valg: how you sign in was changed")
        body = _(
            "How you sign in to Fritt valg was changed: a passkey, an app or your recovery codes. You were "
            "signed out everywhere else.\n\nWas it you? Then there is nothing to do. If not, tell your "
            "administrator at once.\n\nYou cannot answer this message."
        )
    keep(account, FACTORS, subject, body, now=now)


def send_link(account: Account, *, address: str, until: datetime, now: datetime) -> None:
    """The letter with the link by which she chooses her password. The caller holds the transaction."""
    with translation.override(account.language):
        subject = _("Fritt valg: your way in")
        body = _(
            "You can sign in to Fritt valg. Open this link and choose a password:\n\n%(address)s\n\nThe link "
            "is for you alone. It works once, and until %(until)s. Did you not expect it? Do not open it, "
            "and tell the system administrator of your unit.\n\nYou cannot answer this message."
        ) % {"address": address, "until": date_format(timezone.localtime(until), "j. F Y H:i")}
    keep(account, LINK, subject, body, now=now)


def tell_of_new_password(account: Account, *, now: datetime) -> None:
    """So that she hears of it who did not do it herself. The caller holds the transaction."""
    with translation.override(account.language):
        subject = _("Fritt valg: your password was changed")
        body = _(
            "The password of your account in Fritt valg was changed on %(when)s. Was it not you? Tell the "
            "system administrator of your unit at once.\n\nYou cannot answer this message."
        ) % {"when": date_format(timezone.localtime(now), "j. F Y H:i")}
    keep(account, PASSWORD, subject, body, now=now)


def tell_of_new_address(account: Account, *, before: str, now: datetime) -> None:
    """To the address she had and to the one she has; neither names the other. As above."""
    with translation.override(account.language):
        subject = _("Fritt valg: your e-mail address was changed")
        body = _(
            "The e-mail address of your account in Fritt valg was changed on %(when)s. From now on you sign "
            "in with the new one, and letters go there. Did you not ask for it? Tell the system "
            "administrator of your unit at once.\n\nYou cannot answer this message."
        ) % {"when": date_format(timezone.localtime(now), "j. F Y H:i")}
    for address in (before, account.email):
        keep(account, ADDRESS, subject, body, now=now, to=address)


def withdraw(account: Account) -> None:
    """Letters to her that no mail server has taken yet."""
    Letter.objects.filter(account=account, sent_at=None).delete()


def waits(account: Account, kind: str) -> bool:
    """Whether a letter of this kind waits for her. What the letters say, and so their kind, is sealed."""
    return any(_kind_of(one) == kind for one in Letter.objects.filter(account=account, sent_at=None))


def written_since(account: Account, kind: str, moment: datetime) -> bool:
    """Whether a letter of this kind was written to her at that moment or later, while it is kept."""
    return any(
        _kind_of(one) == kind for one in Letter.objects.filter(account=account, created_at__gte=moment)
    )


def waiting() -> int:
    return Letter.objects.filter(sent_at=None).count()


def can_send() -> bool:
    """Whether there is a way out: a real installation without a mail server keeps its letters."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def send_due() -> Iterator[Outcome]:
    """Send every letter whose time has come, oldest first; no transaction is open while a server answers.

    Whoever changes `next_try_at` first has the letter: two senders at once send it once.
    """
    now = timezone.now()
    due = Letter.objects.filter(sent_at=None, due_at__lte=now, next_try_at__lte=now)
    for letter in due.order_by("due_at", "pk").select_related("account"):
        claimed = Letter.objects.filter(pk=letter.pk, sent_at=None, next_try_at=letter.next_try_at)
        if claimed.update(next_try_at=now + CLAIM, tries=F("tries") + 1):
            letter.tries += 1
            yield _send(letter)


def sent_before(moment: datetime) -> Q:
    """Letters that were sent so long ago that they are kept no longer."""
    return Q(sent_at__lt=moment - KEPT)


def _kind_of(letter: Letter) -> str:
    """Nothing for one that does not open: what somebody put there by SQL must stop neither a letter nor what
    the letter is about, such as deactivating an account.
    """
    try:
        # Those written before there were kinds asked to sign in.
        return str(json.loads(letter.content).get("kind", SIGN_IN))
    except SealError:
        return ""


def keep(
    account: Account, kind: str, subject: str, body: str, *, now: datetime, to: str | None = None
) -> None:
    """In the transaction of what the letter is about. `body` says that and where, and nothing else.

    It goes `to` this address; without one, to the one that the account has when it is sent.
    """
    content = json.dumps({"kind": kind, "subject": subject, "body": body, **({"to": to} if to else {})})
    Letter(account=account, content=content, created_at=now, due_at=now, next_try_at=now).save(
        force_insert=True
    )


def _send(letter: Letter) -> Outcome:
    try:
        # One that was altered does not open, and keeps no other from being sent.
        said = json.loads(letter.content)
        headers = {"Message-ID": f"<{letter.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}>"}
        EmailMessage(
            said["subject"], said["body"], to=[said.get("to") or letter.account.email], headers=headers
        ).send()
    except Exception as error:  # whatever seals, a mail server or the way to it come up with
        wait = min(FIRST_WAIT * 2 ** min(letter.tries - 1, 16), LONGEST_WAIT)
        letter.next_try_at = timezone.now() + wait
        letter.save(update_fields=["next_try_at"])
        return Outcome(False, type(error).__name__)
    letter.sent_at = timezone.now()
    letter.save(update_fields=["sent_at"])
    return Outcome(True)
