"""What the start-up checks refuse: demo mode, debugging and made-up accounts where real cases are."""

from typing import Any

import pytest

from advisory.roles import Role
from advisory.services.accounts import deactivate_account
from config import checks
from tests import factories


def ids(found: list[Any]) -> set[str]:
    return {one.id for one in found}


@pytest.mark.parametrize(("setting", "error"), [("DEMO", "config.E001"), ("DEBUG", "config.E002")])
def test_what_is_convenient_is_refused_in_production(settings: Any, setting: str, error: str) -> None:
    settings.IS_PRODUCTION, settings.DEMO, settings.DEBUG = True, False, False
    assert ids(checks.demo_stays_out_of_production(None)) == set()

    setattr(settings, setting, True)

    assert ids(checks.demo_stays_out_of_production(None)) == {error}
    settings.IS_PRODUCTION = False
    assert ids(checks.demo_stays_out_of_production(None)) == set()


def test_a_made_up_account_is_refused_in_production(reference: None, settings: Any) -> None:
    settings.IS_PRODUCTION = True
    real = factories.member("real", Role.ADVISER, factories.post("sandaker"))
    assert real.account is not None
    assert ids(checks.no_demo_account_in_production(None, ["default"])) == set()

    demo = factories.member("demo", Role.ADVISER, factories.post("sandaker"), is_demo=True)

    assert ids(checks.no_demo_account_in_production(None, ["default"])) == {"config.E006"}
    assert demo.account is not None
    deactivate_account(actor=factories.SUITE, account=demo.account)
    assert ids(checks.no_demo_account_in_production(None, ["default"])) == set()
