"""What a system administrator types: whom she invites, which post from when until when, and when it ends."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL, DayField
from advisory.models import Post
from advisory.roles import KINDS, NAMES, Role
from advisory.services.accounts import LONGEST_NAME

# Further ahead it is a slip of the finger.
FURTHEST = timedelta(days=10 * 365)
NO_LANGUAGE = _("Choose a language.")


class AheadField(DayField):
    """A day from today on."""

    default_error_messages = {
        "ahead": _("Choose today or a day after it, and at most ten years ahead."),
    }

    def validate(self, value: date | None) -> None:
        super().validate(value)
        today = timezone.localdate()
        if value is not None and not today <= value <= today + FURTHEST:
            raise ValidationError(self.error_messages["ahead"], code="ahead")


class LanguageForm(forms.Form):
    use_required_attribute = False

    language = forms.ChoiceField(
        label=_("Language of pages and letters"),
        choices=settings.LANGUAGES,
        widget=forms.Select,
        error_messages={"required": NO_LANGUAGE, "invalid_choice": NO_LANGUAGE},
    )


class PostForm(forms.Form):
    """Post and role are one choice: each role is held at one kind of post."""

    use_required_attribute = False

    place = forms.ChoiceField(
        label=_("Post and role"),
        widget=forms.Select,
        error_messages={
            "required": _("Choose a post."),
            "invalid_choice": _("This choice is not on the list."),
        },
    )
    first_day = AheadField(label=_("From"), help_text=_("The first day, for example 01.08.2027."))
    last_day = AheadField(
        label=_("Until"), help_text=_("The last day. Leave it empty if there is none."), required=False
    )

    def __init__(self, data: Any = None, *, posts: Iterable[Post], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"first_day": timezone.localdate()})
        super().__init__(data, **kwargs)
        self.posts = {post.pk: post for post in posts}
        self.fields["place"].choices = _places(self.posts.values())  # type: ignore[attr-defined]

    def clean_place(self) -> tuple[Post, Role]:
        post_id, _colon, role = str(self.cleaned_data["place"]).partition(":")
        return self.posts[uuid.UUID(post_id)], Role(role)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return self.cleaned_data

    @property
    def said(self) -> dict[str, Any]:
        """What the services take, under their names."""
        post, role = self.cleaned_data["place"]
        days = {name: self.cleaned_data[name] for name in ("first_day", "last_day")}
        return {"post": post, "role": role, **days}


class PersonForm(forms.Form):
    """Who somebody is, and the address that letters go to and she signs in with."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={**NO_AUTOFILL, "spellcheck": "false"}),
        error_messages={
            "required": _("Write the name."),
            "max_length": _("The name is longer than %(limit_value)d letters."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Letters go here, and she signs in with it."),
        max_length=254,
        widget=forms.EmailInput(attrs={**NO_AUTOFILL, "spellcheck": "false"}),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("This is not an e-mail address."),
        },
    )


class InviteForm(PersonForm, PostForm, LanguageForm):
    field_order = ("name", "email", "place", "first_day", "last_day", "language")

    @property
    def said(self) -> dict[str, Any]:
        return {**super().said, **{name: self.cleaned_data[name] for name in ("name", "email", "language")}}


class EndForm(forms.Form):
    use_required_attribute = False

    last_day = AheadField(label=_("Last day"), help_text=_("Leave it empty to end it now."), required=False)


class ResetForm(forms.Form):
    factors_lost = forms.BooleanField(
        label=_("She has lost her passkey, or the app with her codes, too"),
        help_text=_("Then they open nothing any more, and she sets up others after the new password."),
        required=False,
    )


class SureForm(forms.Form):
    """A page that asks once more, with nothing to fill in."""


def _places(posts: Iterable[Post]) -> list[tuple[Any, Any]]:
    """Nothing, then the posts under each role that is held there."""
    every = list(posts)
    groups = [
        (NAMES[role], [(f"{post.pk}:{role.value}", post.name) for post in every if post.kind == KINDS[role]])
        for role in Role
    ]
    return [("", _("Choose a post")), *((name, held) for name, held in groups if held)]
