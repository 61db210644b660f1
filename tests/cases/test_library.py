"""The team's library of advice: who writes and reads it, how it is found, and nothing says where from."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from advisory.sealing.errors import SealError
from audit.actor import LIBRARY
from audit.models import Change, Entry
from audit.verbs import Verb
from cases import access
from cases.errors import NoPost, UnknownCode
from cases.gate import Identifies
from cases.library_errors import AdviceChanged, NoSuchAdvice, NotAsItStands, NoWords
from cases.library_search import fold, search
from cases.models import Advice, Case
from cases.models.event import SeenBy
from cases.seal_check import checks
from cases.services import library
from cases.services.answers import accept
from cases.services.library import Kept, State, advice, shown
from cases.services.library_steps import Words, bring_back, erase, retire, revise, write
from cases.services.library_sweep import UNREAD_KEPT
from cases.services.messages import advise
from cases.services.sweeping import counts, sweep_all
from cases.sharing import How
from tests import factories
from tests.cases.test_hand_over import answered, sent
from tests.cases.test_messages import said
from tests.factories import Member

pytestmark = pytest.mark.django_db
TABLE = Advice._meta.db_table
# What a browser sends to put a piece into the library.
TYPED: dict[str, Any] = {
    "title": "Før en reise",
    "text": "Snakk med henne alene.",
    "concerns": ["TVE_FR", "UFO_FR"],
    "language": "nb",
    "anonymous": "on",
    "do": "show",
}


def words(**changes: Any) -> Words:
    whole = {"title": "Et råd", "text": "Gå rolig fram.", "concerns": ["NSK"], "language": "nb"}
    return Words(**{**whole, **changes})


def only() -> Kept:
    (one,) = advice()
    return one


def read(who: Member, **asked: str) -> str:
    who.client.cookies["language"] = "en"
    answer = who.client.post("/rad/", asked) if asked else who.client.get("/rad/")
    assert answer.status_code == 200
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'id="advice-\d+">([^<]*)</h3>', page)


# --- what is written ---


def test_a_draft_is_the_teams_and_what_is_shown_is_every_case_workers(cast: dict[str, Member]) -> None:
    team = ("coordinator", "representative")
    factories.keep_advice(cast["coordinator"], show=False, title="Et utkast")
    factories.keep_advice(cast["representative"], title="Et råd til alle")
    for name in ("adviser", "elsewhere", "embassy", *team):
        assert titles(read(cast[name])) == ["Et råd til alle"]
        drafts = titles(read(cast[name], state="draft"))
        assert drafts == (["Et utkast"] if name in team else ["Et råd til alle"])
    for name in ("statistician", "leader", "privacy", "administrator"):
        assert cast[name].client.get("/rad/").status_code == 403


def test_it_is_written_over_taken_out_brought_back_and_erased(coordinator: Member) -> None:
    made = factories.keep_advice(coordinator, show=False)
    step: dict[str, Any] = {"standing": coordinator.standing, "advice_id": made}
    revise(**step, revision=1, words=words(title="Et annet råd"), show=True)
    assert [(one.title, one.state, one.revision) for one in shown()] == [("Et annet råd", State.SHOWN, 2)]
    assert only().post_id == coordinator.held.post_id
    retire(**step, revision=2)
    assert (shown(), only().state, only().title) == ([], State.RETIRED, "Et annet råd")
    bring_back(**step, revision=3)
    assert only().state is State.DRAFT
    erase(**step, revision=4)
    assert advice() == []
    (row,) = Advice.objects.all()
    assert "Et annet" not in row.said
    verbs = list(Entry.objects.filter(chain=LIBRARY).order_by("number").values_list("verb", flat=True))
    assert verbs == [
        Verb.ADVICE_DRAFTED, Verb.ADVICE_SHOWN, Verb.ADVICE_RETIRED, Verb.ADVICE_BROUGHT_BACK,
        Verb.ADVICE_ERASED,
    ]  # fmt: skip


def test_what_is_refused(coordinator: Member, adviser: Member) -> None:
    made = factories.keep_advice(coordinator)
    step: dict[str, Any] = {"standing": coordinator.standing, "advice_id": made}
    with pytest.raises(AdviceChanged):
        revise(**step, revision=0, words=words(), show=True)
    with pytest.raises(NotAsItStands):
        erase(**step, revision=1)
    with pytest.raises(NotAsItStands):
        bring_back(**step, revision=1)
    retire(**step, revision=1)
    with pytest.raises(NotAsItStands):
        revise(**step, revision=2, words=words(), show=True)
    erase(**step, revision=2)
    with pytest.raises(NoSuchAdvice):
        bring_back(**step, revision=3)
    new: dict[str, Any] = {
        "standing": coordinator.standing,
        "post_id": coordinator.held.post_id,
        "show": True,
    }
    for wrong, refusal in (
        ({"title": " "}, NoWords),
        ({"text": "\n"}, NoWords),
        ({"concerns": ["X"]}, UnknownCode),
        ({"language": "de"}, UnknownCode),
        ({"text": "Ring Fatima Ali på 912 34 567."}, Identifies),
        ({"title": "Rådet til Fatima Ali"}, Identifies),
    ):
        with pytest.raises(refusal):
            write(**new, words=words(**wrong))
    with pytest.raises(NoPost):
        write(**{**new, "standing": adviser.standing}, words=words())
    assert advice() == []


def test_what_nobody_reads_is_emptied_after_a_year(coordinator: Member) -> None:
    retired = factories.keep_advice(coordinator, title="Ute")
    factories.keep_advice(coordinator, show=False, title="Utkast")
    factories.keep_advice(coordinator, title="Inne")
    retire(standing=coordinator.standing, advice_id=retired, revision=1)
    later = timezone.now() + UNREAD_KEPT
    early = later - timedelta(minutes=1)
    assert (counts(early)["cases.Advice"], counts(later)["cases.Advice"]) == (0, 2)
    with time_machine.travel(later, tick=False):
        assert sweep_all(timezone.now())["cases.Advice"] == 2
        assert sweep_all(timezone.now())["cases.Advice"] == 0
    assert [one.title for one in advice()] == ["Inne"]
    assert Advice.objects.count() == 3
    assert not any(found.bad for check in checks() for found in check.run())


# --- what a writer to the database can do ---


@pytest.mark.parametrize("how", ["put back", "taken away", "copied", "altered"])
def test_what_was_done_by_sql_shows(coordinator: Member, how: str) -> None:
    made = factories.keep_advice(coordinator)
    factories.keep_advice(coordinator, title="Et til")
    row = Advice.objects.get(pk=made)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT said FROM {TABLE} ORDER BY said")
        stored = dict.fromkeys(bytes(said) for (said,) in cursor.fetchall())
    before = row.__dict__["said"].record
    assert bytes(before) in stored
    retire(standing=coordinator.standing, advice_id=made, revision=1)
    assert len(advice()) == 2
    key = made if connection.vendor == "postgresql" else made.hex
    with connection.cursor() as cursor:
        if how == "put back":
            cursor.execute(f"UPDATE {TABLE} SET said = %s WHERE id = %s", [before, key])
        elif how == "taken away":
            cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [key])
        elif how == "copied":
            other = uuid.uuid4() if connection.vendor == "postgresql" else uuid.uuid4().hex
            cursor.execute(
                f"INSERT INTO {TABLE} (id, account_id, said) SELECT %s, account_id, said FROM {TABLE} "
                "WHERE id = %s",
                [other, key],
            )
        else:
            cursor.execute(f"UPDATE {TABLE} SET said = %s WHERE id = %s", [bytes(before)[:-1] + b"x", key])
    with pytest.raises(SealError):
        advice()
    assert [found.bad for check in checks() for found in check.run() if found.bad]


def test_a_library_that_does_not_hold_keeps_nobody_from_writing_in_a_case(
    adviser: Member, coordinator: Member
) -> None:
    case = factories.log_case(adviser)
    factories.keep_advice(coordinator)
    address = f"/saker/{case.pk}/melding/"
    assert 'name="advice"' in adviser.client.get(address).content.decode()
    Advice.objects.all().delete()
    answer = adviser.client.get(address)
    assert answer.status_code == 200
    assert 'name="advice"' not in answer.content.decode()
    assert Entry.objects.filter(verb=Verb.SEAL_BROKEN).exists()


def test_each_change_of_a_row_is_in_the_log_of_changes(coordinator: Member) -> None:
    before = Change.objects.filter(relation=TABLE).count()
    factories.keep_advice(coordinator)
    assert Change.objects.filter(relation=TABLE).count() == before + 1


# --- how it is found ---


def piece(title: str, text: str = "", concerns: tuple[str, ...] = (), language: str = "nb") -> Kept:
    return Kept(
        uuid.uuid4(), uuid.uuid4(), 1, State.SHOWN, timezone.now(), title, text, concerns, language, None
    )


def found(pieces: list[Kept], **asked: str) -> list[str]:
    with translation.override("nb"):
        return [one.title for one in search(pieces, **asked)]


def test_all_words_by_their_beginnings_whichever_keyboard_best_first() -> None:
    pieces = [
        piece("Ærlig om reise", "Møt henne på skolen."),
        piece("Reiser", "Ingenting."),
        piece("Åpenhet", "Snakk om reisen."),
        piece("Pass", "Om å få passet tilbake."),
    ]
    assert found(pieces) == ["Pass", "Reiser", "Ærlig om reise", "Åpenhet"]
    assert found(pieces, words="reise") == ["Ærlig om reise", "Reiser", "Åpenhet"]
    assert found(pieces, words="REI skol") == ["Ærlig om reise"]
    assert found(pieces, words="reise passet") == []
    for typed in ("møt", "mot", "moet", "MØT"):
        assert found(pieces, words=typed) == ["Ærlig om reise"], typed
    assert found(pieces, words="aapen") == found(pieces, words="åpen") == ["Åpenhet"]
    assert found(pieces, words="?!") == found(pieces)


def test_by_kind_of_matter_and_language() -> None:
    pieces = [piece("A", concerns=("NSK", "VOT")), piece("B", concerns=("NSK",), language="en"), piece("C")]
    assert found(pieces, concern="NSK") == ["A", "B"]
    assert found(pieces, concern="NSK", language="en") == ["B"]
    assert found(pieces, concern="VOT", words="a") == ["A"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_folding_twice_is_folding_once_and_a_words_beginning_finds_it(title: str, text: str) -> None:
    assert fold(title).casefold() == fold(title)
    one = piece(title, text)
    for word in re.findall(r"\w+", fold(f"{title} {text}")):
        assert search([one], words=word) == [one]


def test_what_is_looked_for_stands_in_no_address_title_cache_or_trail(
    adviser: Member, coordinator: Member
) -> None:
    factories.keep_advice(coordinator)
    before = Entry.objects.count()
    answer = adviser.client.post("/rad/", {"words": "kodeord", "concern": "TVE_FR"})
    page = answer.content.decode()
    assert titles(page) == ["Før en reise"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "kodeord" not in page.partition("</title>")[0]
    assert not re.findall(r'(?:href|action)="[^"]*(?:kodeord|TVE_FR)', page)
    assert Entry.objects.count() == before
    # An address that says it is not listened to.
    assert titles(adviser.client.get("/rad/?words=nothing").content.decode()) == ["Før en reise"]


def test_a_form_without_its_token_finds_nothing(adviser: Member, coordinator: Member) -> None:
    factories.keep_advice(coordinator)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = adviser.client.cookies
    assert strict.get("/rad/").status_code == 200
    assert strict.post("/rad/", {"words": "kodeord"}).status_code == 403


def test_empty_and_not_found_and_page_by_page(adviser: Member, coordinator: Member) -> None:
    assert "The team has put nothing into the library yet." in read(adviser)
    assert "Write the first piece" in read(coordinator)
    for number in range(21):
        factories.keep_advice(coordinator, title=f"Råd {chr(ord('a') + number)}")
    page = read(adviser)
    assert "21 pieces of advice" in page
    assert (len(titles(page)), "Page 1 of 2" in page) == (20, True)
    assert titles(read(adviser, words="rad", page="2")) == ["Råd u"]
    assert titles(read(adviser, words="rad", page="x"))[0] == "Råd a"
    assert "Nothing fits." in read(adviser, words="finnes ikke")
    assert "Look for fewer words." in read(adviser, words="x" * 201)


def test_questions_to_the_database_do_not_grow_with_the_library(adviser: Member, coordinator: Member) -> None:
    factories.keep_advice(coordinator)
    adviser.client.get("/rad/")
    with CaptureQueriesContext(connection) as few:
        adviser.client.post("/rad/", {"words": "kodeord"})
    for number in range(12):
        factories.keep_advice(coordinator, title=f"Kodeord {number}")
    with CaptureQueriesContext(connection) as many:
        adviser.client.post("/rad/", {"words": "kodeord"})
    assert len(many) == len(few)
    with CaptureQueriesContext(connection) as asked:
        advice()
    assert len(asked) == 2


# --- by the pages ---


def test_by_the_page_and_not_before_it_was_read_again(coordinator: Member) -> None:
    coordinator.client.cookies["language"] = "en"
    page = coordinator.client.post("/rad/ny/", {**TYPED, "anonymous": ""}).content.decode()
    assert "Read it once more, and say so" in page
    assert "Snakk med henne alene." in page
    assert advice() == []
    page = coordinator.client.post("/rad/ny/", {**TYPED, "text": "Ring Fatima Ali."}).content.decode()
    assert "It cannot" in page or "Take it out" in page
    assert advice() == []
    assert coordinator.client.post("/rad/ny/", TYPED).headers["Location"] == "/rad/"
    one = only()
    assert (one.title, one.concerns, one.state) == ("Før en reise", ("TVE_FR", "UFO_FR"), State.SHOWN)
    address = f"/rad/{one.id}/"
    changed = {**TYPED, "title": "Før og etter en reise", "revision": "1"}
    assert coordinator.client.post(address, changed).headers["Location"] == "/rad/"
    stale = coordinator.client.post(address, {**changed, "text": "Noe annet."}).content.decode()
    assert "Somebody else has changed this advice" in stale
    assert "Noe annet." in stale
    for do, revision, state in (("retire", "2", State.RETIRED), ("back", "3", State.DRAFT)):
        coordinator.client.post(address, {"do": do, "revision": revision})
        assert only().state is state
        assert coordinator.client.get(address).status_code == 200
    coordinator.client.post(address, {"do": "erase", "revision": "4"})
    assert coordinator.client.get(address).status_code == 404


# --- from a case, and into one ---


@pytest.fixture
def advised(adviser: Member, coordinator: Member) -> Case:
    """The adviser's, about which the team was asked and has given advice."""
    case = factories.log_case(adviser)
    sent(adviser, case, coordinator.post, How.ADVISE)
    answered(coordinator, case, accept)
    said(coordinator, case, advise, seen_by=SeenBy.LANE, text="Be henne gjemme passet.")
    return case


def test_an_advice_given_is_kept_and_nothing_says_from_where(
    adviser: Member, coordinator: Member, advised: Case
) -> None:
    coordinator.client.cookies["language"] = "en"
    page = coordinator.client.get(f"/saker/{advised.pk}/").content.decode()
    (link,) = re.findall(rf'href="(/saker/{advised.pk}/melding/[^"]*/bibliotek/)"', page)
    form = coordinator.client.get(link).content.decode()
    assert "Be henne gjemme passet." in form
    assert re.search(r'value="TVE_FR"[^>]*checked', form)
    sends = re.search(r'<form class="stack" method="post" action="/rad/ny/".*?</form>', form, re.DOTALL)
    assert sends
    hidden = re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"', sends[0])
    assert set(hidden) <= {"csrfmiddlewaretoken"}
    entries = Entry.objects.filter(chain=advised.pk).count()
    coordinator.client.post("/rad/ny/", {**TYPED, "text": "Be henne gjemme passet."})
    assert only().text == "Be henne gjemme passet."
    assert Entry.objects.filter(chain=advised.pk).count() == entries
    (row,) = Advice.objects.all()
    assert str(advised.pk) not in row.said
    # Whoever does not write for the library is not asked to, and what is no advice is none.
    assert "/bibliotek/" not in adviser.client.get(f"/saker/{advised.pk}/").content.decode()
    assert adviser.client.get(link).status_code == 403
    others = [one.pk for one in access.open_case(coordinator.standing, advised.pk).events.all()]
    kept = [coordinator.client.get(f"/saker/{advised.pk}/melding/{pk}/bibliotek/") for pk in others]
    assert sorted(one.status_code for one in kept) == [200] + [404] * (len(others) - 1)


def test_advice_for_matters_like_this_is_a_button_and_no_address(
    adviser: Member, coordinator: Member
) -> None:
    factories.keep_advice(coordinator, title="Om reise")
    factories.keep_advice(coordinator, title="Om kontroll", concerns=["NSK"])
    case = factories.log_case(adviser)
    page = adviser.client.get(f"/saker/{case.pk}/").content.decode()
    form = re.search(r'<form method="post" action="/rad/">.*?</form>', page, re.DOTALL)
    assert form
    (concern,) = re.findall(r'name="concern" value="([^"]*)"', form[0])
    assert titles(read(adviser, concern=concern)) == ["Om reise"]


def test_a_piece_is_put_into_a_message_and_nothing_is_lost_or_saved(
    adviser: Member, coordinator: Member
) -> None:
    adviser.client.cookies["language"] = "en"
    made = factories.keep_advice(coordinator, title="Om reise")
    factories.keep_advice(coordinator, title="Om kontroll", concerns=["NSK"])
    factories.keep_advice(coordinator, title="Et utkast", show=False)
    case = factories.log_case(adviser)
    address = f"/saker/{case.pk}/melding/"
    page = adviser.client.get(address).content.decode()
    offered = re.search(r'<select name="advice".*?</select>', page, re.DOTALL)
    assert offered
    assert re.findall(r'<optgroup label="([^"]*)"', offered[0]) == ["For matters like this", "Other advice"]
    assert re.findall(r">(Om [a-z]*|Et utkast)<", offered[0]) == ["Om reise", "Om kontroll"]
    typed = {"seen_by": "EGEN", "text": "Hei.", "revision": "1", "do": "insert"}
    page = adviser.client.post(address, {**typed, "advice": str(made)}).content.decode()
    assert "Hei.\n\nSnakk med henne alene, og avtal et kodeord." in page
    assert re.search(r'value="EGEN"[^>]*checked', page)
    assert re.search(r'value="RAD"[^>]*checked', page)
    assert 'id="error-summary"' not in page
    assert 'name="revision" value="1"' in page
    for wrong in ("", "x", str(uuid.uuid4())):
        page = adviser.client.post(address, {**typed, "advice": wrong}).content.decode()
        assert 'href="#id_advice"' in page
        assert "Hei." in page
    assert not access.open_case(adviser.standing, case.pk).events.exists()


def test_it_tells_no_more_by_being_printed(coordinator: Member) -> None:
    factories.keep_advice(coordinator)
    assert "reise" not in repr(only())
    assert library.ALL.row == LIBRARY
