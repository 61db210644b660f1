"""When somebody is away, and who stands in: texts to values. Who may be whose deputy is for the service."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advisory.forms.fields import NO_AUTOFILL, DayField
from advisory.forms.offering import give_choices
from advisory.models import Account
from advisory.standing import Held


class AddressField(forms.CharField):
    """The e-mail address that somebody signs in with; gives her account."""

    widget = forms.EmailInput(attrs={**NO_AUTOFILL, "spellcheck": "false"})
    default_error_messages = {
        "required": _("Write the e-mail address."),
        "unknown": _("Nobody signs in with this address."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> Account | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = self.owner(text)
        if found is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return found

    def owner(self, address: str) -> Account | None:
        return Account.objects.by_login(address)


class AnyAddressField(AddressField):
    """Gives None where nobody signs in with it. The service says of both that they do not fit, in the same
    words, so nobody learns here which addresses have an account.
    """

    def clean(self, value: Any) -> Account | None:
        return self.owner(str(forms.CharField.clean(self, value)).strip())


class DeputyForm(forms.Form):
    use_required_attribute = False

    deputy = AnyAddressField(
        label=_("The deputy's e-mail address"), help_text=_("The one she signs in with.")
    )
    first = DayField(label=_("Away from"), help_text=_("The first day, for example 01.07.2027."))
    last = DayField(label=_("Until"), help_text=_("The last day, eight weeks later at most."))


class AbsenceForm(DeputyForm):
    """`posts` are those she holds herself; of more than one she says which."""

    post = forms.ChoiceField(
        label=_("Your post"), widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}
    )
    field_order = ("post", "deputy", "first", "last")

    def __init__(self, data: Any = None, *, posts: list[Held]) -> None:
        super().__init__(data)
        if len(posts) < 2:
            del self.fields["post"]
        else:
            give_choices(self, "post", [(str(held.post_id), held.post_name) for held in posts])


class AwayForm(DeputyForm):
    """For somebody else."""

    away = AnyAddressField(label=_("Who is away? Her e-mail address"))
    field_order = ("away", "deputy", "first", "last")
