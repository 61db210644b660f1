"""What was sealed is never sealed as it stands again, though the database forgets that it was done."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from advisory.models import Account
from advisory.sealing.errors import SealError
from cases.models import Case
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("app", "model"), [("advisory", Account), ("cases", Case)])
def test_the_migration_that_made_the_seals_makes_none_twice(adviser: Member, app: str, model: Any) -> None:
    factories.log_case(adviser)
    rows = model._base_manager
    rows.update(seal=b"")
    sealing = import_module(f"{app}.migrations.0002_seals").seal_what_is_there
    with pytest.raises(SealError, match="was sealed before"):
        sealing(apps, None)
    assert {bytes(row.seal) for row in rows.all()} == {b""}
