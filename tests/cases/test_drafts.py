"""Drafts: kept under seal, found by their owner alone, gone when sent, thrown away or old."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advisory.services.accounts import deactivate_account
from audit.models import Entry
from audit.verbs import Verb
from cases import gate
from cases.errors import NotYours
from cases.models import Case, Draft
from cases.models.event import Event
from cases.models.facts import CaseFacts
from cases.services import drafts
from cases.services.case_names import call_case
from cases.services.keeping_out import keep_out
from tests import factories
from tests.cases.typing_in import as_lists, typed
from tests.factories import SUITE, Member

NEW, SAVE, LIST = "/saker/ny/", "/utkast/", "/saker/"
QUICK = "/saker/ny/kort/"
SECRET = "Sekskantet kjøleskap"


def autosave(who: Member, draft_id: uuid.UUID | str, **changes: Any) -> int:
    """What the page's script sends: the fields of the form, without a button."""
    return who.client.post(SAVE, {"submission": str(draft_id), **typed(**changes)}).status_code


def keep(who: Member, draft_id: uuid.UUID, **changes: Any) -> None:
    assert who.account is not None
    drafts.keep_draft(account_id=who.account.pk, draft_id=draft_id, typed=as_lists(typed(**changes)))


def test_a_draft_is_shown_again_as_it_was_typed(adviser: Member) -> None:
    draft_id = uuid.uuid4()
    answers = {"received_on": "i går", "narrative": SECRET, "persons": "2", "person__2__sex": "M"}
    assert autosave(adviser, draft_id, **answers) == 204
    page = adviser.client.get(NEW, {"draft": str(draft_id)}).content.decode()
    assert SECRET in page
    assert 'value="i går"' in page
    assert 'id="person-2"' in page
    assert f'name="submission" value="{draft_id}"' in page
    assert "error-summary" not in page


def test_saving_again_replaces_and_adds_no_row(adviser: Member) -> None:
    draft_id = uuid.uuid4()
    autosave(adviser, draft_id, narrative="first")
    autosave(adviser, draft_id, narrative="second")
    assert adviser.account is not None
    assert drafts.typed_in(account_id=adviser.account.pk, draft_id=draft_id)["narrative"] == ["second"]
    assert Draft.objects.count() == 1


def test_nothing_of_a_draft_stands_in_clear(adviser: Member) -> None:
    autosave(adviser, uuid.uuid4(), narrative=SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM cases_draft")
        (stored,) = cursor.fetchone()
    assert SECRET.encode() not in bytes(stored)
    assert b"TVE_FR" not in bytes(stored)


@pytest.mark.parametrize("other", ["colleague", "elsewhere", "coordinator"])
def test_somebody_elses_draft_is_like_none_at_all(cast: dict[str, Member], other: str) -> None:
    draft_id = uuid.uuid4()
    autosave(cast["adviser"], draft_id, narrative=SECRET)
    stranger = cast[other].client
    hers, nobodys = str(draft_id), str(uuid.uuid4())
    answers = [stranger.get(NEW, {"draft": one}) for one in (hers, nobodys)]
    assert [response.status_code for response in answers] == [404, 404]
    assert SECRET not in answers[0].content.decode()
    discards = [stranger.post(f"/utkast/{one}/slett/").status_code for one in (hers, nobodys)]
    assert discards == [404, 404]
    assert autosave(cast[other], draft_id) == 404
    assert cast["adviser"].account is not None
    kept = drafts.typed_in(account_id=cast["adviser"].account.pk, draft_id=draft_id)
    assert kept["narrative"] == [SECRET]


def test_asking_for_somebody_elses_draft_is_recorded(adviser: Member, elsewhere: Member) -> None:
    draft_id = uuid.uuid4()
    autosave(adviser, draft_id)
    elsewhere.client.get(NEW, {"draft": str(draft_id)})
    assert Entry.objects.filter(verb="access.refused", subject=draft_id).exists()


@pytest.mark.parametrize("text", ["", "no-uuid", "1; DROP", "\x00", "9" * 3000])
def test_a_draft_without_a_proper_id(adviser: Member, text: str) -> None:
    assert autosave(adviser, text) == 400
    assert adviser.client.get(NEW, {"draft": text}).status_code == 404
    assert not Draft.objects.exists()


def test_the_button_saves_and_says_where_to_find_it(adviser: Member) -> None:
    answers = {"submission": str(uuid.uuid4()), "step": "save-draft", "narrative": SECRET}
    response = adviser.client.post(NEW, answers, follow=True)
    assert response.redirect_chain[-1][0] == LIST
    page = response.content.decode()
    assert f"{NEW}?draft={answers['submission']}" in page
    assert SECRET not in page


@pytest.mark.parametrize("page", [NEW, "/saker/ny/kort/"])
def test_whoever_begins_anew_is_told_of_drafts_that_wait(
    adviser: Member, elsewhere: Member, page: str
) -> None:
    def told(member: Member) -> str:
        return member.client.get(page).content.decode()

    assert f"{NEW}?draft=" not in told(adviser)
    first, last = uuid.uuid4(), uuid.uuid4()
    autosave(adviser, first)
    assert f"{NEW}?draft={first}" in told(adviser)
    assert "#drafts" not in told(adviser)
    autosave(adviser, last)
    assert f"{NEW}?draft={last}" in told(adviser)
    assert "#drafts" in told(adviser)
    assert str(last) not in told(elsewhere)
    # Whoever has gone on with one is not asked to.
    assert f"{NEW}?draft={last}" not in adviser.client.get(NEW, {"draft": str(last)}).content.decode()


def test_too_much_is_not_kept_and_not_lost_either(adviser: Member) -> None:
    huge = SECRET + "x" * drafts.MOST_BYTES
    assert autosave(adviser, uuid.uuid4(), narrative=huge) == 413
    answers = {"submission": str(uuid.uuid4()), "step": "save-draft", **typed(narrative=huge)}
    page = adviser.client.post(NEW, answers).content.decode()
    assert 'id="error-summary"' in page
    assert SECRET in page
    assert not Draft.objects.exists()


def test_nobody_fills_the_store_with_drafts(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_OF_ONE", 2)
    mine = [uuid.uuid4() for _ in range(2)]
    assert [autosave(adviser, one) for one in mine] == [204, 204]
    assert autosave(adviser, uuid.uuid4()) == 413
    assert autosave(adviser, mine[0]) == 204


@pytest.mark.parametrize(("page", "sent"), [(NEW, {"at": "about", "focus_country": ""}), (QUICK, {})])
def test_what_was_sent_empty_is_no_draft(adviser: Member, page: str, sent: dict[str, str]) -> None:
    """As the browser sends it: with the day that the page came with."""
    given = {"received_on": "03.06.2026", "persons": "1"} if page == NEW else {}
    step = {"step": "next" if page == NEW else "save"}

    def told() -> list[bool]:
        return ["?draft=" in adviser.client.get(one).content.decode() for one in (NEW, QUICK, LIST, "/")]

    draft_id = str(uuid.uuid4())
    adviser.client.post(page, {"submission": draft_id, **given, **sent, **step})
    assert told() == [False] * 4
    # The browser goes back to the page that it left all the same.
    assert adviser.client.get(page, {"draft": draft_id}).status_code == 200
    adviser.client.post(page, {"submission": draft_id, **given, **sent, **step, "urgency": "HASTER"})
    assert told() == [True] * 4


def test_an_empty_page_is_not_said_to_be_saved(adviser: Member) -> None:
    sent = {"submission": str(uuid.uuid4()), "step": "save-draft", "received_on": "03.06.2026"}
    adviser.client.cookies["language"] = "en"
    page = adviser.client.post(NEW, sent, follow=True).content.decode()
    assert "Nothing was answered yet" in page
    assert not Draft.objects.exists()
    more = adviser.client.post(QUICK, {"submission": sent["submission"], "step": "more"})
    assert (more.status_code, Draft.objects.exists()) == (302, False)
    assert adviser.client.get(more.headers["Location"]).status_code == 200


def test_empty_ones_take_no_room_from_others(adviser: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_OF_ONE", 2)
    full = uuid.uuid4()
    assert autosave(adviser, full) == 204
    empty = {"submission": str(uuid.uuid4()), "received_on": "03.06.2026", "persons": "1"}
    assert adviser.client.post(SAVE, empty).status_code == 204
    last = uuid.uuid4()
    assert autosave(adviser, last) == 204
    assert {one.pk for one in Draft.objects.all()} == {full, last}


@pytest.mark.parametrize("page", [LIST, NEW, "/"])
def test_a_draft_is_told_from_others_by_what_was_chosen(
    adviser: Member, colleague: Member, page: str
) -> None:
    """Never by what was written, and to nobody else."""
    draft_id = uuid.uuid4()
    autosave(adviser, draft_id, narrative=SECRET, concern="TVE_FR", focus_country="PK", kind="SAK")
    shown = adviser.client.get(page).content.decode()
    assert f"{NEW}?draft={draft_id}" in shown
    assert re.search(r"\(Ny henvendelse, Haster: [^<]*, Konkret sak, [^<]*, Pakistan\)", shown)
    assert "Pakistan)" in shown
    assert SECRET not in shown
    assert str(draft_id) not in colleague.client.get(page).content.decode()


def test_what_is_on_no_list_any_more_tells_nothing(adviser: Member) -> None:
    autosave(adviser, uuid.uuid4(), concern="<b>x</b>", focus_country="", kind="TULL", urgency="ingen")
    assert "(Ny henvendelse)" in adviser.client.get(LIST).content.decode()


def one_that_is_broken(who: Member) -> tuple[uuid.UUID, uuid.UUID]:
    """A draft of hers that does not open any more, and another."""
    broken, whole = uuid.uuid4(), uuid.uuid4()
    autosave(who, broken)
    autosave(who, whole)
    ids = [one.hex if connection.vendor == "sqlite" else one for one in (whole, broken)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_draft SET content = (SELECT content FROM cases_draft WHERE id = %s) WHERE id = %s",
            ids,
        )
    return broken, whole


def test_one_that_does_not_open_hides_no_other(adviser: Member) -> None:
    broken, whole = one_that_is_broken(adviser)
    page = adviser.client.get(LIST)
    assert page.status_code == 200
    assert str(broken) in page.content.decode()
    assert str(whole) in page.content.decode()
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN).count() == 1


def test_the_quick_log_goes_on_with_its_own(adviser: Member) -> None:
    draft_id = uuid.uuid4()
    chosen = {"urgency": "HASTER", "concern": "TVE_FR", "person-1-sex": "K"}
    assert adviser.client.post(SAVE, {"submission": str(draft_id), **chosen}).status_code == 204
    address = f"/saker/ny/kort/?draft={draft_id}"
    assert address in adviser.client.get(LIST).content.decode()
    page = adviser.client.get(address).content.decode()
    assert f'name="submission" value="{draft_id}"' in page
    for name, value in chosen.items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"[^>]* checked', page), name
    assert "error-summary" not in page
    assert adviser.client.get("/saker/ny/kort/", {"draft": str(uuid.uuid4())}).status_code == 404


# -- of a message in a case ---------------------------------------------------------------------------


def message(who: Member, case_id: uuid.UUID, draft_id: uuid.UUID, **said: str) -> int:
    typed = {
        "submission": str(draft_id),
        "case": str(case_id),
        "revision": "1",
        "kind": "NOTAT",
        "text": SECRET,
    }
    return who.client.post(SAVE, typed | said).status_code


def test_a_message_that_is_left_is_there_again(adviser: Member, colleague: Member, elsewhere: Member) -> None:
    case, draft_id = factories.log_case(adviser), uuid.uuid4()
    address = f"/saker/{case.pk}/melding/"
    new = adviser.client.get(address).content.decode()
    assert f'data-draft-url="{SAVE}"' in new
    assert f'name="case" value="{case.pk}"' in new
    assert message(adviser, case.pk, draft_id, seen_by="EGEN") == 204
    listed = adviser.client.get(LIST).content.decode()
    assert f"{address}?draft={draft_id}" in listed
    assert re.search(r"\(Melding i en sak, Notat: [^)<]*tvangsekteskap", listed)
    # Whoever begins another one there is told of it; on the page of another case nobody is.
    assert f"{address}?draft={draft_id}" in adviser.client.get(address).content.decode()
    other = factories.log_case(adviser)
    assert str(draft_id) not in adviser.client.get(f"/saker/{other.pk}/melding/").content.decode()
    page = adviser.client.get(address, {"draft": str(draft_id)}).content.decode()
    assert SECRET in page
    assert re.search(r'value="NOTAT"[^>]* checked', page)
    assert re.search(r'value="EGEN"[^>]* checked', page)
    assert f'name="submission" value="{draft_id}"' in page
    # For herself alone, on the page of its own case alone.
    assert colleague.client.get(address, {"draft": str(draft_id)}).status_code == 404
    assert elsewhere.client.get(address, {"draft": str(draft_id)}).status_code == 404
    assert adviser.client.get(f"/saker/{other.pk}/melding/", {"draft": str(draft_id)}).status_code == 404
    assert adviser.client.get(NEW, {"draft": str(draft_id)}).status_code == 404
    inquiry = uuid.uuid4()
    autosave(adviser, inquiry)
    assert adviser.client.get(address, {"draft": str(inquiry)}).status_code == 404


def test_messages_are_told_apart_by_what_the_list_calls_their_cases(adviser: Member) -> None:
    cases = [
        factories.log_case(adviser, case=CaseFacts(concern="TVE_FR", focus_country=country, urgency="ORD"))
        for country in ("PK", "TR")
    ]
    call_case(standing=adviser.standing, case=cases[0], seen=None, called="Grønn jakke")
    for case in cases:
        assert message(adviser, case.pk, uuid.uuid4()) == 204
    listed = adviser.client.get(LIST).content.decode()
    first, second = sorted(re.findall(r"\(Melding i en sak, Notat: ([^)<]*)\)", listed))
    assert first.endswith("Pakistan, Grønn jakke")
    assert second.endswith("Tyrkia")


def test_many_messages_cost_no_more_than_one(adviser: Member) -> None:
    def cost() -> int:
        assert message(adviser, factories.log_case(adviser).pk, uuid.uuid4()) == 204
        with CaptureQueriesContext(connection) as asked:
            assert adviser.client.get(NEW).status_code == 200
        return len(asked)

    one = cost()
    for _more in range(5):
        message(adviser, factories.log_case(adviser).pk, uuid.uuid4())
    assert cost() == one


def test_a_message_that_is_saved_leaves_no_draft(adviser: Member) -> None:
    case, draft_id = factories.log_case(adviser), uuid.uuid4()
    message(adviser, case.pk, draft_id)
    typed = {"submission": str(draft_id), "revision": case.revision, "kind": "NOTAT", "seen_by": "EGEN"}
    address = f"/saker/{case.pk}/melding/"
    wrong = adviser.client.post(address, typed | {"text": ""})
    assert wrong.status_code == 200
    assert f'name="submission" value="{draft_id}"' in wrong.content.decode()
    assert Draft.objects.exists()
    assert adviser.client.post(address, typed | {"text": "Hun ringte."}).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_can_be_thrown_away(adviser: Member) -> None:
    draft_id = uuid.uuid4()
    autosave(adviser, draft_id)
    assert adviser.client.get(f"/utkast/{draft_id}/slett/").status_code == 405
    assert adviser.client.post(f"/utkast/{draft_id}/slett/").status_code == 302
    assert not Draft.objects.exists()


def test_drafts_end_after_fourteen_days(adviser: Member) -> None:
    old, young = uuid.uuid4(), uuid.uuid4()
    keep(adviser, old)
    keep(adviser, young)
    Draft.objects.filter(pk=old).update(changed_at=timezone.now() - timedelta(days=14, seconds=1))
    Draft.objects.filter(pk=young).update(changed_at=timezone.now() - timedelta(days=13, hours=23))
    assert adviser.client.get(NEW, {"draft": str(old)}).status_code == 404
    assert str(old) not in adviser.client.get(LIST).content.decode()
    assert drafts.expire_drafts() == 1
    assert Draft.objects.get().pk == young


def test_an_old_draft_goes_when_any_draft_is_kept(adviser: Member, elsewhere: Member) -> None:
    keep(adviser, uuid.uuid4())
    Draft.objects.update(changed_at=timezone.now() - timedelta(days=15))
    keep(elsewhere, uuid.uuid4())
    assert Draft.objects.get().account_id == (elsewhere.account and elsewhere.account.pk)


def test_sent_but_not_cleared_away_it_gives_the_same_case(adviser: Member) -> None:
    """The machine stopped between saving the case and deleting the draft."""
    draft_id = uuid.uuid4()
    autosave(adviser, draft_id)
    left = Draft.objects.get()
    answers = {"submission": str(draft_id), "step": "save", **typed()}
    first = adviser.client.post(NEW, answers)
    Draft.objects.bulk_create([left])
    second = adviser.client.post(NEW, answers)
    assert first.url == second.url  # type: ignore[attr-defined]
    assert Case.unscoped.count() == 1
    assert not Draft.objects.exists()


def test_a_sent_draft_is_not_listed_and_not_kept_again(adviser: Member) -> None:
    draft_id = uuid.uuid4()
    autosave(adviser, draft_id)
    left = Draft.objects.get()
    adviser.client.post(NEW, {"submission": str(draft_id), "step": "save", **typed()})
    Draft.objects.bulk_create([left])
    assert str(draft_id) not in adviser.client.get(LIST).content.decode()
    assert autosave(adviser, draft_id, narrative="later") == 409
    assert "later" not in Draft.objects.get().content


def test_only_those_who_work_on_cases_have_drafts(cast: dict[str, Member]) -> None:
    for name in ("statistician", "privacy", "administrator"):
        assert autosave(cast[name], uuid.uuid4()) == 403
    assert autosave(cast["anonymous"], uuid.uuid4()) == 302
    assert not Draft.objects.exists()


def test_a_draft_needs_the_token_of_its_page(adviser: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(adviser.account, backend=factories.BACKEND)  # type: ignore[arg-type]
    assert client.post(SAVE, {"submission": str(uuid.uuid4()), **typed()}).status_code == 403


def test_the_service_refuses_a_foreign_id(adviser: Member, elsewhere: Member) -> None:
    draft_id = uuid.uuid4()
    keep(adviser, draft_id)
    with pytest.raises(NotYours):
        keep(elsewhere, draft_id)


def test_the_address_of_a_message_names_no_draft_but_one_of_hers(adviser: Member, colleague: Member) -> None:
    """A link from elsewhere would make her page overwrite a draft, or keep none and say that it did."""
    case, chosen = factories.log_case(adviser), uuid.uuid4()
    page = adviser.client.get(f"/saker/{case.pk}/melding/", {"submission": str(chosen)}).content.decode()
    assert str(chosen) not in page
    message(colleague, case.pk, chosen, seen_by="EGEN")
    assert adviser.client.get(f"/saker/{case.pk}/melding/", {"draft": str(chosen)}).status_code == 404
    assert colleague.client.get(f"/saker/{case.pk}/melding/", {"draft": str(chosen)}).status_code == 200


def test_a_message_takes_the_place_of_no_inquiry_nor_the_other_way(adviser: Member) -> None:
    case, inquiry, said = factories.log_case(adviser), uuid.uuid4(), uuid.uuid4()
    assert (autosave(adviser, inquiry), message(adviser, case.pk, said)) == (204, 204)
    before = {one.pk: one.content for one in Draft.objects.all()}
    assert (message(adviser, case.pk, inquiry), autosave(adviser, said)) == (404, 404)
    assert message(adviser, factories.log_case(adviser).pk, said) == 404
    sent = {"submission": str(inquiry), "revision": "1", "kind": "NOTAT", "seen_by": "EGEN", "text": SECRET}
    assert adviser.client.post(f"/saker/{case.pk}/melding/", sent).status_code == 302
    assert {one.pk: one.content for one in Draft.objects.all()} == before


def test_what_a_page_still_sends_of_a_message_that_was_saved_is_not_kept(adviser: Member) -> None:
    case, draft_id = factories.log_case(adviser), uuid.uuid4()
    assert message(adviser, case.pk, draft_id) == 204
    sent = {"submission": str(draft_id), "revision": "1", "kind": "NOTAT", "seen_by": "EGEN", "text": SECRET}
    assert adviser.client.post(f"/saker/{case.pk}/melding/", sent).status_code == 302
    assert message(adviser, case.pk, draft_id) == 409
    # Nor from another machine, or by sending the same form once more.
    factories.signed_in_anew(adviser)
    assert message(adviser, case.pk, draft_id) == 409
    again = adviser.client.post(f"/saker/{case.pk}/melding/", {**sent, "revision": "2"}, follow=True)
    assert "allerede lagret" in again.content.decode()
    assert Event.unscoped.filter(pk=draft_id).count() == 1
    assert Event.unscoped.filter(case=case).count() == 1
    assert not Draft.objects.exists()


def test_who_is_shut_out_of_a_case_has_no_draft_in_it(adviser: Member, colleague: Member) -> None:
    case, draft_id = factories.log_case(adviser), uuid.uuid4()
    assert message(colleague, case.pk, draft_id) == 204
    assert str(case.pk) in colleague.client.get(LIST).content.decode()
    assert colleague.account is not None
    keep_out(
        standing=adviser.standing, case=case, account_id=colleague.account.pk, reason=gate.ours("For nær.")
    )
    assert str(case.pk) not in colleague.client.get(LIST).content.decode()
    assert message(colleague, case.pk, draft_id) == 404


def test_with_the_texts_of_a_case_go_the_messages_begun_in_it(adviser: Member) -> None:
    case, other = factories.log_case(adviser), factories.log_case(adviser)
    for one in (case, other):
        assert message(adviser, one.pk, uuid.uuid4()) == 204
    assert autosave(adviser, uuid.uuid4()) == 204
    drafts.discard_of_case(case.pk)
    assert Draft.objects.count() == 2
    left = adviser.client.get(LIST).content.decode()
    assert f"/saker/{case.pk}/melding/" not in left
    assert f"/saker/{other.pk}/melding/" in left


def test_with_an_account_that_is_deactivated_go_its_drafts(adviser: Member, colleague: Member) -> None:
    assert adviser.account is not None
    for one in (adviser, colleague):
        assert autosave(one, uuid.uuid4()) == 204
    deactivate_account(actor=SUITE, account=adviser.account)
    assert list(Draft.objects.values_list("account", flat=True)) == [colleague.standing.account_id]


def other_machine(who: Member) -> Client:
    """Another browser of hers."""
    assert who.account is not None
    client = Client()
    client.force_login(who.account, backend=factories.BACKEND)
    return client


def test_an_old_page_on_another_machine_takes_no_newer_drafts_place(adviser: Member) -> None:
    draft_id, there = uuid.uuid4(), other_machine(adviser)
    first = {"submission": str(draft_id), **typed(narrative="Først.")}
    assert adviser.client.post(SAVE, first).status_code == 204
    # Gone on with there, which is the newest then, as often as it is kept.
    assert "Først." in there.get(f"{NEW}?draft={draft_id}&at=done").content.decode()
    for text in ("Så.", "Så noe mer."):
        newer = {"submission": str(draft_id), **typed(narrative=text)}
        assert there.post(SAVE, newer).status_code == 204
    assert Draft.objects.count() == 1
    # The page that was open here all the time has a draft of its own from now on.
    for text in ("Gammelt.", "Gammelt og mer."):
        older = {"submission": str(draft_id), **typed(narrative=text)}
        assert adviser.client.post(SAVE, older).status_code == 204
    texts = {json.loads(one.content)["narrative"][0] for one in Draft.objects.all()}
    assert texts == {"Så noe mer.", "Gammelt og mer."}
    # Opened here once more, the newest is gone on with as it is.
    assert "Så noe mer." in adviser.client.get(f"{NEW}?draft={draft_id}&at=done").content.decode()
    last = {"submission": str(draft_id), **typed(narrative="Sist.")}
    assert adviser.client.post(SAVE, last).status_code == 204
    texts = {json.loads(one.content)["narrative"][0] for one in Draft.objects.all()}
    assert texts == {"Sist.", "Gammelt og mer."}


def test_saved_for_good_by_an_old_page_the_newer_draft_is_still_there(adviser: Member) -> None:
    draft_id, there = uuid.uuid4(), other_machine(adviser)
    sent = {"submission": str(draft_id), **typed(narrative="Først.")}
    assert adviser.client.post(SAVE, sent).status_code == 204
    there.get(f"{NEW}?draft={draft_id}&at=done")
    newer = {"submission": str(draft_id), **typed(narrative="Så.")}
    assert there.post(SAVE, newer).status_code == 204
    # Pressed twice, it is one case.
    for _time in range(2):
        assert adviser.client.post(NEW, {**sent, "step": "save"}).status_code == 302
    assert Case.unscoped.count() == 1
    assert json.loads(Draft.objects.get().content)["narrative"] == ["Så."]
    assert there.post(NEW, {**newer, "step": "save"}).status_code == 302
    assert Case.unscoped.count() == 2
    assert not Draft.objects.exists()


def test_a_draft_that_does_not_open_keeps_nobody_from_saving(adviser: Member) -> None:
    for name in one_that_is_broken(adviser):
        sent = {"submission": str(name), "step": "save", **typed(narrative=SECRET)}
        assert adviser.client.post(NEW, sent).status_code == 302
    assert Case.unscoped.count() == 2


def test_a_message_that_was_changed_after_it_was_saved_is_not_lost(adviser: Member) -> None:
    """Gone back to in the browser, the page still calls it as before."""
    case, name = factories.log_case(adviser), uuid.uuid4()
    address = f"/saker/{case.pk}/melding/"
    said = {"submission": str(name), "kind": "NOTAT", "seen_by": "EGEN", "text": "Redd."}
    assert adviser.client.post(address, {**said, "revision": "1"}).status_code == 302
    again = adviser.client.post(address, {**said, "revision": "2", "text": "Redd, og alene."})
    page = again.content.decode()
    assert (again.status_code, "Redd, og alene." in page, "allerede lagret" in page) == (200, True, True)
    (new,) = re.findall(r'name="submission" value="([^"]+)"', page)
    assert new != str(name)
    changed = {**said, "submission": new, "revision": "2", "text": "Redd, og alene."}
    assert adviser.client.post(address, changed).status_code == 302
    assert Event.unscoped.filter(case=case).count() == 2
