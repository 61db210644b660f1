"""What a request gives as a second factor, by whichever of the two forms, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from advisory import throttling
from advisory.account_seal import verified
from advisory.errors import CountWentBack, WrongFactor
from advisory.factors import passkeys
from advisory.forms.factors import AnswerForm, CodeForm
from advisory.models import Account
from advisory.origin import actor_in
from advisory.services.factor_use import use_code, use_passkey
from audit import record
from audit.actor import ANONYMOUS, Actor
from audit.verbs import Verb


def given_in(request: HttpRequest, account: Account) -> tuple[forms.Form, UUID | None]:
    """(the form to be shown, the account's factor that was given), the latter None while none was.

    What is wrong is recorded on the account's chain. Codes are counted before they are looked at; passkeys,
    which nobody can guess, are not. Raises Wait, and SealError for an account that was altered.
    """
    if request.method != "POST":
        return CodeForm(), None
    form: forms.Form = AnswerForm(request.POST) if "credential" in request.POST else CodeForm(request.POST)
    if not form.is_valid():
        return form, None
    actor = actor_in(request, account.pk)
    try:
        if isinstance(form, AnswerForm):
            return form, _passkey(request, account, form.cleaned_data["credential"], actor)
        tag = _counted(request, account)
        factor = use_code(actor=actor, account_id=account.pk, code=form.cleaned_data["code"])
        throttling.succeeded(request, tag)
        return form, factor.pk
    except (WrongFactor, passkeys.NoPasskey):
        _refuse(request, account, "wrong")
    except CountWentBack as error:
        _refuse(request, account, "count", error.factor_id)
    if isinstance(form, AnswerForm):
        form.add_error(None, _("That passkey was not accepted. Try once more, or use another way."))
    else:
        form.add_error(
            "code",
            _(
                "The code is wrong or was used before. If it is from an app, wait for a new one and type "
                "that."
            ),
        )
    return form, None


def _counted(request: HttpRequest, account: Account) -> str:
    """The tag that a code is counted under. Raises Wait, said on her chain once a turn."""
    tag = throttling.tag_of(account)
    try:
        throttling.must_be_allowed(request, tag, "factor")
    except throttling.Wait as wait:
        if wait.told:
            _refuse(request, account, "wait")
        raise throttling.Wait(wait.seconds, told=False) from None
    return tag


def _passkey(request: HttpRequest, account: Account, response: Mapping[str, Any], actor: Actor) -> UUID:
    answer = passkeys.answered(request, response, verified(account).factors)
    return use_passkey(actor=actor, account_id=account.pk, answer=answer).pk


def _refuse(request: HttpRequest, account: Account, word: str, factor_id: UUID | None = None) -> None:
    """Whoever it was has not proved that she is the account's owner, unless she had before."""
    known = request.user.is_authenticated
    record.alone(
        Verb.FACTOR_REFUSED,
        actor=actor_in(request, account.pk if known else ANONYMOUS),
        chain=account.pk,
        subject=account.pk,
        objects=[factor_id] if factor_id else [],
        fields=[word],
    )
