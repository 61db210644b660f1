"""The library's forms: what to look for, and one piece of advice in words that are nobody's."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL
from advisory.forms.offering import give_choices
from cases.forms.choices import Choices, offered
from cases.forms.fields import CodeField, CodesField
from cases.forms.guarded import GuardedField, GuardedInput, GuardedTextarea
from cases.services.library import State
from cases.services.library_steps import CONCERNS, TEXT_LENGTH, TITLE_LENGTH

WORDS_LENGTH = 200
# In their own words, so that somebody who cannot read the page finds hers.
LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
STATES = {
    State.SHOWN: _("In the library"),
    State.DRAFT: _("Drafts of the team"),
    State.RETIRED: _("Taken out of the library"),
}


class SearchForm(forms.Form):
    """Everything may be left open. `state` is asked of whoever writes advice alone."""

    use_required_attribute = False

    words = forms.CharField(
        label=_("Words to look for"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.TextInput(attrs={**NO_AUTOFILL, "type": "search", "spellcheck": "false"}),
        help_text=_("Beginnings of words will do. They are written in no log."),
        error_messages={"max_length": _("Look for fewer words.")},
    )
    concern = CodeField(label=_("Kind of matter"), required=False, widget=forms.Select)
    language = CodeField(label=_("Language"), required=False, widget=forms.Select)
    state = CodeField(label=_("Which?"), required=False, widget=forms.Select)

    def __init__(self, data: Any = None, *, day: date, writes: bool) -> None:
        super().__init__(data)
        give_choices(self, "concern", [("", _("All kinds")), *offered(CONCERNS, day)])
        give_choices(self, "language", [("", _("All languages")), *_languages()])
        give_choices(self, "state", [(one.value, text) for one, text in STATES.items()])
        if not writes:
            del self.fields["state"]


class AdviceForm(forms.Form):
    """`posts` are (id, name) of those she writes for; with one there is nothing to choose."""

    use_required_attribute = False

    title = GuardedField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        widget=GuardedInput(attrs=NO_AUTOFILL),
        can_keep=False,
        error_messages={"required": _("Write a title.")},
    )
    text = GuardedField(
        label=_("Text"),
        max_length=TEXT_LENGTH,
        widget=GuardedTextarea(attrs={**NO_AUTOFILL, "rows": 12, "spellcheck": "false"}),
        can_keep=False,
        error_messages={"required": _("Write something.")},
        help_text=_(
            "What to do and why, in words that fit anybody. Nothing of the case that it was thought out for."
        ),
    )
    concerns = CodesField(
        label=_("Which kinds of matter is it for?"), error_messages={"required": _("Choose at least one.")}
    )
    language = CodeField(label=_("Which language is it in?"), widget=forms.Select)
    post = CodeField(label=_("Which of your posts gives this advice?"), widget=forms.Select)
    anonymous = forms.BooleanField(
        label=_("I have read it once more: nobody who knows a case recognises it here."),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        day: date,
        posts: Sequence[tuple[str, str]] = (),
        stored: Collection[str] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        give_choices(self, "concerns", offered(CONCERNS, day, stored=stored))
        give_choices(self, "language", _languages())
        give_choices(self, "post", list(posts))
        if len(posts) < 2:
            del self.fields["post"]

    def must_be_anonymous(self) -> bool:
        """Whether she has said so, of a form that is valid; else it is asked for."""
        if not self.cleaned_data["anonymous"]:
            self.add_error("anonymous", _("Read it once more, and say so, before everybody sees it."))
        return not self.errors


def _languages() -> Choices:
    return [(code, LANGUAGES[code]) for code, _name in settings.LANGUAGES]
