"""Somebody with SQL puts back, forges, removes or alters rows of a case: it opens for nobody, and shows."""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.db import models, transaction
from django.urls import reverse

from advisory.models import Post
from advisory.sealing.errors import SealError
from advisory.standing import Standing
from audit.models import Entry
from audit.verbs import Verb
from audit.verify import verify
from cases import access, gate, seal
from cases.errors import NotYours
from cases.models import (
    Case,
    CaseGroupPermission,
    CaseKey,
    CaseUserPermission,
    Event,
    Inquiry,
    Person,
    Ruling,
    StatusChange,
)
from cases.models.event import EventKind
from cases.models.facts import InquiryFacts, PersonFacts
from cases.models.inquiry import Answer
from cases.services import lanes
from cases.services.events import happened
from cases.services.inquiries import change_inquiry, close_inquiry, reopen_inquiry, told_in
from cases.services.keeping_out import keep_out
from cases.services.revisions import changing, reseal
from tests import factories
from tests.architecture.test_bound_columns import ASKED_FOR, FREE
from tests.factories import Member
from tests.security.tampering import (
    CASE,
    TRIALS,
    Held,
    broken,
    delete,
    insert,
    key,
    other,
    put,
    tampered,
    unguarded,
    update,
)

pytestmark = pytest.mark.django_db
GRANTS = (CaseGroupPermission, CaseUserPermission)
ROWS = (Person, Inquiry, StatusChange, CaseKey, Ruling, Event)


@dataclass
class Scene:
    """A case with a past, another one, who may open them, and who may not."""

    member: Member
    thief: Member
    case: Case
    others: Case
    past: list[Held]
    now: Held

    def __post_init__(self) -> None:
        self.reader: Standing = self.member.standing
        self.stranger: Standing = self.thief.standing

    def opens(self) -> None:
        assert access.open_case(self.reader, self.case.pk).pk == self.case.pk

    def refused(self, what: object = "") -> None:
        place = None
        try:
            access.open_case(self.reader, self.case.pk)
        except SealError as error:
            place = error.place
        assert place is not None, what
        assert place.owner == self.case.pk

    def tried(self, attack: Callable[[random.Random], object], *, seed: int) -> None:
        """TRIALS times: it opens, is attacked, opens no more, is as it was, opens again."""
        draw = random.Random(seed)
        self.opens()
        for trial in range(TRIALS):
            with tampered(self.now):
                what = attack(draw)
                self.refused((trial, what))
            # `put` compared every byte.
            if trial % 4 == 0:
                self.opens()
        self.opens()


def opened(member: Member, case: Case) -> tuple[Case, Inquiry]:
    found = access.case_to_change(member.standing, case.pk)
    return found, found.inquiries.get(post=member.post)


def changed(member: Member, case: Case, **changes: object) -> None:
    found, lane = opened(member, case)
    told = replace(told_in(found, lane), **changes)  # type: ignore[arg-type]
    change_inquiry(standing=member.standing, case=found, inquiry=lane, revision=found.revision, told=told)


def handed_over(member: Member, case: Case, post: Post, *, back: bool = False) -> None:
    """Give a post a lane and grants, or take its grants back, as a hand-over will do it."""
    found, lane = opened(member, case)
    with transaction.atomic():
        with changing(found, revision=found.revision):
            if back:
                CaseGroupPermission.objects.filter(content_object=case.pk, group=post.group_id).delete()
                declined = found.inquiries.get(post=post)
                change = lanes.ended(declined, outcome="", at=found.changed_at)
                declined.asked_by, declined.answer = member.post, Answer.DECLINED
                declined.save()
                change.save(force_insert=True)
            else:
                given = lanes.begun(
                    found,
                    post_id=post.pk,
                    received_on=date(2026, 6, 5),
                    facts=InquiryFacts(scheme="IR", channel="EPOST"),
                    narrative=gate.ours("Overført."),
                    submission=uuid.uuid4(),
                    now=found.changed_at,
                )
                given.save(force_insert=True)
                for grant in access.grants_for(found, [post.group_id], ["view", "change"]):
                    grant.save(force_insert=True)
            found.grants_version += 1
            found.save(update_fields=["grants_version"])
            for one in (CaseGroupPermission, CaseUserPermission):
                rows = list(one.objects.filter(content_object=case.pk))
                seal.seal_grants(found, rows)
                one.objects.bulk_update(rows, ["seal"])
        lanes.record_step(
            Verb.CASE_CHANGED, actor=member.standing.actor, case=found, inquiry=lane, fields=["inquiries"]
        )


def noted(
    member: Member, case: Case, lane: Inquiry, kind: EventKind, text: str, *, refers_to: Event | None = None
) -> Event:
    assert member.post is not None
    return happened(
        case,
        lane,
        kind,
        post_id=member.post.pk,
        by=member.standing.account_id,
        now=case.changed_at,
        text=text,
        refers_to=refers_to,
    )


@pytest.fixture
def scene(adviser: Member, colleague: Member, elsewhere: Member, embassy: Member) -> Iterator[Scene]:
    """Every table of the case has rows, and most of them had other ones before."""
    case = factories.log_case(adviser, persons=(PersonFacts(sex="K"), PersonFacts(sex="M")))
    others = factories.log_case(elsewhere)
    factories.give(case, colleague)
    past = [Held(case.pk, CASE)]
    assert elsewhere.post is not None
    assert embassy.post is not None

    def then() -> None:
        past.append(Held(case.pk, CASE))

    handed_over(adviser, case, elsewhere.post)
    then()
    handed_over(adviser, case, embassy.post)
    then()
    handed_over(adviser, case, elsewhere.post, back=True)
    then()
    for number, sexes in enumerate(("KMK", "KM", "MMKU")):
        persons = tuple(PersonFacts(sex=sex, age_group="18-21") for sex in sexes)
        found, lane = opened(adviser, case)
        ids = told_in(found, lane).person_ids
        changed(adviser, case, persons=persons, person_ids=ids, narrative=f"Utgave {number}.")
        then()
        found, lane = opened(adviser, case)
        close_inquiry(
            standing=adviser.standing, case=found, inquiry=lane, revision=found.revision, outcome="LOST"
        )
        then()
        found, lane = opened(adviser, case)
        reopen_inquiry(standing=adviser.standing, case=found, inquiry=lane, revision=found.revision)
        then()
    found, _lane = opened(adviser, case)
    assert embassy.account is not None
    keep_out(
        standing=adviser.standing,
        case=found,
        account_id=embassy.account.pk,
        reason="Kjenner familien.",
    )
    then()
    found, lane = opened(adviser, case)
    with transaction.atomic():
        with changing(found, revision=found.revision):
            asked = noted(adviser, found, lane, EventKind.TASK, "Ring skolen.")
            noted(adviser, found, lane, EventKind.DONE, "Gjort.", refers_to=asked)
        lanes.record_step(
            Verb.CASE_CHANGED, actor=adviser.standing.actor, case=found, inquiry=lane, fields=["events"]
        )
    then()
    changed(adviser, case, received_on=date(2026, 6, 1), narrative="Slik det er nå.")
    made = Scene(adviser, elsewhere, case, others, past, Held(case.pk, CASE))
    assert all(made.now.rows.values())
    with unguarded():
        yield made


# --- put back ---


def test_a_field_put_back_to_what_it_was(scene: Scene) -> None:
    """Yesterday's ciphertext opens in its own place; the seal over the case does not hold with it."""
    sealed = {"facts", "narrative", "wrapped", "seal"}
    choices = [
        (model, row, then, column)
        for held in scene.past
        for model, row, then, column in scene.now.differing(held)
        if column in sealed and model not in (CaseGroupPermission, CaseUserPermission)
    ]
    assert {(model, column) for model, _row, _then, column in choices} >= {
        (Case, "seal"),
        (Person, "facts"),
        (Inquiry, "facts"),
        (Inquiry, "narrative"),
    }

    def attack(draw: random.Random) -> object:
        model, row, then, column = draw.choice(choices)
        update(model, row["id"], {column: then[column]})
        return model, column

    scene.tried(attack, seed=31)


def test_a_row_put_back_to_what_it_was(scene: Scene) -> None:
    choices = [
        (model, row, then)
        for held in scene.past
        for model, row, then, _column in scene.now.differing(held)
        if {name for name in row if row[name] != then[name]} - {"seal"}
    ]
    assert {model for model, _row, _then in choices} >= {Case, Person, Inquiry}

    def attack(draw: random.Random) -> object:
        model, row, then = draw.choice(choices)
        update(model, row["id"], then)
        return model

    scene.tried(attack, seed=32)


def test_the_whole_case_put_back_with_the_seal_it_had(scene: Scene) -> None:
    """All of it fits together, and every value opens; the trail has gone on without it."""

    def attack(draw: random.Random) -> object:
        held = draw.choice(scene.past)
        put(held)
        found = seal.whole(scene.case.pk)
        assert found is not None
        assert seal.holds(found)
        return held.rows[Case]

    scene.tried(attack, seed=33)


def test_a_table_of_the_case_put_back_to_what_it_was(scene: Scene) -> None:
    def attack(draw: random.Random) -> object:
        held = draw.choice(scene.past)
        chosen = draw.choice(
            [
                model
                for model in (Person, Inquiry, StatusChange, CaseGroupPermission)
                if [strip(row) for row in held.rows[model]] != [strip(row) for row in scene.now.rows[model]]
            ]
        )
        for row in scene.now.rows[chosen]:
            delete(chosen, row["id"])
        insert(chosen, held.rows[chosen])
        return chosen

    scene.tried(attack, seed=34)


def strip(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "seal"}


# --- written ---


def test_bytes_injected_into_a_sealed_column(scene: Scene) -> None:
    columns = [
        (model, row, column)
        for model in (Case, CaseKey, Person, Inquiry)
        for row in scene.now.rows[model]
        for column in ("facts", "narrative", "wrapped", "seal")
        if column in row
    ]

    def attack(draw: random.Random) -> object:
        model, row, column = draw.choice(columns)
        value = broken(draw, row[column])
        update(model, row["id"], {column: value})
        return model, column, value

    scene.tried(attack, seed=41)


COLUMNS = [
    (model, field.column)
    for model in CASE
    for field in model._meta.concrete_fields
    if f"{model.__name__}.{field.attname}" not in FREE
]


def test_every_column_altered_in_turn(scene: Scene) -> None:
    """tests/architecture/test_bound_columns.py asks for a column that was added since."""
    draw = random.Random(42)
    scene.opens()
    for model, column in COLUMNS * 5:
        row = draw.choice(scene.now.rows[model])
        # What the database itself refuses, such as a second grant of one kind, is no attack.
        used = {one[column] for one in scene.now.rows[model]} if issubclass(model, GRANTS) else {None}
        value = row[column]
        while value == row[column] or value in used:
            value = other(draw, model, column, row[column])
        if (model, column) == (StatusChange, "inquiry_id"):
            value = draw.choice([one["id"] for one in scene.now.rows[Inquiry] if one["id"] != row[column]])
        further = {"generation": 9} if (model, column) == (CaseKey, "case_id") else {}
        with tampered(scene.now):
            update(model, row["id"], {column: value, **further})
            # Gone from where it was, or of no right any more: as for a case that there is not.
            gone = (model, column) == (Case, "id") or model in (CaseGroupPermission, Ruling)
            with pytest.raises((SealError, NotYours) if gone else SealError):
                access.open_case(scene.reader, scene.case.pk)
            if f"{model.__name__}.{column}" in ASKED_FOR and value == key(scene.others.pk):
                with pytest.raises(SealError):
                    access.open_case(scene.stranger, scene.others.pk)
    scene.opens()
    assert len(COLUMNS * 5) >= TRIALS


def test_no_columns_value_can_be_taken_away(scene: Scene) -> None:
    """NULL, where the database takes it."""
    nullable = [
        (model, field.column)
        for model in CASE
        for field in model._meta.concrete_fields
        if field.null and f"{model.__name__}.{field.attname}" not in FREE
    ]
    assert nullable
    for model, column in nullable:
        for row in scene.now.rows[model]:
            with tampered(scene.now):
                value = None if row[column] is not None else other(random.Random(1), model, column, None)
                update(model, row["id"], {column: value})
                scene.refused((model, column))
    scene.opens()


# --- grants ---


def forged(scene: Scene, draw: random.Random) -> tuple[type[models.Model], dict[str, object]]:
    """A row that would give the thief the case: invented, or copied from a genuine one."""
    view, change = access.permission_id("view"), access.permission_id("change")
    group, user = scene.stranger.case_posts()[0].group_id, key(scene.stranger.account_id)
    mine = draw.choice(scene.now.rows[CaseGroupPermission])
    other_cases = draw.choice(Held(scene.others.pk, CASE).rows[CaseGroupPermission])
    old = draw.choice(
        [row for held in scene.past for row in held.rows[CaseGroupPermission] if row["group_id"] == group]
    )
    hers = draw.choice(scene.now.rows[CaseUserPermission])
    invented = {
        **mine,
        "id": draw.randrange(10**8, 2 * 10**9),
        "permission_id": view,
        "group_id": group,
        "seal": draw.choice(
            [b"", draw.randbytes(37), b"\1\0\0\0\1" + draw.randbytes(32), b"\1\0\0\0\77" + bytes(32)]
        ),
    }
    case_id = key(scene.case.pk)
    ways: list[tuple[type[models.Model], dict[str, object]]] = [
        (CaseGroupPermission, invented),
        (
            CaseGroupPermission,
            {**invented, "seal": mine["seal"], "permission_id": draw.choice([view, change])},
        ),
        (
            CaseGroupPermission,
            {**invented, "seal": other_cases["seal"], "opened_at": other_cases["opened_at"]},
        ),
        (CaseGroupPermission, {**other_cases, "id": invented["id"], "content_object_id": case_id}),
        (CaseGroupPermission, {**old, "id": invented["id"]}),
        (CaseUserPermission, {**hers, "id": invented["id"], "user_id": user}),
        (CaseUserPermission, {**hers, "id": invented["id"], "user_id": user, "seal": invented["seal"]}),
    ]
    return draw.choice(ways)


def test_a_forged_grant_opens_and_lists_nothing(scene: Scene) -> None:
    draw = random.Random(51)
    own = [case.pk for case in access.page(scene.stranger).cases]
    assert own == [scene.others.pk]
    shown = 0
    for trial in range(TRIALS):
        with tampered(scene.now):
            model, row = forged(scene, draw)
            insert(model, [row])
            scene.refused(row)
            # A forged right to change alone finds nothing at all.
            with pytest.raises(
                SealError if row["permission_id"] == access.permission_id("view") else NotYours
            ):
                access.open_case(scene.stranger, scene.case.pk)
            if trial % 4 == 0:
                with pytest.raises((SealError, NotYours)):
                    access.case_to_change(scene.stranger, scene.case.pk)
                assert [case.pk for case in access.page(scene.stranger).cases] == own
                shown += 1
    scene.opens()
    with pytest.raises(NotYours):
        access.open_case(scene.stranger, scene.case.pk)
    assert shown == TRIALS / 4


def test_a_genuine_grant_pointed_at_the_thief(scene: Scene) -> None:
    draw = random.Random(52)
    rows = [
        row
        for row in scene.now.rows[CaseGroupPermission]
        if row["group_id"] != scene.reader.case_posts()[0].group_id
    ]
    for _trial in range(TRIALS):
        with tampered(scene.now):
            row = draw.choice(rows)
            update(CaseGroupPermission, row["id"], {"group_id": scene.stranger.case_posts()[0].group_id})
            scene.refused()
            with pytest.raises((SealError, NotYours)):
                access.open_case(scene.stranger, scene.case.pk)
            assert scene.case.pk not in {case.pk for case in access.page(scene.stranger).cases}


# --- removed ---


def test_a_row_removed(scene: Scene) -> None:
    """A person, an inquiry with or without its steps, a step, the key, another's grant, exception or lock."""
    own = scene.reader.case_posts()[0].group_id
    view = access.permission_id("view")
    choices = [
        (model, row)
        for model in (*ROWS, CaseGroupPermission, CaseUserPermission)
        for row in scene.now.rows[model]
        if (row.get("group_id"), row.get("permission_id")) != (own, view)
    ]
    steps = scene.now.rows[StatusChange]

    def attack(draw: random.Random) -> object:
        model, row = draw.choice(choices)
        if model is Inquiry and draw.random() < 0.5:
            for step in [one for one in steps if one["inquiry_id"] == row["id"]]:
                delete(StatusChange, step["id"])
        delete(model, row["id"])
        return model

    scene.tried(attack, seed=61)


def test_a_row_added(scene: Scene) -> None:
    """A row of the case copied, or one of another case brought over with its ciphertexts."""
    foreign = Held(scene.others.pk, CASE)

    def attack(draw: random.Random) -> object:
        model = draw.choice(ROWS)
        source = draw.choice([scene.now, foreign] if foreign.rows[model] else [scene.now])
        row = {**draw.choice(source.rows[model]), "id": key(uuid.UUID(int=draw.getrandbits(128)))}
        if "case_id" in row:
            row["case_id"] = key(scene.case.pk)
        if model is Inquiry:
            row["submission"] = key(uuid.uuid4())
        if model is Ruling:
            # The database itself refuses to shut somebody out twice.
            row["kind"] = draw.choice(["INN", "VIDERE"])
        if model is CaseKey:
            row["generation"] += draw.randrange(1, 9)
        insert(model, [row])
        return model

    scene.tried(attack, seed=62)


# --- what a page and the trail say of it ---


def test_what_the_web_says_and_the_trail_keeps(scene: Scene) -> None:
    client = scene.member.client
    client.raise_request_exception = False
    address = reverse("case", args=[scene.case.pk])
    whole = client.get(address).content.decode()
    assert "Slik det er nå." in whole
    attacks: list[Callable[[], object]] = [
        lambda: put(scene.past[-1]),
        lambda: delete(Person, scene.now.rows[Person][0]["id"]),
        lambda: update(Case, key(scene.case.pk), {"closed_at": None, "seal": b""}),
        lambda: insert(*_listed(forged(scene, random.Random(7)))),
        lambda: update(Inquiry, scene.now.rows[Inquiry][0]["id"], {"narrative": b"i klartekst"}),
    ]
    for number, attack in enumerate(attacks, start=1):
        with tampered(scene.now):
            attack()
            answer = client.get(address)
            assert answer.status_code == 500
            for word in ("Slik det er nå", "i klartekst", str(scene.case.pk), "SealError"):
                assert word not in answer.content.decode()
        found = Entry.objects.filter(verb=Verb.SEAL_BROKEN, actor=scene.reader.account_id)
        assert found.count() == number
        assert {(one.subject, one.fields) for one in found} == {(scene.case.pk, "cases.Case.seal")}
        assert client.get(address).status_code == 200
    assert verify().flaws == []


def _listed(
    found: tuple[type[models.Model], dict[str, object]],
) -> tuple[type[models.Model], list[dict[str, object]]]:
    return found[0], [found[1]]


def test_a_forged_grant_is_recorded_when_a_list_meets_it(scene: Scene) -> None:
    draw = random.Random(8)
    model, row = forged(scene, draw)
    while row["permission_id"] != access.permission_id("view"):
        model, row = forged(scene, draw)
    insert(model, [row])
    page = scene.thief.client.get(reverse("case_list")).content.decode()
    assert str(scene.others.pk) in page
    assert str(scene.case.pk) not in page
    (entry,) = Entry.objects.filter(verb=Verb.SEAL_BROKEN, actor=scene.stranger.account_id)
    assert entry.subject == scene.case.pk


def test_nothing_altered_is_sealed_anew_by_a_change(scene: Scene) -> None:
    """Whoever holds the case opened from before saves nothing over what was altered since."""
    case, lane = opened(scene.member, scene.case)
    told = replace(told_in(case, lane), narrative="Over det forfalskede.")
    for attack in (
        lambda: delete(Person, scene.now.rows[Person][0]["id"]),
        lambda: update(Case, key(case.pk), {"seal": b""}),
        lambda: insert(*_listed(forged(scene, random.Random(7)))),
    ):
        with tampered(scene.now):
            attack()
            before = Held(case.pk, CASE).rows
            with pytest.raises(SealError):
                change_inquiry(
                    standing=scene.reader, case=case, inquiry=lane, revision=case.revision, told=told
                )
            assert Held(case.pk, CASE).rows == before
    scene.opens()


def test_the_seal_of_another_case_does_not_serve(scene: Scene) -> None:
    update(Case, key(scene.case.pk), {"seal": Held(scene.others.pk, CASE).rows[Case][0]["seal"]})
    scene.refused()


def test_sealed_anew_without_the_trail_it_is_refused(scene: Scene) -> None:
    """Even who could seal must also write to the trail."""
    Case.unscoped.filter(pk=scene.case.pk).update(revision=99)
    reseal(scene.case.pk)
    scene.refused()
