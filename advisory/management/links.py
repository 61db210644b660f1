"""What commands say of a link by which somebody chooses her password: sent by letter, or shown here."""

from django.core.management.base import CommandError

from advisory.invitation_links import VALID
from advisory.services.outbox import can_send

HOURS = int(VALID.total_seconds() // 3600)


def must_find_a_way_out() -> None:
    """Raises CommandError where a letter would wait for a mail server that there is not."""
    if not can_send():
        raise CommandError("No mail server is set (FRITTVALG_MAIL_URL): --show-link prints the link instead.")


def said_of(address: str, *, by_letter: bool) -> str:
    if by_letter:
        return f"A letter with a link waits for send_letters; it is good for {HOURS} hours."
    return f"Good once, for {HOURS} hours, and for nobody but her:\n{address}"
