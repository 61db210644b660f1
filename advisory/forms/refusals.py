"""What a rule said no to, on the form that was sent: beside the field it names, or above all of them.

In one place, because a refusal may name a field that the form does not have, which Django takes for a mistake
in the program.
"""

from typing import Protocol

from django import forms
from django.utils.functional import Promise


class Refusing(Protocol):
    """A refusal of any layer: `sentence` can be shown, `field` is where."""

    @property
    def field(self) -> str | None: ...

    @property
    def sentence(self) -> str | Promise: ...


def refuse(form: forms.BaseForm, refusal: Refusing) -> None:
    """Show it on a form that was sent."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal.sentence))
