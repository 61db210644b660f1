"""One message in a case: what kind, to whom, who may see it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases.forms.choices import Choices
from cases.forms.fields import CodeField, NoteField
from cases.forms.guarded import EXTRAS
from cases.models.event import EventKind, SeenBy

KINDS = {
    EventKind.REPLY: _("An answer to a question"),
    EventKind.QUESTION: _("A question: your clock stands still until it is answered"),
    EventKind.ADVICE: _("Advice"),
    EventKind.NOTE: _("A note"),
}
TO_WHO_ASKED = _("Advice to the post that asked")
SEEN = {
    SeenBy.OWN: _("Your post alone"),
    SeenBy.LANE: _("Your post and the one that asked it"),
    SeenBy.ALL: _("Everybody who works on the case"),
}


class MessageForm(forms.Form):
    """`questions` are (id, words) of those that wait for an answer, `posts` (id, name) of who can be asked,
    `others` of every other post on the case; `was_asked`: it was another post that asked hers."""

    use_required_attribute = False

    kind = CodeField(label=_("What do you write?"))
    question = CodeField(label=_("Which question do you answer?"), required=False, widget=forms.Select)
    to = CodeField(
        label=_("To which post?"),
        required=False,
        widget=forms.Select,
        help_text=_("It is told by e-mail that there is something to see, and nothing else."),
    )
    seen_by = CodeField(
        label=_("Who may see it?"),
        required=False,
        may_be_needed=True,
        help_text=_("A question and its answer are seen by the two posts."),
    )
    text = NoteField(
        label=_("Text"),
        required=True,
        error_messages={"required": _("Write something.")},
        help_text=_("Kept locked with the case. Write no names."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Sequence[tuple[str, str]],
        posts: Sequence[tuple[str, str]],
        others: Sequence[tuple[str, str]],
        was_asked: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        kinds = [EventKind.ADVICE, EventKind.NOTE]
        if posts:
            kinds.insert(0, EventKind.QUESTION)
        if questions:
            kinds.insert(0, EventKind.REPLY)
        words = {**KINDS, EventKind.ADVICE: TO_WHO_ASKED} if was_asked else KINDS
        give_choices(self, "kind", [(kind.value, words[kind]) for kind in kinds])
        give_choices(self, "question", [("", _("Choose")), *questions])
        give_choices(self, "to", [("", _("Nobody in particular")), *dict([*posts, *others]).items()])
        # Where nobody asked there is no second post to show it to.
        seen = [one for one in SEEN if was_asked or one is not SeenBy.LANE]
        give_choices(self, "seen_by", [(one.value, SEEN[one]) for one in seen])
        self.asked = {post_id for post_id, _name in posts}
        if not questions:
            del self.fields["question"]
        elif not self.is_bound and not initial:
            self.initial.update(kind=EventKind.REPLY.value, question=questions[0][0])
        if not posts and not others:
            del self.fields["to"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind == EventKind.REPLY and not cleaned.get("question"):
            self.add_error("question", _("Choose the question."))
        if kind == EventKind.QUESTION and cleaned.get("to") not in self.asked:
            self.add_error("to", _("Choose a post that you have asked, or that has asked you."))
        if kind in {EventKind.ADVICE, EventKind.NOTE} and not cleaned.get("seen_by"):
            self.add_error("seen_by", _("Choose who may see it."))
        return cleaned


def kept(posted: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """The texts of the form's own fields, and nothing else that was sent along."""
    names = [*MessageForm.base_fields, *("text" + extra for extra in EXTRAS)]
    return {name: posted.getlist(name) for name in names if name in posted}


class InsertForm(forms.Form):
    """Which advice of the library is put into the text; `advice` are (id, title), perhaps in groups."""

    use_required_attribute = False

    advice = CodeField(
        label=_("From the library of advice"),
        widget=forms.Select,
        help_text=_("It is put after what you have written. Change it so that it fits, and save."),
        error_messages={"required": _("Choose a piece of advice.")},
    )

    def __init__(self, data: Any = None, *, advice: Choices) -> None:
        super().__init__(data)
        give_choices(self, "advice", [("", _("Choose")), *advice])
