"""Refusals where two cases about one matter are linked. None tells more than the code itself did."""

from django.utils.translation import gettext_lazy as _

from cases.errors import Refusal


class NoSuchCode(Refusal):
    """The same for one that never was, that is over or used, and for a case from which she is shut out."""

    sentence = _(
        "No case has this code now. A code is good for one request and for 14 days: ask for a new one, or "
        "check what you wrote."
    )
    field = "code"


class OwnMatter(Refusal):
    sentence = _("This code is of a case of your own post.")
    field = "code"


class LinkedAlready(Refusal):
    sentence = _(
        "These two cases are linked already, or one has asked about the other and waits for an answer."
    )
    field = "code"


class LeadsNotMatter(Refusal):
    sentence = _("Only the post that leads the case can link it to another.")


class AnswersHerself(Refusal):
    """Consent is the other side's to give."""

    sentence = _("You work at the post that asked. Somebody else at this case's post has to answer.")


class AnsweredAlready(Refusal):
    sentence = _("This was answered, taken back or ended already.")


class OtherSideGone(Refusal):
    sentence = _("The post that asked does not work on its case any more, so the two cannot be linked.")
