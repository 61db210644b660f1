"""Letters that something waits, is due today or is over. A link, and nothing else.

None says how many, since when, how much it hastens or what it is about: that stands in Fritt valg.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advisory.models import Account
from advisory.services.outbox import keep, waits, written_since

OVERDUE, MORNING, ENDED = "overdue", "morning", "ended"
# More than a working day lasts, less than from the end of one to the beginning of the next: so once a day in
# whatever time zone, also for whoever holds posts in two, and a late letter keeps none of tomorrow's back.
ONCE_A_DAY = timedelta(hours=15)
# By kind: subject and body.
SAID: dict[str, tuple[Promise, Promise]] = {
    OVERDUE: (
        _("Fritt valg: something waits for you"),
        _(
            "Something in Fritt valg has waited longer than it should. Sign in, and you will see what it "
            "is:\n\n%(address)s\n\nFor the safety of others this message says nothing more. "
            "You cannot answer it."
        ),
    ),
    MORNING: (
        _("Fritt valg: today"),
        _(
            "There are things in Fritt valg that wait for you today. Sign in, and you will see them:\n\n"
            "%(address)s\n\nFor the safety of others this message says nothing more. You cannot answer it."
        ),
    ),
    ENDED: (
        _("Fritt valg: a time is over"),
        _(
            "Something in Fritt valg was shared between two posts for a time, and that is over. Sign in, and "
            "you will see what waits for you now:\n\n%(address)s\n\nFor the safety of others this message "
            "says nothing more. You cannot answer it."
        ),
    ),
}


def remind(account: Account, *, now: datetime) -> bool:
    """That something is overdue; none while one waits to be sent. Whether there is a new one.

    The caller holds the transaction in which it is noted that she was reminded: both happen or neither.
    """
    return account.is_active and not waits(account, OVERDUE) and _written(account, OVERDUE, now)


def greet(account: Account, *, now: datetime) -> bool:
    """The morning's letter, once a day. Whether there is a new one.

    The caller holds the transaction, and within it the lock of the account, so that of two at once the second
    sees what the first has written.
    """
    of_today = written_since(account, MORNING, now - ONCE_A_DAY)
    return account.is_active and not of_today and _written(account, MORNING, now)


def tell_of_end(account: Account, *, now: datetime) -> bool:
    """That what was shared for a time is shared no more; none while one waits. Whether there is a new one.

    To both sides. The caller holds the transaction in which it ends.
    """
    return account.is_active and not waits(account, ENDED) and _written(account, ENDED, now)


def _written(account: Account, kind: str, now: datetime) -> bool:
    subject, body = SAID[kind]
    with translation.override(account.language):
        address = settings.SITE_ADDRESS + reverse("account_login")
        keep(account, kind, str(subject), str(body) % {"address": address}, now=now)
    return True
