"""Named refusals of this layer: a door that said no becomes a page; services say what they will not do."""

import uuid


class Refused(Exception):
    """A door said no. `subject` is what was asked for; the page shown never repeats it."""

    status = 404
    template = "404.html"

    def __init__(self, subject: uuid.UUID) -> None:
        super().__init__(type(self).__name__)
        self.subject = subject


class NeverDeleted(Exception):
    """An account is deactivated; deleting it would cut the trail off from who acted."""


class AccountExists(Exception):
    """Another account signs in with this e-mail address."""


class RoleDoesNotFit(Exception):
    """The role is not one of this kind of post."""


class WrongFactor(Exception):
    """What was given as a second factor is none of the account's, or was given before."""


class CountWentBack(Exception):
    """A passkey counts less than it did: there is a copy of it."""

    def __init__(self, factor_id: uuid.UUID) -> None:
        super().__init__(type(self).__name__)
        self.factor_id = factor_id


class FactorGone(Exception):
    """The account has no such second factor any more."""


class LastFactor(Exception):
    """Without this second factor the account would have none to sign in with."""


class TooManyFactors(Exception):
    """The account has as many second factors as one can have."""


class EpochInUse(Exception):
    """A key epoch cannot be destroyed; the sentence says what stands in the way and what to do."""


class EpochLost(Exception):
    """A key epoch that was just wrapped anew does not open, or its row says something else than the trail."""


class MembershipOver(Exception):
    """The membership has ended already, or would end before it began."""


class AccountDeactivated(Exception):
    """Nobody signs in with it any more, so nobody is invited to it."""


class InvitationOver(Exception):
    """The link was used, withdrawn or ran out, or never was one."""
