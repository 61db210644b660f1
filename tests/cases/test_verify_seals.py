"""verify_seals opens everything there is and names each value that is bad; nothing registered escapes it."""

import re
import uuid
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.utils import timezone

from advisory.models import Letter
from advisory.seal_check import registered_columns
from advisory.sealing import registry
from advisory.sealing.keys import chest
from advisory.sealing.uses import columns_under_epochs, uses_of
from advisory.services.epochs import open_epoch
from audit.actor import HOUSE
from audit.models import Entry
from audit.verbs import Verb
from cases import access
from cases.management.commands import verify_seals
from cases.matters import Link, Side, State
from cases.models import Case
from cases.services import case_names, matter_codes, matter_rows, rule_drafts, segments
from cases.services.drafts import keep_draft
from cases.services.edition_steps import make_draft, take_step
from cases.services.editions import Step
from cases.services.keeping_out import keep_out
from cases.services.periods import decide_period
from cases.statistics.tables import TABLES
from tests import factories
from tests.conftest import unprotected_trail
from tests.factories import SUITE, Member

pytestmark = pytest.mark.django_db
TEXT = "Hun er redd for sommeren."


@pytest.fixture
def case(adviser: Member, embassy: Member, colleague: Member, coordinator: Member) -> Case:
    """A register in which every registered column holds something."""
    made = factories.log_case(adviser, narrative=TEXT)
    factories.give(made, colleague)
    factories.happens(adviser, made, text="a test")
    opened = access.open_case(adviser.standing, made.pk)
    assert embassy.account is not None
    keep_out(standing=adviser.standing, case=opened, account_id=embassy.account.pk, reason="a test")
    assert adviser.account is not None
    keep_draft(account_id=adviser.account.pk, draft_id=uuid.uuid4(), typed={"narrative": ["begun"]})
    decide_period(standing=adviser.standing, key="texts", months=12, reason="a test")
    rule_drafts.begin(standing=adviser.standing)
    factories.keep_advice(coordinator)
    others = [table for table in TABLES if table != "T02"]
    number = make_draft(standing=adviser.standing, year=2008, reason="a test", left_out=others)
    take_step(standing=adviser.standing, number=number, step=Step.CHECKED)
    now = timezone.now()
    lane = next(iter(opened.inquiries.all()))
    code = matter_codes.make(standing=adviser.standing, case=opened, lane=lane)
    asked = Side(made.pk, code.post, code.account, "MR")
    with transaction.atomic():
        asking = Side(uuid.uuid4(), code.post, code.account, "IR")
        link = Link(uuid.uuid4(), 1, State.ASKED, asking, asked, asked_at=now, changed_at=now)
        matter_rows.keep(link, actor=adviser.standing.actor)
    case_names.call_case(standing=adviser.standing, case=opened, seen=None, called="Fjellet")
    Letter.objects.create(account=adviser.account, content="{}", created_at=now, due_at=now, next_try_at=now)
    segments.make(actor=SUITE, answers=False)
    # So that a request's origin stands in the trail.
    assert adviser.client.get(f"/saker/{made.pk}/").status_code == 200
    return made


def run() -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    try:
        call_command("verify_seals", stdout=out, stderr=errors)
    except CommandError as error:
        return f"failed: {error}", errors.getvalue()
    return out.getvalue(), errors.getvalue()


def table_of(label: str) -> tuple[type[models.Model], str]:
    model, _dot, name = label.rpartition(".")
    return apps.get_model(model), name


def flip(label: str) -> bool:
    """One bit of the last byte of the first row, by SQL; done twice it is as it was. False without a row."""
    model, name = table_of(label)
    table, pk = model._meta.db_table, model._meta.pk.column if label != "audit.Entry.origin" else "digest"
    with connection.cursor() as cursor, unprotected_trail():
        cursor.execute(f"SELECT {pk}, {name} FROM {table} WHERE {name} IS NOT NULL ORDER BY {pk} LIMIT 1")
        found = cursor.fetchone()
        if found is None:
            return False
        row, value = found[0], bytes(found[1])
        flipped = value[:-1] + bytes([value[-1] ^ 1])
        cursor.execute(f"UPDATE {table} SET {name} = %s WHERE {pk} = %s", [flipped, row])
    return True


def test_all_that_there_is_opens_and_is_counted(case: Case) -> None:
    said, errors = run()
    assert errors == ""
    assert "Everything opens and holds" in said
    counts = dict(re.findall(r"^(.+): (\d+)$", said, re.MULTILINE))
    assert {name: counts[name] for name in ("cases", "grants", "keys of cases", "facts", "texts")} == {
        "cases": "1",
        "grants": "3",
        "keys of cases": "1",
        "facts": "4",
        "texts": "4",
    }
    assert int(counts["places"]) == int(counts["profiles"]) > 50
    assert int(counts["origins of requests"]) >= 1
    assert counts["key epochs"] == "1"
    entry = Entry.objects.filter(chain=HOUSE, verb=Verb.SEALS_VERIFIED).get()
    assert entry.fields.endswith(" bad-0")


@pytest.mark.django_db(transaction=True)
def test_one_bit_of_any_registered_column_is_found_and_named(case: Case) -> None:
    # A trail that was trimmed is tried in tests/audit.
    elsewhere = {"advisory.Epoch.wrapped", "audit.Summary.sealed"}
    for label in sorted(registered_columns() - elsewhere):
        assert flip(label), label
        said, errors = run()
        assert said.startswith("failed: "), label
        of_accounts = {"advisory.Membership.profile", "advisory.Factor.content"}
        expected = "advisory.Account" if label in of_accounts else label.rpartition(".")[0]
        assert any(line.startswith(f"{expected} ") for line in errors.splitlines()), errors
        assert TEXT not in errors + said
        last = Entry.objects.filter(chain=HOUSE, verb=Verb.SEALS_VERIFIED).order_by("number").last()
        assert last is not None
        assert not last.fields.endswith(" bad-0")
        flip(label)
        assert run()[1] == ""


def test_an_epoch_that_does_not_open_stops_it(case: Case) -> None:
    flip("advisory.Epoch.wrapped")
    chest.forget()
    with pytest.raises(Exception, match="does not open this database"):
        run()


@pytest.mark.parametrize(
    ("what", "statement", "named"),
    [
        ("removed person", "DELETE FROM cases_person", "cases.Case"),
        ("nothing", "UPDATE cases_casegrouppermission SET permission_id = permission_id", ""),
        (
            "forged grant",
            "UPDATE cases_casegrouppermission SET opened_at = '2001-01-01 00:00:00'",
            "cases.Case",
        ),
        ("moved date", "UPDATE cases_inquiry SET received_on = '2001-01-01'", "cases.Case"),
        ("rolled back", "UPDATE cases_case SET revision = revision + 1", "cases.Case"),
        (
            "an account's dates",
            "UPDATE advisory_membership SET ends_at = NULL, starts_at = '2001-01-01'",
            "advisory.Account",
        ),
        ("a post's dates", "UPDATE advisory_post SET valid_from = '2001-01-02'", "advisory.Post"),
    ],
)
def test_clear_columns_and_rows_are_checked_by_their_seals(
    case: Case, what: str, statement: str, named: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    said, errors = run()
    assert ("failed" in said) is bool(named)
    # What was altered differs from the packed columns too.
    assert all(line.startswith((named, "cases.Segment ")) for line in errors.splitlines())
    assert any(line.startswith(named) for line in errors.splitlines()) is bool(named)


def test_a_registered_column_that_nobody_checks_stops_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.HAND_SEALED, "cases.Case.other", "a test")
    said, _errors = run()
    assert said == "failed: Nobody checks cases.Case.other. Nothing was checked."


def test_it_tells_how_far_it_is(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_seals, "EVERY", 0.0)
    assert "hold, 0 do not" in run()[0]


def test_every_column_of_bytes_is_counted_as_a_use_or_needs_no_epoch(case: Case) -> None:
    """What destroys an epoch asks `uses_of`: a column that is left out there would be lost."""
    of_bytes = {
        f"{model._meta.label}.{field.name}"
        for label in ("advisory", "cases")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.BinaryField)
    }
    texts = {label for label in registry.in_use() if registry.SEALED[label].lock == "case"}
    assert of_bytes - texts - registry.NOT_UNDER_EPOCHS == set(columns_under_epochs())
    assert set(uses_of(1)) == set(columns_under_epochs())
    open_epoch(actor=SUITE)
    assert uses_of(2) == {}


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE cases_code SET number = number + 1 WHERE field = 'kjonn' AND code = 'K'", "kjonn/K"),
        ("UPDATE cases_code SET label_nb = 'Mann' WHERE field = 'kjonn' AND code = 'K'", "kjonn/K"),
        ("DELETE FROM cases_code WHERE field = 'kjonn' AND code = 'K'", "kjonn/K"),
        ("UPDATE cases_publishedfigure SET value = value + 1 WHERE year = 2008", "/2008/"),
    ],
)
def test_a_code_or_a_printed_figure_that_was_altered_is_named(
    reference: None, statement: str, named: str
) -> None:
    """What a code's number means is what every stored case says."""
    out, errors = run()
    assert "Everything opens and holds" in out
    assert errors == ""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount
    out, errors = run()
    assert out.startswith("failed: ")
    assert all(named in line for line in errors.splitlines())
    assert "is not as the files of the product say" in errors
