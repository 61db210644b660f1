"""Named refusals of the team's library of advice, each as a sentence on its form."""

from django.utils.translation import gettext_lazy as _

from cases.errors import Refusal


class NoWords(Refusal):
    """`field` is what is missing."""

    sentence = _("Write something.")

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NoSuchAdvice(Refusal):
    sentence = _("There is no such advice any more.")


class AdviceChanged(Refusal):
    sentence = _("Somebody else has changed this advice since you opened it. Look at it again first.")


class NotAsItStands(Refusal):
    sentence = _("This cannot be done with the advice as it stands.")
