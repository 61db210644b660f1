"""After a test that commits each table holds what it held before, in the same order, whatever was done."""

from typing import Any

import pytest
from django.db import connection

from advisory.roles import Role
from cases.models import Code
from tests import factories
from tests.put_back import Kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]


def stored() -> dict[str, list[Any]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = [repr(row) for row in cursor.fetchall()]
    return found


def test_what_was_added_changed_and_deleted_is_as_it_was() -> None:
    kept, before = Kept(), stored()
    for _ in range(2):
        # Tables that were empty, tables that others refer to, and the trail, which refuses to lose a row.
        factories.log_case(factories.member("adviser", Role.ADVISER, factories.post("sandaker")))
        factories.new_post()
        Code.objects.filter(field="kjonn", code="K").update(label_en="Girl or woman")
        Code.objects.order_by("pk")[4].delete()
        written = {table for table, rows in stored().items() if rows != before[table]}
        assert {"cases_case", "advisory_post", "cases_code", "audit_entry"} <= written
        kept.put_back()
        assert stored() == before
    kept.put_back()
    assert stored() == before
