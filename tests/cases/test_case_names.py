"""A name of one's own for a case: hers alone, guarded, sealed, and gone with the texts or the account."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.models import Letter
from advisory.services.accounts import deactivate_account, reactivate_account
from advisory.services.epochs import open_epoch
from audit.models import Entry
from audit.verbs import Verb
from audit.verify import verify
from cases import access, gate, seal
from cases.models import Case, CaseName
from cases.services.case_name_rows import check
from cases.services.case_names import (
    LONGEST,
    NameChangedMeanwhile,
    NoNameAnyMore,
    call_case,
    call_no_more,
    own_name,
    own_names,
)
from cases.services.inquiries import reopen_inquiry
from cases.services.keeping_out import keep_out
from cases.services.reencryption import reencrypt
from cases.services.sweeping import sweep_all
from tests import factories
from tests.cases.erasing import after, closed_case, mark_and_erase
from tests.cases.seeing import sees
from tests.cases.snapshots import at_once
from tests.cases.test_hand_over import lane_at
from tests.factories import SUITE, Member
from tests.security.tampering import Held, delete, insert, key, update

pytestmark = pytest.mark.django_db
NAMES = {CaseName: "of_case"}


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def address(case: Case) -> str:
    return f"/saker/{case.pk}/kallenavn/"


def call(who: Member, case: Case, called: str, *, over: bool = False) -> None:
    """By the service; `over` the name that there is."""
    opened = access.open_case(who.standing, case.pk)
    there = own_name(who.standing, opened) if over else None
    call_case(standing=who.standing, case=opened, seen=there.id if there else None, called=called)


def called(who: Member, case: Case) -> str:
    there = own_name(who.standing, access.open_case(who.standing, case.pk))
    return there.called if there else ""


def read(who: Member, page: str) -> str:
    who.client.cookies["language"] = "en"
    answer = who.client.get(page)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def sent(who: Member, case: Case, **typed: str) -> Any:
    """What the form sends, on the name that its page shows."""
    seen = re.search(r'name="seen" value="([^"]*)"', read(who, address(case)))
    assert seen is not None
    return who.client.post(address(case), {"seen": seen.group(1), **typed})


def bad() -> list[str]:
    return [one.row for found in check() for one in found.bad]


def test_given_changed_and_taken_away_from_the_page_of_the_case(adviser: Member, case: Case) -> None:
    page = read(adviser, f"/saker/{case.pk}/")
    assert f'href="{address(case)}">Give the case a name that only you see' in page
    # Near the heading, before what is told of the case.
    assert page.index(address(case)) < page.index('id="next"') < page.index('id="about"')
    assert "Take the name away" not in read(adviser, address(case))
    assert sent(adviser, case, called="  Blå \t mappe ").status_code == 302
    page = read(adviser, f"/saker/{case.pk}/")
    assert page.count("Blå mappe") == 2
    assert "Change your name for the case" in page
    assert "Take the name away" in read(adviser, address(case))
    assert sent(adviser, case, called="Fjellet").status_code == 302
    assert called(adviser, case) == "Fjellet"
    assert CaseName.objects.count() == 1
    assert sent(adviser, case, do="remove").status_code == 302
    assert "Fjellet" not in read(adviser, f"/saker/{case.pk}/")
    assert not CaseName.objects.exists()
    verbs = Entry.objects.filter(chain=case.pk, verb__in=[Verb.CASE_NAMED, Verb.CASE_NAME_REMOVED])
    assert list(verbs.order_by("number").values_list("verb", flat=True)) == [
        "case.named", "case.named", "case.name_removed"
    ]  # fmt: skip
    assert verify().flaws == []


def test_it_changes_nothing_that_a_colleague_has_open(adviser: Member, case: Case) -> None:
    before = seal.whole(case.pk)
    call(adviser, case, "Fjellet")
    found = seal.whole(case.pk)
    assert found is not None
    assert before is not None
    seal.must_hold(found)
    assert (found.case.revision, bytes(found.case.seal)) == (before.case.revision, bytes(before.case.seal))


def test_only_she_sees_hers_wherever_she_meets_the_case(
    adviser: Member, colleague: Member, embassy: Member, case: Case
) -> None:
    call(adviser, case, "Fjellet")
    factories.give(case, embassy.post)  # type: ignore[arg-type]
    pages = ("/", "/saker/", "/oppgaver/", f"/saker/{case.pk}/")
    for page in pages:
        assert "Fjellet" in read(adviser, page), page
    assert "Fjellet" in adviser.client.post("/sok/", {}).content.decode()
    for who, name in ((colleague, "Blå mappe"), (embassy, "Nordlys")):
        assert sees(who, case)
        assert "Fjellet" not in "".join(read(who, page) for page in pages)
        call(who, case, name)
        assert (called(who, case), called(adviser, case)) == (name, "Fjellet")
        assert name in read(who, "/saker/")
    assert CaseName.objects.count() == 3


def test_whom_the_case_is_not_for_it_answers_as_one_that_there_is_not(
    adviser: Member, elsewhere: Member, case: Case
) -> None:
    typed = {"called": "Fjellet", "seen": ""}
    assert adviser.client.post(address(case), typed).status_code == 302
    assert elsewhere.client.post(address(case), typed).status_code == 404
    assert CaseName.objects.count() == 1


@pytest.mark.parametrize("name", ["Fjellet", "Blå mappe", "Nordlys", "Mappe 12", "Den stille"])
def test_a_word_that_names_nobody_is_let_through(adviser: Member, case: Case, name: str) -> None:
    assert sent(adviser, case, called=name).status_code == 302
    assert called(adviser, case) == name


@pytest.mark.parametrize(
    "name", ["Amina", "Amina Khan", "A.K.", "Fatima fra Oslo", "91234567", "amina@example.org", "01017012345"]
)
def test_what_names_somebody_is_refused_whatever_reason_is_given(
    adviser: Member, case: Case, name: str
) -> None:
    answer = sent(adviser, case, called=name)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert 'id="id_called_error"' in page
    assert f'value="{name}"' in page
    words = re.findall(r"<mark>(.*?)</mark>", page)
    assert words
    keep = {"called-keep": words, "called-because": gate.Because.WORD.value}
    assert adviser.client.post(address(case), {"called": name, "seen": "", **keep}).status_code == 200
    with pytest.raises(gate.Identifies):
        call(adviser, case, name)
    assert not CaseName.objects.exists()


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * (LONGEST + 1), "Fjel\u200blet", "\u202eFjellet", "Fjel\x00let"]
)
def test_what_is_no_name_has_its_message(adviser: Member, case: Case, name: str) -> None:
    answer = sent(adviser, case, called=name)
    assert answer.status_code == 200
    assert 'id="id_called_error"' in answer.content.decode()
    assert not CaseName.objects.exists()


def test_the_longest_is_kept_whole(adviser: Member, case: Case) -> None:
    longest = "blå" + " mappe" * 6 + "n"
    assert len(longest) == LONGEST
    assert sent(adviser, case, called=longest).status_code == 302
    assert called(adviser, case) == longest


def test_another_window_overwrites_nothing_unseen(adviser: Member, case: Case) -> None:
    """Not by a name nor by taking it away, also where there was none before or it is the same again."""
    first = adviser.client.post(address(case), {"called": "Fjellet", "seen": ""})
    assert first.status_code == 302
    (fjellet,) = CaseName.objects.values_list("pk", flat=True)
    late = adviser.client.post(address(case), {"called": "Sola", "seen": ""})
    page = unescape(late.content.decode())
    assert late.status_code == 409
    assert 'value="Sola"' in page
    assert "“Fjellet”" in page or "«Fjellet»" in page
    assert f'name="seen" value="{fjellet}"' in page
    again = adviser.client.post(address(case), {"called": "Sola", "seen": str(fjellet)})
    assert again.status_code == 302
    for typed in ({"called": "Måne"}, {"do": "remove"}):
        adviser.client.post(address(case), {"seen": str(fjellet), **typed})
        assert called(adviser, case) == "Sola"
    # Refused for another reason it still stands on the name that it was typed on.
    wrong = adviser.client.post(address(case), {"called": "Amina", "seen": str(fjellet)})
    assert f'name="seen" value="{fjellet}"' in wrong.content.decode()
    assert sent(adviser, case, do="remove").status_code == 302
    gone = adviser.client.post(address(case), {"called": "Måne", "seen": str(fjellet)})
    assert gone.status_code == 409
    opened = access.open_case(adviser.standing, case.pk)
    with pytest.raises(NameChangedMeanwhile):
        call_no_more(standing=adviser.standing, case=opened, seen=fjellet)
    assert not CaseName.objects.exists()


def test_in_no_title_address_message_trail_letter_or_log_nor_in_clear(
    adviser: Member, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    Letter.objects.all().delete()
    answer = sent(adviser, case, called="Fjellet")
    assert "Fjellet" not in answer.headers["Location"]
    case_page = read(adviser, f"/saker/{case.pk}/")
    for page in (case_page, read(adviser, "/saker/"), read(adviser, "/oppgaver/")):
        assert "Fjellet" in page
        head = page[: page.index("<main")]
        assert "Fjellet" not in head
        assert not re.search(r"(href|action|src|title|aria-label)=[^>]*Fjellet", page)
        assert not re.search(r'class="ds-alert[^>]*>[^<]*Fjellet', page)
    # What is printed: each place where it stands is for the screen alone.
    for page in (case_page, read(adviser, "/saker/"), read(adviser, "/oppgaver/")):
        shown = [line for line in page.splitlines() if "Fjellet" in line]
        assert all("screen-only" in line or "<input" in line for line in shown)
    for page in ("forlop", "innsyn"):
        assert "Fjellet" not in read(adviser, f"/saker/{case.pk}/{page}/")
    entries = "".join(str(row) for row in Entry.objects.values_list())
    assert "Fjellet" not in entries + caplog.text + "".join(one.body for one in mail.outbox)
    assert not Letter.objects.exists()
    row = CaseName.objects.get()
    assert b"Fjellet" not in bytes(row.__dict__["said"].record)
    assert len(bytes(row.__dict__["said"].record)) == length_of(adviser, "Sol")
    assert "Fjellet" not in repr(own_names(adviser.standing)) + str(row)


def length_of(who: Member, name: str) -> int:
    """Of a sealed name, which must not tell how long the name is."""
    other = factories.log_case(who)
    call(who, other, name)
    return len(bytes(CaseName.objects.get(of_case=other.pk).__dict__["said"].record))


def test_shut_out_of_the_case_she_reads_it_no_more_and_again_when_let_back(
    adviser: Member, colleague: Member, case: Case
) -> None:
    call(adviser, case, "Fjellet")
    opened = access.open_case(colleague.standing, case.pk)
    assert adviser.account is not None
    keep_out(standing=colleague.standing, case=opened, account_id=adviser.account.pk, reason="En prøve.")
    assert "Fjellet" not in read(adviser, "/saker/") + read(adviser, "/oppgaver/")
    assert "Fjellet" not in adviser.client.post("/sok/", {"called": "Fjellet"}).content.decode().replace(
        'value="Fjellet"', ""
    )
    assert adviser.client.get(address(case)).status_code == 404
    assert CaseName.objects.count() == 1


# --- how long it is kept ---


@pytest.mark.parametrize("months", [30, 120])
def test_it_goes_with_the_texts_and_with_the_case(
    adviser: Member, colleague: Member, privacy: Member, months: int
) -> None:
    case, other = closed_case(adviser), factories.log_case(adviser)
    for who in (adviser, colleague):
        call(who, case, "Fjellet")
    call(adviser, other, "Sola")
    mark_and_erase(after(months))
    stored = Case.unscoped.get(pk=case.pk)
    assert stored.texts_erased_at is not None
    assert (stored.erased_at is not None) == (months == 120)
    assert list(CaseName.objects.values_list("of_case", flat=True)) == [other.pk]
    if months == 30:
        must_be_given_none(adviser, case)


def must_be_given_none(who: Member, case: Case) -> None:
    """Until the case is opened again, and has texts anew."""
    factories.signed_in_anew(who)
    opened = access.case_to_change(who.standing, case.pk)
    with pytest.raises(NoNameAnyMore):
        call_case(standing=who.standing, case=opened, seen=None, called="Måne")
    assert "name that only you see" not in read(who, f"/saker/{case.pk}/")
    assert who.client.get(address(case)).status_code == 302
    assert who.client.post(address(case), {"called": "Måne", "seen": ""}).status_code == 302
    assert not CaseName.objects.filter(of_case=case.pk).exists()
    lane = lane_at(opened, who.post)
    reopen_inquiry(standing=who.standing, case=opened, inquiry=lane, revision=opened.revision)
    assert sent(who, case, called="Måne").status_code == 302
    assert called(who, case) == "Måne"
    assert sweep_all(timezone.now())["cases.CaseName"] == 0


def test_it_goes_with_the_account(adviser: Member, colleague: Member, case: Case) -> None:
    for who in (adviser, colleague):
        call(who, case, "Fjellet")
    assert adviser.account is not None
    deactivate_account(actor=SUITE, account=adviser.account)
    assert list(CaseName.objects.values_list("account", flat=True)) == [colleague.standing.account_id]
    reactivate_account(actor=SUITE, account=adviser.account)
    assert own_names(adviser.standing) == []


def test_what_is_left_by_another_way_is_swept(adviser: Member, colleague: Member, case: Case) -> None:
    call(adviser, case, "Fjellet")
    call(colleague, case, "Sola")
    assert sweep_all(timezone.now())["cases.CaseName"] == 0
    type(adviser.account).objects.filter(pk=adviser.standing.account_id).update(is_active=False)
    assert sweep_all(timezone.now())["cases.CaseName"] == 1
    closed_at = timezone.now() - timedelta(days=1)
    Case.unscoped.filter(pk=case.pk).update(closed_at=closed_at, texts_erased_at=timezone.now())
    assert sweep_all(timezone.now())["cases.CaseName"] == 1


def test_it_moves_with_the_house_to_a_new_epoch(adviser: Member, case: Case) -> None:
    call(adviser, case, "Fjellet")
    before = bytes(CaseName.objects.get().__dict__["said"].record)
    open_epoch(actor=SUITE)
    assert reencrypt(actor=SUITE, grace=0).broken == []
    assert bytes(CaseName.objects.get().__dict__["said"].record) != before
    assert called(adviser, case) == "Fjellet"


# --- the attacker's side ---


def test_a_row_pointed_elsewhere_or_altered_is_no_name_and_is_told(
    adviser: Member, colleague: Member, case: Case
) -> None:
    call(adviser, case, "Fjellet")
    other = factories.log_case(adviser)
    genuine = Held(case.pk, NAMES).rows[CaseName][0]
    assert bad() == []
    said = genuine["said"]
    for column, value in {
        "of_case": key(other.pk),
        "account_id": key(colleague.standing.account_id),
        "said": said[:-1] + bytes([said[-1] ^ 1]),
    }.items():
        update(CaseName, genuine["id"], {column: value})
        for who in (adviser, colleague):
            assert "Fjellet" not in read(who, "/saker/") + read(who, f"/saker/{case.pk}/")
        assert bad() == [str(CaseName.objects.get().pk)]
        update(CaseName, genuine["id"], {column: genuine[column]})
        assert (bad(), called(adviser, case)) == ([], "Fjellet")
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN, fields="cases.CaseName.said").exists()


def test_a_name_that_does_not_open_keeps_her_from_no_other(adviser: Member, case: Case) -> None:
    call(adviser, case, "Fjellet")
    row = Held(case.pk, NAMES).rows[CaseName][0]
    update(CaseName, row["id"], {"said": row["said"][:-1] + bytes([row["said"][-1] ^ 1])})
    assert sent(adviser, case, called="Sola").status_code == 302
    assert (called(adviser, case), bad()) == ("Sola", [])


@pytest.mark.parametrize("how", ["changed", "taken away"])
def test_one_that_was_put_back_is_told(adviser: Member, case: Case, how: str) -> None:
    call(adviser, case, "Fjellet")
    genuine = Held(case.pk, NAMES)
    if how == "changed":
        call(adviser, case, "Sola", over=True)
        delete(CaseName, key(CaseName.objects.get().pk))
    else:
        assert sent(adviser, case, do="remove").status_code == 302
    assert bad() == []
    insert(CaseName, genuine.rows[CaseName])
    assert bad() == [str(CaseName.objects.get().pk)]


def test_lists_and_pages_cost_as_much_for_one_name_as_for_fifty(adviser: Member) -> None:
    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            read(adviser, page)
        return len(seen)

    costs = []
    for number in (1, 49):
        for _ in range(number):
            call(adviser, factories.log_case(adviser), "Mappe")
        cost("/saker/")
        costs.append([cost(page) for page in ("/saker/", "/oppgaver/")])
    assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_at_once_one_is_told(adviser: Member, case: Case) -> None:
    def giving(name: str) -> Callable[[], None]:
        opened = access.open_case(adviser.standing, case.pk)
        return lambda: call_case(standing=adviser.standing, case=opened, seen=None, called=name)

    results = at_once(giving("Fjellet"), giving("Sola"))
    assert sorted(type(one).__name__ for one in results) == ["NameChangedMeanwhile", "NoneType"]
    assert called(adviser, case) in ("Fjellet", "Sola")
    assert CaseName.objects.count() == 1


@pytest.mark.parametrize(
    "name",
    [
        "Ahmadi",
        "saken til ahmadi",
        "Khan-saken",
        "Rahimi",
        "Begum",
        "Hansen",
        "01 03 08",
        "bursdag 3/4",
        "4m1n4",
    ],
)
def test_no_name_and_no_day_by_itself(adviser: Member, name: str) -> None:
    """In a sentence, what stands beside a word tells whether it is a name; here there is none."""
    case = factories.log_case(adviser)
    answer = sent(adviser, case, called=name)
    assert answer.status_code == 200
    assert 'id="error-summary"' in answer.text
    assert not CaseName.objects.exists()


@pytest.mark.parametrize(
    "name", ["Nordlys", "Blå perm 2", "The mountain", "Blue folder", "Fjellet i nord", "Sol"]
)
def test_ordinary_words_are_as_good_as_before(adviser: Member, name: str) -> None:
    assert sent(adviser, factories.log_case(adviser), called=name).status_code == 302
