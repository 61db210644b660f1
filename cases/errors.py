"""Named refusals. The door's become pages; the services' become sentences on the form."""

from django.utils.translation import gettext_lazy as _

from advisory.errors import Refused


class NotYours(Refused):
    """For a stranger: the same answer as for a case that does not exist."""

    status, template = 404, "404.html"


class MayReadOnly(Refused):
    """For one who may read the case but not change it."""

    status, template = 403, "403.html"


class NotShown(Exception):
    """A field was asked for that the agency's part of the case does not need. No page asks for one."""


class Refusal(Exception):
    """A rule of the work says no. `sentence` can be shown, `field` is where."""

    sentence = _("This cannot be done.")
    field: str | None = None


class ChangedMeanwhile(Refusal):
    """Somebody else saved the case after this form was opened."""

    sentence = _("Somebody else has changed this case since you opened it.")


class AlreadyClosed(Refusal):
    sentence = _("The case is already closed.")


class DutiesNotAssessed(Refusal):
    """Nothing of such a case ends before somebody has answered for both duties."""

    sentence = _(
        "This case is acute or concerns somebody under 18. It cannot be closed until both duties are "
        "assessed: the duty to avert, and the duty to inform child welfare."
    )


class NotFollowedUp(Refusal):
    sentence = _("Write why she is not followed up both times.")
    field = "why_not"


class OutcomeUnknown(Refusal):
    sentence = _("Choose how it stands now.")
    field = "outcome"


class ActionTooEarly(Refusal):
    sentence = _("The day cannot be before your post was asked.")
    field = "day"


class ActionTooLate(Refusal):
    sentence = _("The day cannot be in the future.")
    field = "day"


class NotClosed(Refusal):
    sentence = _("The case is not closed.")


class AlreadySent(Refusal):
    """A form is good for one inquiry."""

    sentence = _("This form was sent to another post already. Send it again to make one more case.")


class NoPost(Refusal):
    sentence = _("You hold no post at which cases are worked on.")


class NoPersons(Refusal):
    sentence = _("A specific case concerns at least one person.")
    field = "persons"


class NoConcern(Refusal):
    sentence = _("Choose the main concern.")
    field = "concern"


class UnknownCode(Refusal):
    """`field` is the fact whose list does not have the code."""

    sentence = _("This choice is not on the list.")

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NoSuchCase(Refusal):
    """For a job, and for one who may hold a case back without seeing it."""

    sentence = _("There is no such case, or it was erased.")
    field = "case"


class HeldByOthers(Refusal):
    """Her agency was asked about a part of the case, and cannot know who needs the rest of it."""

    sentence = _(
        "Your agency was asked about a part of this case. Erasing is held back until that day, unless those "
        "who work on all of it, or the privacy officer, let go of it."
    )


class NotDue(Refusal):
    """Nothing of the case is to be erased now; a job that meets this goes on with the next."""


class NobodyToTell(Refusal):
    """Nobody holds the posts it is about, nor is anybody privacy officer (a case is not marked then, so not
    erased) or coordinator (what waits is chased once somebody is).
    """


class NoReasonGiven(Refusal):
    sentence = _("Write why.")
    field = "reason"


class KeptOutAlready(Refusal):
    sentence = _("This person is shut out of the case already.")
    field = "person"


class NotKeptOut(Refusal):
    sentence = _("This person is not shut out of this case.")
    field = "person"


class NotForOneself(Refusal):
    sentence = _("Nobody lets herself back to a case. Another coordinator can.")
    field = "person"


class NothingToOpen(Refusal):
    """The same for a case that there is not, was erased, or from which she is shut out."""

    sentence = _("No case with this number can be opened in this way. That you tried is recorded.")
    field = "case"


class TooManyTries(Refusal):
    sentence = _("You have tried this too often today. Call the competence team.")
    field = "case"


class PostIsHeld(Refusal):
    sentence = _("Somebody holds this post: its cases are hers.")
    field = "post"


class PostIsEmpty(Refusal):
    sentence = _("Nobody holds the post that the cases would pass to.")
    field = "to"


class OtherScheme(Refusal):
    """A case that passes on is counted once still, and as what it was asked as."""

    sentence = _("Choose another post of the same kind.")
    field = "to"


class NothingToPassOn(Refusal):
    sentence = _("There is nothing to pass on.")
    field = "post"


class NotHeld(Refusal):
    sentence = _("The erasing of this case is not held back.")


class NotLater(Refusal):
    sentence = _("Choose a day after today, and at most five years ahead.")
    field = "until"
