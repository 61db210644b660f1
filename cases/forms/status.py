"""How a case stands at one's own post."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.forms.offering import give_choices
from cases import codebook
from cases.forms.fields import CodeField
from cases.status import Status


class StatusForm(forms.Form):
    use_required_attribute = False

    status = CodeField(label=_("How does the case stand at your post?"))

    def __init__(self, data: Any = None, *, offered: Sequence[Status]) -> None:
        super().__init__(data)
        give_choices(self, "status", [(one.value, codebook.label("status", one.value)) for one in offered])
