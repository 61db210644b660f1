"""Who works here, where, and since when."""

from advisory.models.account import Account
from advisory.models.epoch import Epoch
from advisory.models.factor import Factor
from advisory.models.heartbeat import Heartbeat
from advisory.models.invitation import Invitation
from advisory.models.letter import Letter
from advisory.models.membership import Membership
from advisory.models.post import Agency, Coverage, Post
from advisory.models.session import StoredSession
from advisory.models.subject import Subject
from advisory.models.tries import Tries

__all__ = [
    "Account",
    "Agency",
    "Coverage",
    "Epoch",
    "Factor",
    "Heartbeat",
    "Invitation",
    "Letter",
    "Membership",
    "Post",
    "StoredSession",
    "Subject",
    "Tries",
]
