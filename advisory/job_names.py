"""What the jobs that act without a person are called where people read of them, by the name in the trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SET_UP, _KEYS, _RUN = _("set-up"), _("keys"), _("by those who run it")

NAMES: dict[str, Promise] = {
    "annual_statistics": _("statistics"),
    "chase": _("reminders"),
    # Is no more; the trail still tells of it.
    "changepassword": _RUN,
    "clearsessions": _("removal of sessions that have ended"),
    "compare_edition": _("statistics"),
    "create_account": _RUN,
    "destroy_epoch": _KEYS,
    "digest": _("letters of the morning"),
    "erase_expired": _("erasing"),
    "import_cases": _("taking in of cases from a file"),
    "load_demo": _("made-up cases"),
    "load_reference": _("code lists and places"),
    "matter_links": _("links between cases"),
    "migrate": _SET_UP,
    "reencrypt": _KEYS,
    "reset_account": _RUN,
    "rotate_keys": _KEYS,
    "scan_texts": _("look for names and numbers in texts"),
    "segments": _("packing of what is counted"),
    "send_letters": _("sending of letters"),
    "routing_rules": _RUN,
    "session": _("signing in and out"),
    "trim_trail": _("keeping of the trail"),
    "verify_seals": _("check of the seals"),
    "verify_trail": _("check of the trail"),
    "witness": _("witness of the trail"),
}
