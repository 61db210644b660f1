"""The sealed columns as Django meets them: what opens, what stays shut, and what is refused outright."""

import io
import re
import uuid
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count, F, Max, Value
from django.db.models.functions import Concat, Length
from django.forms.models import model_to_dict
from django.test.utils import isolate_apps

from advisory.checks import sealed_columns_match_registry
from advisory.models import Account, Coverage, Post
from advisory.sealing import registry
from advisory.sealing.cipher import OVERHEAD
from advisory.sealing.codecs import ProfileCodec, codec_of
from advisory.sealing.errors import NotHandedOut, SealError, UnregisteredSeal
from advisory.sealing.fields import Sealed, SealedFacts, SealedField, SealedProfile, SealedText
from advisory.sealing.padding import pad
from advisory.sealing.registry import SEALED, Registered
from cases import access, gate
from cases.models import Case, Draft, Inquiry, Person
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services.revisions import reseal
from tests import factories
from tests.factories import Member

SEALED_MODELS: list[Any] = [Account, Post, Case, Person, Inquiry, Draft]


def raw(model: type[models.Model], pk: uuid.UUID, column: str) -> bytes:
    with connection.cursor() as cursor:
        key = pk.hex if connection.vendor == "sqlite" else pk
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [key])
        return bytes(cursor.fetchone()[0])


# --- the registry ---


@isolate_apps("cases")
def test_a_sealed_field_that_is_not_registered_does_not_load() -> None:
    with pytest.raises(UnregisteredSeal, match=r"cases\.Smuggled\.text"):

        class Smuggled(models.Model):
            text = SealedText()

            class Meta:
                app_label = "cases"


@isolate_apps("cases")
def test_a_field_registered_under_another_lock_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SEALED, "cases.Smuggled.text", Registered("house"))
    with pytest.raises(UnregisteredSeal, match="under the lock house, not case"):

        class Smuggled(models.Model):
            text = SealedText()

            class Meta:
                app_label = "cases"


@isolate_apps("cases")
def test_an_abstract_base_seals_under_the_name_of_its_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SEALED, "cases.Child.profile", Registered("house", schema=4))

    class Base(models.Model):
        profile = SealedProfile()

        class Meta:
            abstract = True

    class Child(Base):
        class Meta:
            app_label = "cases"

    field: Any = Child._meta.get_field("profile")
    assert (field.label, field.schema) == ("cases.Child.profile", 4)


@isolate_apps("advisory")
def test_a_registered_column_that_no_model_has_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SEALED, "cases.Case.gone", Registered("facts"))
    assert "advisory.E001" in [problem.id for problem in sealed_columns_match_registry(None)]


def test_a_retired_column_may_stay_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SEALED, "cases.Case.gone", Registered("facts", retired=True))
    assert sealed_columns_match_registry(None) == []
    assert "cases.Case.gone" not in registry.in_use()
    assert registry.registered("cases.Case.gone").retired


def test_the_models_and_the_registry_agree() -> None:
    assert [problem for problem in run_checks() if str(problem.id).startswith("advisory.")] == []
    assert registry.in_use() == {
        "advisory.Account.profile",
        "advisory.Agency.profile",
        "advisory.Post.profile",
        "advisory.Membership.profile",
        "advisory.Coverage.profile",
        "cases.Case.facts",
        "cases.Person.facts",
        "cases.Inquiry.facts",
        "cases.Inquiry.narrative",
        "cases.Draft.content",
        "advisory.Letter.content",
        "advisory.Factor.content",
        "cases.RetentionPeriod.said",
        "cases.Event.facts",
        "cases.Event.text",
        "cases.RuleSet.said",
        "cases.Edition.said",
        "cases.EditionStep.said",
        "cases.Advice.said",
        "cases.CaseName.said",
        "cases.MatterCode.said",
        "cases.MatterLink.said",
        "cases.Segment.content",
        "cases.RuleDraft.content",
        "cases.Ruling.reason",
        "cases.Ruling.end_reason",
    }, "a sealed column came or went: is its place in dumps, erasure and this test thought of?"


# --- what the ORM may do ---


@pytest.mark.parametrize("model", SEALED_MODELS)
def test_no_lookup_on_a_sealed_column(model: Any) -> None:
    rows = model._default_manager
    for name in [field.name for field in model._meta.local_fields if isinstance(field, SealedField)]:
        refused: list[Any] = [
            lambda name=name: rows.filter(**{name: b"x"}),
            lambda name=name: rows.filter(**{f"{name}__exact": "x"}),
            lambda name=name: rows.filter(**{f"{name}__in": ["x"]}),
            lambda name=name: rows.filter(**{f"{name}__contains": "x"}),
            lambda name=name: rows.filter(**{f"{name}__startswith": b"x"}),
            lambda name=name: rows.filter(**{f"{name}__gt": b"x"}),
            lambda name=name: rows.filter(**{f"{name}__isnull": False}),
            lambda name=name: rows.exclude(**{name: b"x"}),
            lambda name=name: rows.filter(**{f"{name}__name": "x"}),
            lambda name=name: rows.get(**{name: b"x"}),
            lambda name=name: rows.filter(pk=F(name)) if False else rows.filter(**{name: F("pk")}),
            lambda name=name: list(rows.annotate(size=Length(name)).filter(**{f"{name}__length": 3})),
        ]
        for attempt in refused:
            with pytest.raises(FieldError):
                attempt()


@pytest.mark.django_db
def test_an_update_with_a_plain_value_is_refused(adviser: Member) -> None:
    case = factories.log_case(adviser)
    before = raw(Case, case.pk, "facts")
    for value in (CaseFacts(), b"plain", "plain", Value(b"plain"), F("id"), Concat("facts", Value(b"x"))):
        with pytest.raises((FieldError, TypeError)), transaction.atomic():
            Case.unscoped.filter(pk=case.pk).update(facts=value)
    with pytest.raises(FieldError), transaction.atomic():
        Account.objects.update(profile={"name": "x", "email": "y"})
    with pytest.raises(FieldError), transaction.atomic():
        Inquiry.unscoped.update(narrative="i klartekst")
    assert raw(Case, case.pk, "facts") == before


@pytest.mark.django_db
def test_values_and_aggregates_give_an_opaque_thing(adviser: Member) -> None:
    case = factories.log_case(adviser)
    (shown,) = Case.unscoped.filter(pk=case.pk).values_list("facts", flat=True)
    assert isinstance(shown, Sealed)
    assert (repr(shown), str(shown), f"{shown}") == ("<sealed>", "<sealed>", "<sealed>")
    (row,) = Case.unscoped.filter(pk=case.pk).values()
    assert "PK" not in repr(row)
    assert repr(Account.objects.values_list("profile")[0]) == "(<sealed>,)"
    grouped = Inquiry.unscoped.values("facts").annotate(count=Count("pk"))
    assert {entry["count"] for entry in grouped} == {1}
    assert "PK" not in repr(Case.unscoped.aggregate(Max("opened_at")))


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["json", "xml", "jsonl", "python"])
@pytest.mark.parametrize("label", ["advisory.Account", "cases.Case", "cases.Inquiry", "cases.Draft"])
def test_dumpdata_writes_no_sealed_value(adviser: Member, form: str, label: str) -> None:
    factories.log_case(adviser)
    Draft.objects.create(account=adviser.account, content="kladd", changed_at="2026-06-01T10:00Z")
    written = io.StringIO()
    with pytest.raises((CommandError, NotHandedOut, FieldError)):
        call_command("dumpdata", label, format=form, use_base_manager=True, stdout=written)
    # As words: two letters stand by chance in what is hashed and written as text.
    for plain in ("kladd", "PK", "example.invalid", "giftet"):
        assert not re.search(rf"(?<![\w+/$=]){plain}(?![\w+/$=])", written.getvalue())


@pytest.mark.django_db
def test_a_model_form_never_offers_one(adviser: Member) -> None:
    assert adviser.account is not None
    assert "profile" not in model_to_dict(adviser.account)


# --- what is stored, and what opens ---


@pytest.mark.django_db
def test_a_value_is_sealed_in_its_column_and_opens_on_its_row(adviser: Member) -> None:
    case = factories.log_case(adviser)
    stored = raw(Case, case.pk, "facts")
    assert stored[:2] == b"\x01\x01"
    assert len(stored) == 48 + 34
    opened = access.open_case(adviser.standing, case.pk)
    assert opened.facts == factories.told().case
    inquiry = opened.inquiries.get()
    assert inquiry.narrative == factories.told().narrative
    assert b"giftet" not in raw(Inquiry, inquiry.pk, "narrative")
    assert b"example" not in raw(Account, adviser.standing.account_id, "profile")


@pytest.mark.django_db
def test_saving_a_loaded_row_writes_the_same_ciphertext_again(adviser: Member) -> None:
    """Nothing is opened and sealed anew behind a reader's back."""
    assert adviser.account is not None
    account = Account.objects.get(pk=adviser.account.pk)
    before = raw(Account, account.pk, "profile")
    account.language = "nn"
    account.save()
    assert raw(Account, account.pk, "profile") == before
    account.profile = {**account.profile, "name": "Ny"}
    account.save()
    assert raw(Account, account.pk, "profile") != before
    assert Account.objects.get(pk=account.pk).name == "Ny"


@pytest.mark.django_db
def test_an_opened_value_follows_its_row(adviser: Member) -> None:
    assert adviser.account is not None
    account = Account.objects.get(pk=adviser.account.pk)
    assert account.name == "Adviser"
    twin = Account.objects.get(pk=account.pk)
    twin.profile = {**twin.profile, "name": "Omdøpt"}
    twin.save()
    account.refresh_from_db()
    assert account.name == "Omdøpt"
    assert Account.objects.defer("profile").get(pk=account.pk).name == "Omdøpt"
    assert Account.objects.only("profile").get(pk=account.pk).name == "Omdøpt"


@pytest.mark.django_db
def test_a_profile_changed_in_place_raises_instead_of_being_lost(adviser: Member) -> None:
    assert adviser.account is not None
    fresh = Account.new(name="Ny", email="ny@example.invalid")
    for account in (Account.objects.get(pk=adviser.account.pk), adviser.account, fresh):
        profile: Any = account.profile
        with pytest.raises(TypeError):
            profile["name"] = "X"
        with pytest.raises(TypeError):
            del profile["name"]
    post = factories.post("kt-koordinator")
    with pytest.raises(TypeError):
        post.profile["coordinated_by"][0]["agency"] = "X"
    with pytest.raises(AttributeError):
        post.profile["coordinated_by"].append({})
    post.profile = {**post.profile, "name": "Ny"}
    post.save()
    assert Post.objects.get(pk=post.pk).profile == post.profile


@pytest.mark.django_db
def test_a_row_that_was_handed_out_stays_open_when_it_is_read_again(adviser: Member) -> None:
    case = access.open_case(adviser.standing, factories.log_case(adviser).pk)
    person, inquiry = case.persons.get(), case.inquiries.get()
    assert (case.facts, person.facts) == (factories.told().case, factories.told().persons[0])
    twin = access.open_case(adviser.standing, case.pk)
    for row, facts in (
        (twin, CaseFacts(urgency="AKUTT")),
        (twin.persons.get(), PersonFacts(sex="M")),
        (twin.inquiries.get(), InquiryFacts(scheme="KT")),
    ):
        row.facts = facts
        row.save()
    told = twin.inquiries.get()
    told.narrative = gate.ours("Annet")
    told.save()
    for row in (case, person, inquiry):
        row.refresh_from_db()
        assert isinstance(row.__dict__["facts"], Sealed)
    assert case.facts == CaseFacts(urgency="AKUTT")
    assert person.facts == PersonFacts(sex="M")
    assert (inquiry.facts, inquiry.narrative) == (InquiryFacts(scheme="KT"), "Annet")
    before = raw(Case, case.pk, "facts")
    case.save()
    assert raw(Case, case.pk, "facts") == before


@pytest.mark.django_db
def test_a_deferred_value_opens_with_its_case_and_only_then(adviser: Member) -> None:
    made = factories.log_case(adviser)
    case = access.open_case(adviser.standing, made.pk)
    for inquiry in (
        case.inquiries.defer("facts", "narrative").get(),
        case.inquiries.only("id").get(),
        case.inquiries.only("case", "status").get(),
    ):
        assert inquiry.narrative == factories.told().narrative
        assert inquiry.facts.scheme == "MR"
    assert case.persons.defer("facts").get().facts == factories.told().persons[0]
    assert case.persons.only("id").get().facts == factories.told().persons[0]
    bare = Case.unscoped.only("pk").get(pk=made.pk)
    with pytest.raises(NotHandedOut):
        _ = bare.facts
    bare.lock = access.open_case(adviser.standing, made.pk).lock
    assert bare.facts == factories.told().case
    unopened = Case.unscoped.get(pk=made.pk)
    unopened.refresh_from_db()
    with pytest.raises(NotHandedOut):
        _ = unopened.facts


@pytest.mark.django_db
def test_a_row_that_is_moved_to_another_case_loses_its_key(adviser: Member) -> None:
    case, other = factories.log_case(adviser), factories.log_case(adviser)
    person = access.open_case(adviser.standing, case.pk).persons.get()
    Person.unscoped.filter(pk=person.pk).update(case=other)
    person.refresh_from_db()
    with pytest.raises(NotHandedOut):
        _ = person.facts


@pytest.mark.django_db
def test_a_row_that_did_not_come_through_the_door_stays_shut(adviser: Member) -> None:
    case = factories.log_case(adviser)
    found = Case.unscoped.get(pk=case.pk)
    inquiry = Inquiry.unscoped.get(case=case)
    person = Person.unscoped.get(case=case)
    for attempt in (
        lambda: found.facts,
        lambda: found.inquiries.get().facts,
        lambda: found.inquiries.get().narrative,
        lambda: found.persons.get().facts,
        lambda: inquiry.facts,
        lambda: inquiry.narrative,
        lambda: person.facts,
        lambda: Case.unscoped.defer("facts").get(pk=case.pk).facts,
        lambda: access.visible_to(adviser.standing).get(pk=case.pk).facts,
        lambda: Inquiry.unscoped.select_related("case").get(case=case).facts,
    ):
        with pytest.raises(NotHandedOut):
            attempt()


@pytest.mark.django_db
def test_a_list_opens_facts_and_no_text(adviser: Member) -> None:
    factories.log_case(adviser)
    (case,) = access.page(adviser.standing).cases
    assert case.facts.focus_country == "PK"
    assert case.inquiries.get().facts.scheme == "MR"
    with pytest.raises(NotHandedOut):
        _ = case.inquiries.get().narrative


@pytest.mark.django_db
def test_an_older_generation_of_a_case_key_is_not_tried(adviser: Member) -> None:
    case = factories.log_case(adviser)
    inquiry = access.open_case(adviser.standing, case.pk).inquiries.get()
    record = inquiry.__dict__["narrative"].record
    inquiry.narrative = Sealed(record[:2] + b"\0\0\0\x02" + record[6:])
    with pytest.raises(SealError, match="another generation"):
        _ = inquiry.narrative


@pytest.mark.parametrize("opened", [b"", pad("[1, 2]"), pad("{"), pad("NaN,"), b"\0" * 128])
def test_a_profile_that_is_none_is_a_broken_seal(opened: bytes) -> None:
    with pytest.raises(SealError):
        ProfileCodec().load(opened)


def test_a_profile_keeps_its_letters() -> None:
    codec = ProfileCodec()
    profile = {"name": "Åse Øvergård 🌻", "county": "Trøndelag", "number": 7}
    assert codec.load(codec.dump(profile)) == profile
    assert codec.dump({"b": 1, "a": 2}) == codec.dump({"a": 2, "b": 1})


def test_profiles_are_equally_long() -> None:
    codec = ProfileCodec()
    posts = [
        {"kind": kind, "key": "k", "name": "n" * size} for kind in ("school", "embassy") for size in (1, 900)
    ]
    assert {len(codec.dump(post)) for post in posts} == {1024}


@pytest.mark.django_db
def test_all_sealed_profiles_of_all_tables_are_equally_long(cast: dict[str, Member]) -> None:
    stored: dict[str, set[int]] = {}
    for name in ("account", "post", "membership", "agency", "coverage"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT length(profile) FROM advisory_{name}")
            stored[name] = {row[0] for row in cursor.fetchall()}
    assert stored == dict.fromkeys(stored, {1024 + OVERHEAD})


def test_a_profile_that_is_too_long_is_refused_without_saying_it() -> None:
    room = 1024 - len(b"size" + b'{"name":""}')
    assert ProfileCodec().load(ProfileCodec().dump({"name": "n" * room}))
    for write in (ProfileCodec().dump, ProfileCodec().settled):
        with pytest.raises(ValueError, match="1025 bytes does not fit into the 1024") as caught:
            write({"name": "n" * (room + 1)})
        assert "nn" not in str(caught.value)


@pytest.mark.django_db
def test_a_coverage_names_its_post_under_seal_alone(reference: None) -> None:
    assert {field.attname for field in Coverage._meta.concrete_fields} == {
        "id",
        "valid_from",
        "valid_to",
        "profile",
        "seal",
    }
    posts = {post.pk: post for post in Post.objects.all()}
    assert {posts[row.post_id].kind for row in Coverage.objects.all()} == {"embassy"}


def test_a_sealed_facts_field_needs_its_codec() -> None:
    field = SealedFacts()
    field.label = "cases.Smuggled.facts"
    with pytest.raises(UnregisteredSeal, match="no codec"):
        _ = field.codec
    field.label = "cases.Person.facts"
    assert field.codec is codec_of("cases.Person.facts")


@isolate_apps("cases")
def test_a_column_of_facts_without_a_codec_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisory.sealing.codecs._codecs", {})
    assert "advisory.E003" in [problem.id for problem in sealed_columns_match_registry(None)]


@pytest.mark.django_db
def test_a_migration_reads_and_writes_facts_and_opens_no_text(adviser: Member) -> None:
    """Its models are made from the migrations alone: no methods, no door, the same labels."""
    case = factories.log_case(adviser)
    models_then = MigrationLoader(connection).project_state().apps
    old = models_then.get_model("cases", "Person").unscoped.get(case_id=case.pk)
    assert old.facts == factories.told().persons[0]
    old.facts = PersonFacts(sex="M")
    old.save()
    assert models_then.get_model("cases", "Case").unscoped.get(pk=case.pk).facts == factories.told().case
    with pytest.raises(NotHandedOut):
        _ = models_then.get_model("cases", "Inquiry").unscoped.get(case_id=case.pk).narrative
    with pytest.raises(SealError):
        access.open_case(adviser.standing, case.pk)
    reseal(case.pk)
    (person,) = access.open_case(adviser.standing, case.pk).persons.all()
    assert person.facts == PersonFacts(sex="M")


def test_migrations_name_only_the_fields() -> None:
    from pathlib import Path

    for app in ("advisory", "cases"):
        for path in (Path(__file__).parents[3] / app / "migrations").glob("0*.py"):
            ours = [
                line for line in path.read_text().splitlines() if line.startswith(("import a", "import c"))
            ]
            allowed = {
                f"import advisory.sealing.{name}"
                for name in ("fields", "factor_fields", "block_fields", "opener", "row_seal")
            }
            # The base of every row of a case, which has no column of its own.
            assert set(ours) <= {*allowed, "import cases.models.case"}, path.name
