"""What SQL does to links between cases and to their codes is found, and costs nobody a case."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from advisory.sealing.errors import SealError
from audit.verify import verify
from cases.matter_code import shown
from cases.matters import State, linked, links_of
from cases.models import Case, MatterCode, MatterLink
from cases.services.matter_codes import make, withdraw
from cases.services.matter_links import agree, ask, unlink
from cases.services.matter_rows import check
from tests import factories
from tests.cases.erasing import after, mark_and_erase
from tests.cases.snapshots import at_once
from tests.cases.test_matters import acts, address, asked, code_for, linked_two, page_of
from tests.cases.test_verify_seals import run
from tests.factories import Member
from tests.security.tampering import Held, Row, delete, insert, key, put, update

pytestmark = pytest.mark.django_db
LINKS = {MatterLink: "asked_case"}


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


@pytest.fixture
def other(embassy: Member) -> Case:
    return factories.log_case(embassy)


def rows_of(case: Case) -> Held:
    return Held(case.pk, LINKS)


def found() -> list[str]:
    """What verify_seals names; its last words say whether all holds."""
    said, errors = run()
    assert said.startswith("failed") == bool(errors)
    return errors.splitlines()


def still_open(case: Case, who: Member) -> None:
    """The case, with the word that a link of it cannot be read."""
    answer = who.client.get(f"/saker/{case.pk}/")
    assert answer.status_code == 200
    assert "En kobling til denne saken kan ikke leses" in answer.content.decode()
    assert "Koblet siden" not in answer.content.decode()
    assert who.client.get(address(case)).status_code == 200


def test_a_column_that_was_altered(adviser: Member, embassy: Member, case: Case, other: Case) -> None:
    link = linked_two(embassy, other, adviser, case)
    assert found() == []
    assert "Koblet siden" in page_of(adviser, case)
    genuine = rows_of(case)
    row = genuine.rows[MatterLink][0]
    assert adviser.account is not None
    others: Row = {
        "asking_case": key(uuid.uuid4()),
        "account_id": key(adviser.account.pk),
        "revision": row["revision"] + 1,
        "changed_at": "2026-01-01 00:00:00+00:00",
        "ended_at": row["changed_at"],
        "said": row["said"][:-1] + bytes([row["said"][-1] ^ 1]),
    }
    for column, value in others.items():
        update(MatterLink, row["id"], {column: value})
        assert linked()[0] == [], column
        assert [bad.row for one in check() for bad in one.bad] == [str(link.id)], column
        still_open(case, adviser)
        if column != "said":
            put(genuine)
    assert any(line.startswith(f"cases.MatterLink {link.id} said: ") for line in found())


def test_a_row_that_was_removed(adviser: Member, embassy: Member, case: Case, other: Case) -> None:
    link = linked_two(embassy, other, adviser, case)
    delete(MatterLink, key(link.id))
    assert found() == [f"cases.MatterLink {link.id} said: a link between two cases was removed"]
    assert [flaw.chain for flaw in verify().flaws] == [link.id]
    for who, own in ((adviser, case), (embassy, other)):
        assert who.client.get(f"/saker/{own.pk}/").status_code == 200


def test_a_row_that_was_added(
    adviser: Member, embassy: Member, elsewhere: Member, case: Case, other: Case
) -> None:
    """A copy of a genuine one, under another id and with another case."""
    linked_two(embassy, other, adviser, case)
    third = factories.log_case(elsewhere)
    copy = {**rows_of(case).rows[MatterLink][0], "id": key(uuid.uuid4()), "asked_case": key(third.pk)}
    insert(MatterLink, [copy])
    assert found()
    assert all(line.startswith("cases.MatterLink ") for line in found())
    assert [one.asked.case for one in linked()[0]] == [case.pk]
    still_open(third, elsewhere)


@pytest.mark.parametrize("back_to", [State.ASKED, State.LINKED])
def test_a_row_that_was_put_back(
    adviser: Member, embassy: Member, case: Case, other: Case, back_to: State
) -> None:
    """Consent that was asked for, given, and taken away again, as it stood before."""
    link = asked(embassy, other, adviser, case)
    then = {State.ASKED: rows_of(case)}
    acts(adviser, case, agree, link_id=link.id)
    then[State.LINKED] = rows_of(case)
    acts(embassy, other, unlink, link_id=link.id)
    assert found() == []
    put(then[back_to])
    assert len(found()) == 1
    assert linked()[0] == []
    still_open(case, adviser)


def test_a_code_that_was_moved_to_another_case_finds_none(
    adviser: Member, embassy: Member, elsewhere: Member, case: Case, other: Case
) -> None:
    code = code_for(adviser, case)
    row = MatterCode.objects.get()
    victim = factories.log_case(elsewhere)
    update(MatterCode, key(row.pk), {"of_case": key(victim.pk)})
    embassy.client.raise_request_exception = False
    assert embassy.client.post(address(other), {"do": "ask", "code": code}).status_code == 500
    assert links_of(victim.pk) == links_of(case.pk) == ([], [])
    assert shown(code) not in page_of(elsewhere, victim)
    assert MatterLink.objects.count() == 0


@pytest.mark.parametrize("over", ["used", "withdrawn", "made anew"])
def test_a_code_that_was_put_back_finds_no_case(
    adviser: Member, embassy: Member, elsewhere: Member, case: Case, over: str
) -> None:
    """Good once: not again for whoever puts its row back while its fortnight lasts."""
    other, third = factories.log_case(embassy), factories.log_case(elsewhere)
    code = code_for(adviser, case)
    genuine = Held(case.pk, {MatterCode: "of_case"})
    if over == "used":
        acts(embassy, other, ask, code=code)
    elif over == "withdrawn":
        acts(adviser, case, withdraw)
    else:
        acts(adviser, case, make)
    for pk in MatterCode.objects.values_list("pk", flat=True):
        delete(MatterCode, key(pk))
    insert(MatterCode, genuine.rows[MatterCode])
    with pytest.raises(SealError, match="put back"):
        acts(elsewhere, third, ask, code=code)
    assert links_of(third.pk) == ([], [])
    assert shown(code) not in page_of(adviser, case)
    assert shown(code_for(adviser, case)) in page_of(adviser, case)


def test_an_erased_case_takes_its_links_and_its_code_along(
    adviser: Member, embassy: Member, case: Case, other: Case
) -> None:
    link = linked_two(embassy, other, adviser, case)
    code_for(adviser, case)
    revision = Case.unscoped.get(pk=case.pk).revision
    said = {"outcome": "LOST", "revision": revision, "follow_up": ["3M", "12M"]}
    closed = adviser.client.post(f"/saker/{case.pk}/avslutt/", said)
    assert closed.status_code == 302
    mark_and_erase(after(24))
    assert [one.id for one in links_of(other.pk)[0]] == [link.id]
    mark_and_erase(after(8 * 12))
    assert Case.unscoped.get(pk=case.pk).erased_at is not None
    assert links_of(other.pk) == ([], [])
    assert MatterLink.objects.count() == MatterCode.objects.count() == 0
    assert found() == []
    assert verify().flaws == []
    factories.signed_in_anew(embassy)
    assert embassy.client.get(address(other)).status_code == 200


# --- several at once ---


@pytest.mark.django_db(transaction=True)
def test_several_at_once(adviser: Member, embassy: Member, elsewhere: Member) -> None:
    """Two who ask each other; yes twice, and taken back; both unlink; two with one code: one wins."""
    case, other, third = (factories.log_case(who) for who in (adviser, embassy, elsewhere))
    codes = code_for(adviser, case), code_for(embassy, other)

    def posts(who: Member, own: Case, **said: str) -> Callable[[], Any]:
        return lambda: who.client.post(address(own), said).status_code

    done = at_once(
        posts(embassy, other, do="ask", code=codes[0]), posts(adviser, case, do="ask", code=codes[1])
    )
    assert sorted(done) == [200, 302]
    (link,) = links_of(case.pk)[0]
    asker, own, answerer, theirs = (
        (embassy, other, adviser, case) if link.asking.case == other.pk else (adviser, case, embassy, other)
    )
    yes = posts(answerer, theirs, do=f"agree {link.id}")
    assert at_once(yes, yes, posts(asker, own, do=f"back {link.id}")) == [302, 302, 302]
    (link,) = links_of(case.pk)[0]
    assert (link.state in (State.LINKED, State.TAKEN_BACK), link.revision) == (True, 2)
    over = f"unlink {link.id}"
    assert at_once(posts(answerer, theirs, do=over), posts(asker, own, do=over)) == [302, 302]
    assert linked() == ([], [])
    code = code_for(adviser, case)
    done = at_once(posts(embassy, other, do="ask", code=code), posts(elsewhere, third, do="ask", code=code))
    assert sorted(done) == [200, 302]
    assert MatterLink.objects.count() == 2
    assert found() == []
    assert verify().flaws == []
