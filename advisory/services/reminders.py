"""Letters that something waits, is due today or is over. A link, and nothing else.

None says how many, since when, how much it hastens or what it is about: that stands in Fritt valg.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from advisory.models import Account
from advisory.services.outbox import keep, waits, written_since

OVERDUE, MORNING, ENDED = "overdue", "morning", "ended"
# More than a working day lasts, less than from the end of one to the beginning of the next: so once a day in
# whatever time zone, also for whoever holds posts in two, and a late letter keeps none of tomorrow's back.
ONCE_A_DAY = timedelta(hours=15)


def remind(account: Account, *, now: datetime) -> bool:
    """That something is overdue; none while one waits to be sent. Whether there is a new one.

    The caller holds the transaction in which it is noted that she was reminded: both happen or neither.
    """
    if not account.is_active or waits(account, OVERDUE):
        return False
    with translation.override(account.language):
        subject = _("Fritt valg: something waits for you")
        body = _(
            "Something in Fritt valg has waited longer than it should. Sign in, and you will see what it "
            "is:\n\n%(address)s\n\nFor the safety of others this message says nothing more. "
            "You cannot answer it."
        ) % {"address": _address()}
    keep(account, OVERDUE, subject, body, now=now)
    return True


def greet(account: Account, *, now: datetime) -> bool:
    """The morning's letter, once a day. Whether there is a new one.

    The caller holds the transaction, and within it the lock of the account, so that of two at once the second
    sees what the first has written.
    """
    if not account.is_active or written_since(account, MORNING, now - ONCE_A_DAY):
        return False
    with translation.override(account.language):
        subject = _("Fritt valg: today")
        body = _(
            "There are things in Fritt valg that wait for you today. Sign in, and you will see them:\n\n"
            "%(address)s\n\nFor the safety of others this message says nothing more. You cannot answer it."
        ) % {"address": _address()}
    keep(account, MORNING, subject, body, now=now)
    return True


def tell_of_end(account: Account, *, now: datetime) -> bool:
    """That what was shared for a time is shared no more; none while one waits. Whether there is a new one.

    To both sides. The caller holds the transaction in which it ends.
    """
    if not account.is_active or waits(account, ENDED):
        return False
    with translation.override(account.language):
        subject = _("Fritt valg: a time is over")
        body = _(
            "Something in Fritt valg was shared between two posts for a time, and that is over. Sign in, and "
            "you will see what waits for you now:\n\n%(address)s\n\nFor the safety of others this message "
            "says nothing more. You cannot answer it."
        ) % {"address": _address()}
    keep(account, ENDED, subject, body, now=now)
    return True


def _address() -> str:
    return settings.SITE_ADDRESS + reverse("account_login")
