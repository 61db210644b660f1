"""scan_texts reads every stored text, names cases by number and findings by kind, quotes nothing."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Entry
from audit.verbs import Verb
from cases import gate
from cases.identity_guard import GuardBroken, checking
from cases.models import Advice
from cases.models.case_name import CaseName
from cases.services.case_names import call_case
from cases.services.keeping_out import keep_out
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db

CERTAIN = "Ring henne på 400 00 012 etter skolen."
LIKELY = "Eleven og Amina skal reise i ferien."


def keep_as(row: CaseName | Advice, **said: str) -> None:
    """As it would have been kept before the guard knew what it knows."""
    row.said = gate.ours(json.dumps(json.loads(row.said) | said))
    row.save()


def scanned(**options: Any) -> tuple[list[dict[str, Any]], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("scan_texts", stdout=out, stderr=err, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()], out.getvalue() + err.getvalue()


def test_cases_are_named_and_nothing_is_quoted(adviser: Member) -> None:
    certain = factories.log_case(adviser, narrative=CERTAIN)
    likely = factories.log_case(adviser, narrative=LIKELY)
    factories.log_case(adviser)
    found, said = scanned()
    assert found == [{"case": str(certain.pk), "certain": {"phone": 1}}]
    assert "texts 3, certain 1, likely 1, unopened 0" in said
    assert "400 00" not in said
    found, said = scanned(likely=True)
    assert {one["case"]: one["likely"] for one in found} == {str(certain.pk): {}, str(likely.pk): {"name": 1}}
    assert "Amina" not in said
    entry = Entry.objects.filter(verb=Verb.TEXTS_SCANNED).latest("number")
    assert entry.fields == "texts-3 certain-1 likely-1 unopened-0"


def test_reasons_and_events_are_read_too(adviser: Member, colleague: Member) -> None:
    case = factories.log_case(adviser)
    reason = gate.ours("Bor i Storgata 14B ved siden av.")
    assert colleague.account is not None
    keep_out(standing=adviser.standing, case=case, account_id=colleague.account.pk, reason=reason)
    other = factories.log_case(adviser)
    factories.happens(adviser, other, text=gate.ours(CERTAIN))
    found, _said = scanned()
    assert {one["case"]: one["certain"] for one in found} == {
        str(case.pk): {"address": 1},
        str(other.pk): {"phone": 1},
    }


def test_own_names_and_the_library_are_read_too(adviser: Member, coordinator: Member) -> None:
    case = factories.log_case(adviser)
    call_case(standing=adviser.standing, case=case, seen=None, called="Den med reisen")
    keep_as(CaseName.objects.get(), called=CERTAIN)
    advice = factories.keep_advice(coordinator, title="Før en reise")
    keep_as(Advice.objects.get(), text=LIKELY)
    found, said = scanned(likely=True)
    assert found == [
        {"name of case": str(case.pk), "certain": {"phone": 1}, "likely": {}},
        {"advice": str(advice), "certain": {}, "likely": {"name": 1}},
    ]
    assert "400 00" not in said
    assert "Amina" not in said


def test_a_name_and_advice_that_were_altered_are_told_of(adviser: Member, coordinator: Member) -> None:
    case, other = factories.log_case(adviser), factories.log_case(adviser)
    call_case(standing=adviser.standing, case=case, seen=None, called="Den med reisen")
    factories.keep_advice(coordinator)
    scanned()
    CaseName.objects.update(of_case=other.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_advice SET said = (SELECT said FROM cases_casename)")
    with pytest.raises(CommandError, match="do not open"):
        scanned()
    assert Entry.objects.filter(verb=Verb.TEXTS_SCANNED).latest("number").fields.endswith("unopened-2")


def test_a_guard_that_does_not_work_finds_nothing_and_says_so(
    adviser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.log_case(adviser)

    def broken(text: str, own: Any) -> Any:
        raise GuardBroken("names")

    assert scanned()[0] == []
    monkeypatch.setitem(checking.PARTS, "names", broken)
    with pytest.raises(CommandError, match="does not work"):
        scanned()
    assert Entry.objects.filter(verb=Verb.TEXTS_SCANNED).count() == 1
