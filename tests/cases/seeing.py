"""Whether somebody sees a case, asked of the door in every way there is."""

import pytest

from cases import access
from cases.errors import NotYours
from cases.models import Case
from tests.factories import Member


def sees(who: Member, case: Case) -> bool:
    """The list, the number and the case itself must agree."""
    listed = [one.pk for one in access.page(who.standing).cases]
    assert listed == list(access.visible_to(who.standing).values_list("pk", flat=True))
    assert access.count_visible(who.standing) == len(listed)
    if case.pk not in listed:
        with pytest.raises(NotYours):
            access.open_case(who.standing, case.pk)
        return False
    assert access.open_case(who.standing, case.pk).pk == case.pk
    return True
