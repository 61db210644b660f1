"""Named refusals of this layer: a door that said no becomes a page; services say what they will not do."""

import uuid

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A door said no. `subject` is what was asked for; the page shown never repeats it."""

    status = 404
    template = "404.html"

    def __init__(self, subject: uuid.UUID) -> None:
        super().__init__(type(self).__name__)
        self.subject = subject


class NeverDeleted(Exception):
    """An account is deactivated; deleting it would cut the trail off from who acted."""


class Declined(Exception):
    """A rule of accounts and posts says no. `sentence` can be shown, `field` is where."""

    sentence: str | Promise = _("This cannot be done.")
    field: str | None = None


class AccountExists(Declined):
    """Another account signs in with this e-mail address."""

    sentence = _("Another account signs in with this e-mail address.")
    field = "email"


class RoleDoesNotFit(Declined):
    """The role is not one of this kind of post."""

    sentence = _("This role is not held at this post.")
    field = "place"


class PostNotInUse(Declined):
    """The post is not there on the day that the membership begins."""

    sentence = _("This post is not in use on that day.")
    field = "place"


class AlreadyHeld(Declined):
    """She holds this post in this role at some time of that already."""

    sentence = _("She holds this post in this role already. End that first, or choose other days.")
    field = "place"


class OnOneself(Declined):
    """An administrator gives herself nothing, and does not take her own way in away: another one does."""

    sentence = _("This is your own account. Another system administrator has to do it.")


class LastAdministrator(Declined):
    """Nobody would be left who can sign in, is administrator, and stays it."""

    sentence = _(
        "Nobody else is system administrator without an end and can sign in. Invite another one first, and "
        "wait until she has signed in."
    )


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


class SubjectTaken(Exception):
    """Another account is tied to this user of the identity provider."""


class DeputyRefused(Exception):
    """A deputy cannot be named so. `sentence` can be shown, `field` is where."""

    sentence = _("This cannot be done.")
    field: str | None = None


class NotAway(DeputyRefused):
    """Nor is there anybody with that address: the sentence does not tell which."""

    sentence = _("This person holds no post of her own at which cases are worked on.")
    field = "away"


class NotHersToName(DeputyRefused):
    sentence = _("You can name a deputy for yourself only.")
    field = "away"


class OnesOwnDeputy(DeputyRefused):
    sentence = _("Nobody is her own deputy, and nobody makes herself one.")
    field = "deputy"


class DeputyDoesNotFit(DeputyRefused):
    """Nor is there anybody with that address: the sentence does not tell which."""

    sentence = _("Nobody with this address does the same kind of work, at a post of her own.")
    field = "deputy"


class DeputyLeavesFirst(DeputyRefused):
    sentence = _("This person's own post ends before that. Choose an earlier last day, or somebody else.")
    field = "last"


class HandedOn(DeputyRefused):
    sentence = _("You only stand in here. She names her deputy herself, or an administrator does.")
    field = "away"


class DeputyAlready(DeputyRefused):
    sentence = _("This person is the deputy already in some of that time.")
    field = "deputy"


class DaysDoNotFit(DeputyRefused):
    sentence = _("Choose days from today on, the last one not before the first, and eight weeks at most.")
    field = "last"


class EpochInUse(Exception):
    """A key epoch cannot be destroyed; the sentence says what stands in the way and what to do."""


class EpochLost(Exception):
    """A key epoch that was just wrapped anew does not open, or its row says something else than the trail."""


class MembershipOver(Declined):
    """The membership has ended already, or would end before it began."""

    sentence = _("It has ended already, or would end before it began.")
    field = "last_day"


class AccountInUse(Declined):
    """It was never deactivated, or is in use again already."""

    sentence = _("The account is in use.")


class AccountDeactivated(Declined):
    """Nobody signs in with it any more, so nobody is invited to it."""

    sentence = _("The account is deactivated.")


class InvitationOver(Exception):
    """The link was used, withdrawn or ran out, or never was one."""
