"""Refusals where one post asks another about a case, and where that one answers."""

from django.utils.translation import gettext_lazy as _

from cases.errors import Refusal


class NotOpen(Refusal):
    sentence = _("Your post does not work on this case now.")


class AlreadySaid(Refusal):
    sentence = _("This message was saved already.")


class LeadsNot(Refusal):
    """Only the post that leads a case can let another take it over."""

    sentence = _("Your post does not lead this case, so it cannot ask another to take it over.")
    field = "how"


class AsksItself(Refusal):
    sentence = _("Choose another post: this one asked, or was asked, already.")
    field = "to"


class AlreadyAsked(Refusal):
    sentence = _("This post works on the case already, or has been asked and has not answered.")
    field = "to"


class NotAskedFromHere(Refusal):
    """See cases/who_asks_whom.py."""

    sentence = _("Your post does not ask this one itself. Ask the competence team.")
    field = "to"


class NobodyThere(Refusal):
    sentence = _("Nobody holds this post now. Ask the competence team instead.")
    field = "to"


class NotForAnonymous(Refusal):
    sentence = _(
        "A case that is only talked over cannot be taken over. Choose another reason, or ask for advice."
    )
    field = "basis"


class NothingSaidOfHarm(Refusal):
    """Sharing could make things worse, and nobody says how that is met."""

    sentence = _("Write how you keep the person, sisters and brothers safe when you share the case.")
    field = "why"


class AlreadyAnswered(Refusal):
    sentence = _("This was answered, taken back or is over already.")


class StillAsking(Refusal):
    """A lane does not end while its post waits for an answer."""

    sentence = _("Another post has not answered you yet. Take your question back before you close the case.")


class NotAnswered(Refusal):
    """Whoever was asked says first whether it takes part."""

    sentence = _("Another post asks you about this case. Answer it first.")


class NoSuchStep(Refusal):
    """See cases/status.py."""

    sentence = _("The case does not stand so that this can be said of it now.")
    field = "status"


class NobodyToAsk(Refusal):
    sentence = _("Choose a post that you have asked, or that has asked you.")
    field = "to"


class NothingToReplyTo(Refusal):
    sentence = _("This question was answered already.")
    field = "question"


class NothingWritten(Refusal):
    sentence = _("Write something.")
    field = "text"


class ClaimedAlready(Refusal):
    sentence = _("A colleague has taken this case already.")


class NotClaimed(Refusal):
    sentence = _("You have not taken this case.")


class TakenOver(Refusal):
    """The post that asked has given the case to another one since."""

    sentence = _("Another post has taken this case over since you were asked. Decline, and say so.")


class TasksOpen(Refusal):
    """A lane does not end while its post has promised itself something."""

    sentence = _("Something is planned at your post that is neither done nor given up.")


class NoSuchTask(Refusal):
    sentence = _("This task is over already.")
    field = "task"


class TaskTooEarly(Refusal):
    sentence = _("Choose a day that is not over.")
    field = "day"


class TaskTooLate(Refusal):
    sentence = _("Choose a day within a year.")
    field = "day"


class NothingToFollowUp(Refusal):
    sentence = _("This follow-up is over already.")
    field = "event"
