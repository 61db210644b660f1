"""Named refusals of this layer: a door that said no becomes a page; services say what they will not do."""

import uuid


class Refused(Exception):  # noqa: N818  (reads as the sentence it is)
    """A door said no. `subject` is what was asked for; the page shown never repeats it."""

    status = 404
    template = "404.html"

    def __init__(self, subject: uuid.UUID) -> None:
        super().__init__(type(self).__name__)
        self.subject = subject


class NeverDeleted(Exception):  # noqa: N818
    """An account is deactivated; deleting it would cut the trail off from who acted."""


class AccountExists(Exception):  # noqa: N818
    """Another account signs in with this e-mail address."""


class RoleDoesNotFit(Exception):  # noqa: N818
    """The role is not one of this kind of post."""


class MembershipOver(Exception):  # noqa: N818
    """The membership has ended already, or would end before it began."""
