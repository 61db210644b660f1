"""The identity guard: finds in a text what identifies somebody, before anything is saved.

Works offline, keeps nothing of what it reads and says nothing of it to any log. When a part of it does not
work
it raises GuardBroken, and whoever called saves nothing.
"""

from cases.identity_guard.checking import check
from cases.identity_guard.findings import ASK, OK, STOP, Finding, GuardBroken, Report, label_of

__all__ = ["ASK", "OK", "STOP", "Finding", "GuardBroken", "Report", "check", "label_of"]
