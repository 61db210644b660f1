"""The reference files in the database: all there, found again on repeat, and no number ever changed."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model

from advisory.models import Agency, Coverage, Post
from advisory.sealing.errors import SealError
from audit.actor import HOUSE
from audit.models import Entry
from audit.verbs import Verb
from audit.verify import verify
from cases import codebook
from cases.models import Code, PublishedFigure
from cases.services.reference import FOLDER
from tests import factories
from tests.cases.reference_files import Row, read

Change = Callable[[list[Row]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files that a test may change."""
    return Path(shutil.copytree(FOLDER, tmp_path / "reference"))


def rewrite(folder: Path, name: str, change: Change) -> None:
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    columns = list(rows[0])
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def row_of(rows: list[Row], **wanted: str) -> Row:
    return next(row for row in rows if wanted.items() <= row.items())


def loads() -> int:
    return Entry.objects.filter(chain=HOUSE, verb=Verb.REFERENCE_LOADED).count()


def test_everything_in_the_files_is_in_the_database(reference: None) -> None:
    assert Code.objects.exclude(field="land").count() == len(read("codes")) + len(read("urgent"))
    assert Code.objects.filter(field="land").count() == len(read("countries"))
    assert PublishedFigure.objects.count() == len(read("published")) + len(read("past"))
    assert Coverage.objects.count() == len(read("coverage"))
    assert {row.profile["code"] for row in Agency.objects.all()} == set(codebook.entries("etat"))
    expected = {row["key"] for name in ("schools", "embassies", "team") for row in read(name)}
    assert {post.profile["key"] for post in Post.objects.all()} == expected


def test_codebook_reads_what_was_loaded(reference: None) -> None:
    assert codebook.numbers("hovedbekymring")["TVE_FR"] == 3
    assert codebook.numbers("land")["PK"] == 586
    assert codebook.label("hovedbekymring", "NSK", day=date(2017, 1, 1), language="nb") == "Ekstrem kontroll"
    assert codebook.label("hovedbekymring", "NSK", language="nn") == "Negativ sosial kontroll"
    assert list(codebook.entries("hastegrad")) == ["AKUTT", "HASTER", "ORD", "INFO"]


def test_posts_say_what_they_are(reference: None) -> None:
    stovner = factories.post("stovner")
    assert stovner.profile == {
        "kind": "school",
        "key": "stovner",
        "name": "Stovner videregående skole",
        "county": "Oslo",
        "group": stovner.group_id,
    }
    islamabad = factories.post("islamabad")
    assert (islamabad.profile["country"], islamabad.profile["time_zone"]) == ("PK", "Asia/Karachi")
    assert factories.covered(islamabad) == {"PK", "AF"}
    assert factories.post("kt-pod").profile["agency"] == "POD"
    assert factories.post("kontor").kind == "office"


def test_one_coordinator_with_three_agencies(reference: None) -> None:
    (post,) = [row for row in Post.objects.all() if row.kind == "coordinator"]
    assert [term["agency"] for term in post.profile["coordinated_by"]] == ["UDI", "IMDI", "BUFDIR"]
    assert post.holds_on(date(2008, 1, 1))
    assert post.holds_on(date(2026, 1, 1))


def test_groups_tell_nothing(reference: None) -> None:
    for post in Post.objects.select_related("group"):
        assert post.group.name == str(post.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT profile FROM advisory_post")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert b"tovner" not in stored
    assert b"school" not in stored


def test_a_second_load_changes_and_records_nothing(reference: None) -> None:
    before = {post.pk: post.profile for post in Post.objects.all()}, loads(), Code.objects.count()
    call_command("load_reference", verbosity=0)
    after = {post.pk: post.profile for post in Post.objects.all()}, loads(), Code.objects.count()
    assert after == before
    assert verify().flaws == []


def test_a_changed_label_arrives_and_is_logged(
    reference: None, folder: Path, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    codebook.entries("hastegrad")
    rewrite(
        folder,
        "codes",
        lambda rows: row_of(rows, field="hastegrad", code="ORD").update(label_nb="Vanlig"),
    )
    logged = Entry.objects.filter(verb=Verb.CHANGE_LOGGED).count()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        call_command("load_reference", "--folder", str(folder), verbosity=0)
    assert codebook.label("hastegrad", "ORD", language="nb") == "Vanlig"
    assert Entry.objects.filter(verb=Verb.CHANGE_LOGGED).count() == logged + 1
    codebook.forget()


def test_a_renamed_code_keeps_its_number_and_gets_a_label(reference: None, folder: Path) -> None:
    def rename(rows: list[Row]) -> None:
        old = row_of(rows, field="etat", code="BUFDIR")
        new = {**old, "label_nb": "Nytt navn", "label_nn": "Nytt namn", "valid_from": "2030-01-01"}
        old.update(label_only="1", valid_to="2029-12-31")
        rows.append(new)

    before = Code.objects.get(field="etat", code="BUFDIR")
    rewrite(folder, "codes", rename)
    call_command("load_reference", "--folder", str(folder), verbosity=0)
    old, new = Code.objects.filter(field="etat", code="BUFDIR").order_by("valid_from")
    assert (old.pk, old.number, old.label_only) == (before.pk, before.number, True)
    assert (new.number, new.label_nb, new.label_only) == (before.number, "Nytt navn", False)


def renumber(rows: list[Row]) -> None:
    row_of(rows, code="TVE_FR", field="hovedbekymring").update(number="77")


def reuse(rows: list[Row]) -> None:
    taken = row_of(rows, code="TVE_FR", field="hovedbekymring")
    rows.append({**taken, "code": "NYTT"})


def remove(rows: list[Row]) -> None:
    rows.remove(row_of(rows, code="TVE_FR", field="hovedbekymring"))


@pytest.mark.parametrize("change", [renumber, reuse, remove])
def test_a_number_is_never_changed_reused_or_dropped(reference: None, folder: Path, change: Change) -> None:
    def new_school_too(rows: list[Row]) -> None:
        rows.append({**rows[0], "key": "ny-skole", "name": "Ny skole"})

    rewrite(folder, "codes", change)
    rewrite(folder, "schools", new_school_too)
    before = list(Code.objects.order_by("pk").values())
    with pytest.raises(CommandError, match="TVE_FR"):
        call_command("load_reference", "--folder", str(folder), verbosity=0)
    assert list(Code.objects.order_by("pk").values()) == before
    assert not [post for post in Post.objects.all() if post.profile["key"] == "ny-skole"]


@pytest.mark.parametrize(
    ("field", "number"), [("tiltak", 64), ("kjonn", 256), ("kjonn", 0), ("land", 40_000), ("etat", 40_000)]
)
def test_a_number_that_no_record_can_hold_is_refused(
    reference: None, folder: Path, field: str, number: int
) -> None:
    def add(rows: list[Row]) -> None:
        like = rows[0] if field == "land" else row_of(rows, field=field)
        rows.append({**like, "code": "XQ", "number": str(number)})

    rewrite(folder, "countries" if field == "land" else "codes", add)
    with pytest.raises(CommandError, match="XQ"):
        call_command("load_reference", "--folder", str(folder), verbosity=0)
    assert not Code.objects.filter(code="XQ").exists()


def test_a_changed_profile_arrives_and_is_logged_and_then_stays(reference: None, folder: Path) -> None:
    rewrite(folder, "team", lambda rows: row_of(rows, key="kt-koordinator").update(name_nb="Omdøpt"))
    logged = Entry.objects.filter(verb=Verb.CHANGE_LOGGED).count()
    for _again in range(2):
        call_command("load_reference", "--folder", str(folder), verbosity=0)
        assert factories.post("kt-koordinator").name == "Omdøpt"
        assert Entry.objects.filter(verb=Verb.CHANGE_LOGGED).count() == logged + 1


def test_a_closed_school_keeps_its_post(reference: None, folder: Path) -> None:
    post = factories.post("sola")
    rewrite(folder, "schools", lambda rows: row_of(rows, key="sola").update(valid_to="2030-06-30"))
    call_command("load_reference", "--folder", str(folder), verbosity=0)
    again = factories.post("sola")
    assert (again.pk, again.group_id, again.valid_to) == (post.pk, post.group_id, date(2030, 6, 30))


@pytest.mark.parametrize("model", [Agency, Post, Coverage])
def test_a_place_altered_by_sql_is_not_made_good(reference: None, model: type[Model]) -> None:
    """Saved anew, it would be sealed as it had been made."""
    call_command("load_reference", verbosity=0)
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    model._default_manager.filter(pk=row.pk).update(valid_to=date(2100, 1, 1))
    with pytest.raises(SealError, match="altered"):
        call_command("load_reference", verbosity=0)
    assert model._default_manager.filter(pk=row.pk, valid_to=date(2100, 1, 1)).exists()


def test_a_post_that_somebody_else_made_is_left_alone(reference: None) -> None:
    own = factories.new_post("Egen")
    call_command("load_reference", verbosity=0)
    assert Post.objects.get(pk=own.pk).name == "Egen"


def test_counts_are_printed(reference: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference")
    assert "0 codes" in capsys.readouterr().out
