"""What tells who somebody is gets in by no form and no service; what may tell is asked about."""

import json
import logging
import re
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from advisory.sealing.checked import Answer, Checked
from cases import gate
from cases.forms.quoting import found_in
from cases.identity_guard import Finding, GuardBroken, checking
from cases.models import Case, Event
from cases.models.event import EventKind
from cases.services.inquiries import log_inquiry
from cases.services.kept_words import keep_words
from cases.statistics.kept_words import kept_since
from tests import factories
from tests.cases.typing_in import typed
from tests.factories import Member
from tests.security.rows import all_rows, differing

pytestmark = pytest.mark.django_db

NEW = "/saker/ny/"
CERTAIN = "Ring henne på 400 00 012 etter skolen."
LIKELY = "Eleven og Amina skal reise i ferien."
HARMLESS = "Eleven er redd for å reise til Pakistan i uke 26. Ring 112."


def send(member: Member, submission: str, note: str, **more: Any) -> Any:
    return member.client.post(NEW, typed(step="save", submission=submission, narrative=note) | more)


SUBMISSION = "7e0c2f36-6f0e-4d0f-9a54-5f0f4c1b2a33"


def test_a_note_without_anything_is_saved(adviser: Member) -> None:
    assert send(adviser, SUBMISSION, HARMLESS).status_code == 302
    assert Case.unscoped.count() == 1


def test_what_is_certain_is_not_saved_and_is_quoted_back_marked(adviser: Member) -> None:
    page = send(adviser, SUBMISSION, CERTAIN)
    assert (page.status_code, Case.unscoped.count()) == (200, 0)
    text = page.content.decode()
    assert "<mark>400 00 012</mark>" in text
    assert CERTAIN in text, "everything typed stays"
    assert 'name="narrative-because"' not in text, "nobody answers for what is certain"
    assert 'href="#id_narrative"' in text
    # A reason that was sent along all the same changes nothing.
    sent = {"narrative-keep": ["400 00 012"], "narrative-because": "TRYGGHET"}
    assert send(adviser, SUBMISSION, CERTAIN, **sent).status_code == 200
    assert Case.unscoped.count() == 0


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Her er Amina.", ("Her er ", ".")),
        (
            "Eleven var sliten. I dag ringte Amina fra skolen og sa at hun er redd.",
            ("… sliten. I dag ringte ", " fra skolen og sa at hun …"),
        ),
        ("x" * 40 + " Amina " + "y" * 40, ("… ", " …")),
        ("«" + "x" * 40 + "«Amina»" + "y" * 40, ("… " + "x" * 23 + "«", "»" + "y" * 23 + " …")),
    ],
)
def test_what_is_found_is_quoted_between_whole_words(text: str, quoted: tuple[str, str]) -> None:
    start = text.index("Amina")
    (found,) = found_in(text, (Finding("name", start, start + 5, False, "eleven"),))
    assert (found.before, found.words, found.after) == (quoted[0], "Amina", quoted[1])


def test_what_is_likely_is_asked_about_and_kept_with_a_reason(adviser: Member, coordinator: Member) -> None:
    page = send(adviser, SUBMISSION, LIKELY).content.decode()
    assert Case.unscoped.count() == 0
    assert "<mark>Amina</mark>" in page
    assert 'name="narrative-because"' in page
    since = timezone.now()
    answer = {"narrative-keep": ["Amina"], "narrative-because": "ORD"}
    assert send(adviser, SUBMISSION, LIKELY, **answer).status_code == 302
    case = factories.unlocked(Case.unscoped.get())
    event = Event.unscoped.get()
    event.case = case
    assert event.facts.kind == EventKind.WORDS_KEPT
    assert json.loads(event.text) == {"because": "ORD", "kinds": ["name"]}
    assert kept_since(since) == {adviser.held.post_id: 1}
    counted = coordinator.client.get("/fordeling/").content.decode()
    assert adviser.held.post_name in counted.split('id="kept-words"')[1]
    address = f"/saker/{case.pk}/forlop/"
    adviser.client.cookies["language"] = "en"
    course = unescape(adviser.client.get(address).content.decode())
    assert "name of a person: It is a word, a place or an agency, and names nobody" in course
    assert "because" not in course


def test_a_reason_holds_for_the_words_that_were_asked_about_alone(adviser: Member) -> None:
    answer = {"narrative-keep": ["Amina"], "narrative-because": "ORD"}
    page = send(adviser, SUBMISSION, f"{LIKELY} Det vet Fatima også.", **answer)
    assert (page.status_code, Case.unscoped.count()) == (200, 0)
    assert "<mark>Fatima</mark>" in page.content.decode()
    wrong = {"narrative-keep": ["Amina"], "narrative-because": "TULL"}
    assert send(adviser, SUBMISSION, LIKELY, **wrong).status_code == 200
    assert Case.unscoped.count() == 0


def test_a_reason_stays_when_something_else_was_wrong(adviser: Member) -> None:
    """And goes when there are other words than it was given for."""
    chosen = '<option value="ORD" selected>'
    answer = {"narrative-keep": ["Amina"], "narrative-because": "ORD"}
    page = send(adviser, SUBMISSION, LIKELY, actions=["TULL"], **answer)
    assert (page.status_code, Case.unscoped.count()) == (200, 0)
    text = page.content.decode()
    assert chosen in text
    assert '<input type="hidden" name="narrative-keep" value="Amina">' in text
    assert 'id="id_narrative_error"' not in text
    more = send(adviser, SUBMISSION, f"{LIKELY} Det vet Fatima også.", **answer).content.decode()
    assert 'name="narrative-because"' in more
    assert chosen not in more


def test_one_click_puts_the_neutral_word_and_saves_nothing_yet(adviser: Member) -> None:
    start = LIKELY.index("Amina")
    place = f"{start}-{start + 5}"
    page = send(adviser, SUBMISSION, LIKELY, **{"narrative-neutral": place})
    assert (page.status_code, Case.unscoped.count()) == (200, 0)
    text = page.content.decode()
    neutral = LIKELY.replace("Amina", "eleven")
    assert f">\n{neutral}</textarea>" in text or f">{neutral}</textarea>" in text
    # It is a step: one goes on in the text, and nothing is to be put right.
    assert "error-summary" not in text
    assert "ds-validation-message" not in text
    (field,) = re.findall(r"<textarea[^>]*>", text)
    assert "autofocus" in field
    assert "aria-invalid" not in field
    assert send(adviser, SUBMISSION, neutral).status_code == 302
    # A place where nothing is found is no place.
    assert "Amina" in send(adviser, SUBMISSION, LIKELY, **{"narrative-neutral": "0-3"}).content.decode()


def broken(text: str, **how: Any) -> Any:
    raise GuardBroken("names")


def test_with_the_guard_broken_nothing_is_saved_and_the_page_says_so(
    adviser: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(checking.PARTS, "names", broken)
    page = send(adviser, SUBMISSION, HARMLESS)
    assert (page.status_code, Case.unscoped.count()) == (200, 0)
    assert str(gate.GuardDown.sentence) in page.content.decode()
    assert HARMLESS in page.content.decode()
    assert adviser.client.post("/sjekk/", {"text": HARMLESS}).status_code == 503
    with pytest.raises(gate.GuardDown):
        gate.passed(HARMLESS)


def test_a_service_examines_what_came_by_no_form(adviser: Member) -> None:
    from dataclasses import replace

    for note in (CERTAIN, LIKELY):
        told = replace(factories.told(), narrative=note)
        with pytest.raises(gate.Identifies) as refused:
            log_inquiry(standing=adviser.standing, held=adviser.held, told=told, submission=Case().pk)
        assert refused.value.field == "narrative"
        assert "Amina" not in str(refused.value)
    assert Case.unscoped.count() == 0


def test_the_posts_own_school_is_found(adviser: Member) -> None:
    found = gate.examined(f"hun går på {adviser.held.post_name} og er redd").findings
    assert [one.kind for one in found] == ["school"]


def test_what_stands_there_already_is_not_asked_about_again(adviser: Member) -> None:
    case = factories.log_case(adviser, narrative=LIKELY)
    sent = typed(step="save", revision="1", narrative=LIKELY + " Mer i morgen.", urgency="AKUTT")
    assert adviser.client.post(f"/saker/{case.pk}/endre/", sent).status_code == 302


def test_a_note_that_tells_is_put_right_before_the_case_is_closed(adviser: Member) -> None:
    closing = {"outcome": "LOST", "follow_up": ["3M", "12M"], "revision": "1"}
    for note, closed in ((CERTAIN, False), (LIKELY, True), (HARMLESS, True)):
        case = factories.log_case(adviser, narrative=note)
        page = adviser.client.post(f"/saker/{case.pk}/avslutt/", closing, follow=True).content.decode()
        assert (Case.unscoped.get(pk=case.pk).closed_at is not None) is closed
        assert (str(gate.NoteIdentifies.sentence) in page) is not closed


def test_the_page_asks_while_one_types_and_nothing_is_kept(adviser: Member) -> None:
    from audit.models import Entry

    before = Entry.objects.count()
    answer = adviser.client.post("/sjekk/", {"text": "🌹 " + LIKELY})
    (found,) = answer.json()["found"]
    # As a browser counts: the rose is two.
    assert (found["words"], found["start"]) == ("Amina", 3 + LIKELY.index("Amina"))
    assert found["certain"] is False
    assert answer.headers["Cache-Control"] == "no-store"
    assert Entry.objects.count() == before
    assert adviser.client.post("/sjekk/", {"text": HARMLESS}).json() == {"found": []}
    assert adviser.client.post("/sjekk/", {"text": "a" * 8001}).status_code == 413


def test_what_is_checked_while_one_types_is_left_nowhere(
    adviser: Member, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a row of any table nor a line of any log, also where the guard breaks; and in no address."""
    before = all_rows()

    def asked(status: int) -> None:
        with caplog.at_level(logging.DEBUG):
            assert adviser.client.post("/sjekk/", {"text": CERTAIN}).status_code == status
        said = " ".join(f"{one.getMessage()} {vars(one)}" for one in caplog.records)
        assert "400 00 012" not in said
        assert "skolen" not in said
        assert differing(before, all_rows()) == set()

    asked(200)
    monkeypatch.setitem(checking.PARTS, "names", broken)
    asked(503)
    # What stands in an address is what a proxy's log keeps.
    assert adviser.client.get("/sjekk/", {"text": CERTAIN}).status_code == 405


def test_a_pass_is_lost_with_every_change_of_the_text() -> None:
    checked = gate.ours("  En tekst ")
    assert isinstance(checked, Checked)
    for made in (checked.strip(), checked[1:], checked + "x", f"{checked}"):
        assert not isinstance(made, Checked)


def test_nothing_is_kept_where_nobody_answered(adviser: Member) -> None:
    case = factories.log_case(adviser)
    keep_words(case, "plain", by=case.pk, now=timezone.now())
    keep_words(case, gate.ours("ours"), by=case.pk, now=timezone.now())
    assert not Event.unscoped.exists()
    assert gate.let_through("x") == Checked("x")
    assert gate.let_through("x").answer is None
    assert Answer("ORD", ("name",)).kinds == ("name",)


def test_letters_within_a_stored_word_answer_for_no_name(adviser: Member) -> None:
    """What stands in the stored note as a word is not asked about again; a part of a word is none."""
    case = factories.log_case(adviser, narrative="Hun snakker italiensk.")
    page = adviser.client.post(
        f"/saker/{case.pk}/endre/",
        typed(step="save", revision="1", narrative="Hun snakker italiensk. I dag kom ali hit."),
    ).content.decode()
    assert "<mark>ali</mark>" in page
    assert Case.unscoped.get().revision == 1
