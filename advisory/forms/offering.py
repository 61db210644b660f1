"""What a field offers this time: choices that a view has found, for a field that is declared without any."""

from collections.abc import Iterable
from typing import Any

from django import forms


def give_choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the field take these. Raises TypeError for one that takes no choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)
