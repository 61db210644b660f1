"""Named refusals. The door's become pages; the services' become sentences on the form."""

from django.utils.translation import gettext_lazy as _

from advisory.errors import Refused


class NotYours(Refused):
    """For a stranger: the same answer as for a case that does not exist."""

    status, template = 404, "404.html"


class MayReadOnly(Refused):
    """For one who may read the case but not change it."""

    status, template = 403, "403.html"


class Refusal(Exception):
    """A rule of the work says no. `sentence` can be shown, `field` is where."""

    sentence = _("This cannot be done.")
    field: str | None = None


class ChangedMeanwhile(Refusal):
    """Somebody else saved the case after this form was opened."""

    sentence = _("Somebody else has changed this case since you opened it.")


class AlreadyClosed(Refusal):
    sentence = _("The case is already closed.")


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
