"""Editions: by the gate into a draft, two persons to publish, nothing altered afterwards, and who may."""

import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from advisory.roles import Role
from advisory.sealing.errors import SealError
from audit.actor import EDITIONS
from audit.models import Entry
from audit.verbs import Verb
from cases.models import CountedYear, Edition, EditionStep
from cases.services.edition_steps import (
    DraftOpen,
    NotNow,
    NotSafe,
    NotTheSecond,
    YearNotOver,
    make_draft,
    take_step,
)
from cases.services.editions import Issued, Step, editions
from cases.statistics.disclosure.statements import Audit, Refusal, Why
from cases.statistics.edition import checksum, differences, report_of
from cases.statistics.formats.as_pdf import can_draw
from cases.statistics.shown import charts_of
from cases.statistics.tables import TABLES
from tests import factories
from tests.cases.statistics.register import case_of, write
from tests.factories import Member

pytestmark = pytest.mark.django_db
SPRING = date(2008, 4, 2)


@pytest.fixture(autouse=True)
def _in_2009(reference: None) -> Any:
    CountedYear.objects.get_or_create(year=2008)
    with time_machine.travel("2009-02-01T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def officer(reference: None) -> Member:
    return factories.member("officer", Role.STATISTICS, factories.post("kontor"))


@pytest.fixture
def second(reference: None) -> Member:
    return factories.member("second", Role.STATISTICS, factories.post("kontor"))


def a_year() -> None:
    """The made-up cases of 2008, with the printed margins."""
    call_command("load_demo", year=2008, verbosity=0)


def draft(officer: Member, year: int = 2008) -> int:
    """Of one table, where it is the steps that matter."""
    others = [name for name in TABLES if name != "T02"]
    return make_draft(standing=officer.standing, year=year, reason="x", left_out=others)


def published(officer: Member, second: Member, number: int = 0, reason: str = "Årets tall.") -> Issued:
    number = number or make_draft(standing=officer.standing, year=2008, reason=reason)
    take_step(standing=officer.standing, number=number, step=Step.CHECKED)
    take_step(standing=second.standing, number=number, step=Step.COUNTERSIGNED)
    take_step(standing=officer.standing, number=number, step=Step.PUBLISHED)
    return editions()[0]


def test_an_edition_is_drafted_checked_countersigned_by_another_and_published(
    officer: Member, second: Member
) -> None:
    a_year()
    one = published(officer, second)
    assert (one.number, one.year, one.step, one.is_out) == (1, 2008, Step.PUBLISHED, True)
    assert one.checksum == checksum(one.published)
    assert len(one.checksum) == 64
    assert [len(one.published["tables"][language]) for language in ("nb", "nn", "en")] == [18] * 3
    assert one.audit["narrowest"] >= 3
    verbs = list(Entry.objects.filter(chain=EDITIONS).order_by("number").values_list("verb", flat=True))
    assert verbs == [
        Verb.EDITION_DRAFTED, Verb.EDITION_CHECKED, Verb.EDITION_COUNTERSIGNED, Verb.EDITION_PUBLISHED,
    ]  # fmt: skip


def test_whoever_made_or_checked_it_cannot_countersign(officer: Member, second: Member) -> None:
    number = draft(officer)
    take_step(standing=second.standing, number=number, step=Step.CHECKED)
    for one in (officer, second):
        with pytest.raises(NotTheSecond):
            take_step(standing=one.standing, number=number, step=Step.COUNTERSIGNED)
    third = factories.member("third", Role.STATISTICS, factories.post("kontor"))
    take_step(standing=third.standing, number=number, step=Step.COUNTERSIGNED)


@pytest.mark.parametrize("step", [Step.COUNTERSIGNED, Step.PUBLISHED])
def test_no_step_is_skipped(officer: Member, second: Member, step: Step) -> None:
    number = draft(officer)
    with pytest.raises(NotNow):
        take_step(standing=second.standing, number=number, step=step)


def test_one_at_a_time_and_only_of_a_year_that_is_over(officer: Member) -> None:
    with pytest.raises(YearNotOver):
        draft(officer, 2009)
    number = draft(officer)
    with pytest.raises(DraftOpen):
        draft(officer)
    take_step(standing=officer.standing, number=number, step=Step.WITHDRAWN)
    assert draft(officer) == 2
    with pytest.raises(NotNow):
        take_step(standing=officer.standing, number=number, step=Step.CHECKED)


def test_what_was_published_stays_when_cases_change_and_the_next_one_says_what_is_new(
    officer: Member, second: Member
) -> None:
    a_year()
    before = published(officer, second)
    write([case_of("KT", SPRING, concern="TVE_GJ")] * 6)
    assert editions()[0] == before
    # What an edition that is out has, and the next one leaves out, is counted all the same.
    left_out = ("T08", "T09", "T12", "T14", "T16")
    number = make_draft(standing=officer.standing, year=2008, reason="Seks saker kom til.", left_out=left_out)
    after = published(officer, second, number)
    changed = {
        (one.table, one.row, one.column): (one.before, one.after)
        for one in differences(before.published, after.published)
    }
    assert changed["T01", "2008", "inquiries"] == (248, 254)
    assert not [key for key in changed if key[0] == "T10"]
    assert editions()[1] == before


def test_the_gate_refuses_with_what_to_change_and_nothing_is_kept(
    officer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_year()
    refused: Audit[Any] = Audit(refusals=[Refusal(None, Why.CONTRADICTION)])
    monkeypatch.setattr("cases.statistics.disclosure.protect.judged", lambda *_arguments: refused)
    with pytest.raises(NotSafe) as error:
        make_draft(standing=officer.standing, year=2008, reason="x", language="nn")
    assert error.value.reasons == (
        "Tala motseier det som er publisert før. Sjå kva som er retta, før noko går ut.",
    )
    assert not Edition.objects.exists()
    page = officer.client.post(reverse("edition_list"), {"year": "2008", "reason": "x"})
    assert "Tallene motsier det som er publisert før." in page.content.decode()


def test_an_edition_or_a_step_that_was_removed_or_altered_shows(officer: Member, second: Member) -> None:
    published(officer, second, draft(officer))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, said FROM {EditionStep._meta.db_table}")
        kept = cursor.fetchall()
        cursor.execute(f"DELETE FROM {EditionStep._meta.db_table} WHERE id = %s", [kept[0][0]])
    with pytest.raises(SealError):
        editions()


def test_recompute_and_compare(officer: Member, second: Member) -> None:
    a_year()
    published(officer, second, draft(officer))
    out = io.StringIO()
    call_command("compare_edition", "1", stdout=out)
    assert "is the same" in out.getvalue()
    write([case_of("MR", date(2008, 7, 1))])
    with pytest.raises(CommandError, match="otherwise now"):
        call_command("compare_edition", "1", stdout=out)
    assert "381 then, 382 now" in out.getvalue()
    with pytest.raises(CommandError, match="no such edition"):
        call_command("compare_edition", "9")


@pytest.mark.one_database("Pages, and files of an edition that is frozen; how it is frozen is tried above.")
def test_the_pages_lead_from_a_draft_to_its_files(officer: Member, second: Member) -> None:
    """Of three tables; the benchmarks write the files of all of them."""
    a_year()
    drawn = ["T01", "T02", "T11"]
    told = {"year": "2008", "reason": "Årets tall.", "left_out": [one for one in TABLES if one not in drawn]}
    empty = officer.client.post(reverse("edition_list"), {"year": "2008"})
    assert "Skriv hvorfor" in empty.content.decode() or "Write why" in empty.content.decode()
    made = officer.client.post(reverse("edition_list"), told)
    assert made["Location"] == reverse("edition", args=[1])
    file = reverse("edition_file", args=[1, "nb", "json"])
    assert officer.client.get(file).status_code == 404
    for member, step in ((officer, "checked"), (second, "countersigned"), (officer, "published")):
        assert member.client.post(reverse("edition", args=[1]), {"do": step}).status_code == 302
    page = officer.client.get(reverse("edition", args=[1])).content.decode()
    assert page.count("<table") == len(drawn)
    assert editions()[0].checksum in page
    content = json.loads(officer.client.get(file).content)
    assert content["status"] == "published"
    assert [table["id"] for table in content["tables"]] == drawn
    assert content["tables"][0]["notes"][0] == "Utgave 1 for 2008."
    csv = officer.client.get(reverse("edition_file", args=[1, "en", "csv"]))
    assert csv.content.startswith(b"\xef\xbb\xbfT01,")
    assert officer.client.get(reverse("edition_file", args=[1, "xx", "csv"])).status_code == 404
    px = officer.client.get(reverse("edition_px", args=[1, "T02"]))
    assert 'LANGUAGES="no","nn","en";' in px.content.decode()
    assert officer.client.get(reverse("edition_px", args=[1, "T99"])).status_code == 404
    with zipfile.ZipFile(
        io.BytesIO(officer.client.get(reverse("edition_bundle", args=[1])).content)
    ) as all_files:
        manifest = json.loads(all_files.read("manifest.json"))
        assert manifest["content_sha256"] == editions()[0].checksum
        assert manifest["missing"] == ([] if can_draw() else ["pdf"])
        assert len(manifest["files"]) == 3 * (7 if can_draw() else 6) + len(drawn)
        for name, digest in manifest["files"].items():
            assert hashlib.sha256(all_files.read(name)).hexdigest() == digest


def test_an_edition_draws_its_tables_and_what_its_rounding_leaves_open(officer: Member) -> None:
    """An edition from before figures said what they are rounded to is drawn without."""
    write([case_of("KT", SPRING), *[case_of("MR", date(2008, 9, 9))] * 7, case_of("MR", SPRING, kind="GEN")])
    others = [name for name in TABLES if name not in ("T11", "T15")]
    make_draft(standing=officer.standing, year=2008, reason="x", left_out=others)
    page = officer.client.get(reverse("edition", args=[1])).content.decode()
    assert 'id="T15-1-chart-title"' in page
    assert '<path class="chart-range" d="M' in page
    found = editions()[0].published
    table = next(one for one in found["tables"]["nb"] if one["id"] == "T15")
    assert {base for bases in table["rounded"].values() for base in bases.values()} == {3}
    (new,) = [one for one in report_of(found, "nb").results if one.id == "T15"]
    del table["rounded"]
    (old,) = [one for one in report_of(found, "nb").results if one.id == "T15"]
    drawn, plain = charts_of(new, "nb")[0], charts_of(old, "nb")[0]
    assert any(bar.range for bar in drawn.bars)
    assert not any(bar.range for bar in plain.bars)
    assert not plain.ranges
    assert [bar.number for bar in drawn.bars] == [bar.number for bar in plain.bars]


def test_nobody_else_gets_there(officer: Member, second: Member, coordinator: Member, leader: Member) -> None:
    published(officer, second, draft(officer))
    assert officer.client.get(reverse("edition", args=[1])).status_code == 200
    for member in (coordinator, leader):
        for name in ("edition_list", "edition"):
            assert member.client.get(reverse(name, args=[1] if name == "edition" else [])).status_code == 403
