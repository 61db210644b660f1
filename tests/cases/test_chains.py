"""A case and its chain are there together: whichever was removed by SQL, verifying the trail names it."""

import pytest
from django.db import connection

from audit.verify import verify
from cases.models import Case
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db


def test_a_case_whose_rows_were_removed_is_named_by_its_chain(adviser: Member) -> None:
    kept, removed = factories.log_case(adviser), factories.log_case(adviser)
    assert verify().flaws == []
    with connection.constraint_checks_disabled():
        Case.unscoped.filter(pk=removed.pk).delete()
    (flaw,) = verify().flaws
    assert (flaw.chain, flaw.number) == (removed.pk, 1)
    assert "removed" in flaw.reason
    assert Case.unscoped.filter(pk=kept.pk).exists()
