"""What allauth asks of a second factor: answered from our own sealed table, never from its own in clear."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage

from advisory.account_seal import verified
from advisory.models import Account

SITE = "Fritt valg"


class FactorAdapter(DefaultMFAAdapter):
    def is_mfa_enabled(self, user: Any, types: Iterable[str] | None = None) -> bool:
        """Whether there is a second factor to be asked for. Raises SealError."""
        return isinstance(user, Account) and bool(verified(user).factors)

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def _get_site_name(self) -> str:
        return SITE


class FactorStage(AuthenticateStage):
    """After the password. What held when it was given must hold when the factor is."""

    def handle(self) -> Any:
        self.state["password"] = self.login.user.get_session_auth_hash()
        # What one knew of this browser's session before is worth nothing from here on.
        self.request.session.cycle_key()
        return super().handle()

    def still_holds(self) -> bool:
        """Whether the account is active and has the password that was given."""
        account = self.login.user
        if not isinstance(account, Account) or not account.is_active:
            return False
        return bool(self.state.get("password") == account.get_session_auth_hash())
