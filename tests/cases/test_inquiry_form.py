"""Bad answers: each gets a message where it stands, in the reader's language, and the rest is kept."""

import re
import uuid
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import timezone, translation

from cases.forms.choices import countries, offered
from cases.models import Case, Draft
from tests.cases.typing_in import SISTER, typed
from tests.factories import Member

NEW = "/saker/ny/"
NOTE = "Denne setningen skal ikke bli borte."
TOMORROW = (timezone.localdate() + timedelta(days=1)).strftime("%d.%m.%Y")

# What is changed in good answers -> id of the field that must carry the message.
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "kind missing": ({"kind": None}, "id_kind"),
    "kind tampered": ({"kind": "DROP TABLE"}, "id_kind"),
    "kind with a null byte": ({"kind": "SAK\x00"}, "id_kind"),
    "concern missing": ({"concern": None}, "id_concern"),
    "concern of another list": ({"concern": "TLF"}, "id_concern"),
    "circumstance not on the list": ({"circumstances": ["REISE", "X"]}, "id_circumstances"),
    "country not on the list": ({"focus_country": "ZZ"}, "id_focus_country"),
    "country in words": ({"focus_country": "Pakistan"}, "id_focus_country"),
    "sex missing": ({"person-1-sex": None}, "id_person-1-sex"),
    "sex as a number": ({"person-1-sex": "1"}, "id_person-1-sex"),
    "age group missing": ({"person-1-age_group": ""}, "id_person-1-age_group"),
    "an age instead of a group": ({"person-1-age_group": "17"}, "id_person-1-age_group"),
    "background not on the list": ({"person-1-background": "pk"}, "id_person-1-background"),
    "whereabouts missing": ({"person-1-whereabouts": None}, "id_person-1-whereabouts"),
    "second person unanswered": ({"persons": "2"}, "id_person-2-sex"),
    "asker missing": ({"asker": ""}, "id_asker"),
    "asker not on the list": ({"asker": "MOR"}, "id_asker"),
    "channel missing": ({"channel": None}, "id_channel"),
    "channel not on the list": ({"channel": "FAKS"}, "id_channel"),
    "no day": ({"received_on": ""}, "id_received_on"),
    "a day that is none": ({"received_on": "31.02.2026"}, "id_received_on"),
    "an American day": ({"received_on": "06/03/2026"}, "id_received_on"),
    "a day in words": ({"received_on": "i går"}, "id_received_on"),
    "a day with a null byte": ({"received_on": "03.06.2026\x00"}, "id_received_on"),
    "a day of 10 000 digits": ({"received_on": "9" * 10_000}, "id_received_on"),
    "a day to come": ({"received_on": TOMORROW}, "id_received_on"),
    "a day before there was a team": ({"received_on": "31.10.2004"}, "id_received_on"),
    "year nought": ({"received_on": "01.01.0000"}, "id_received_on"),
    "urgency missing": ({"urgency": None}, "id_urgency"),
    "urgency not on the list": ({"urgency": "akutt"}, "id_urgency"),
    "action not on the list": ({"actions": ["RAD", "'; --"]}, "id_actions"),
    "a note that is too long": ({"narrative": NOTE + "å" * 4001}, "id_narrative"),
    "a note of 300 000 letters": ({"narrative": NOTE + "x" * 300_000}, "id_narrative"),
    "a note with a null byte": ({"narrative": NOTE + "\x00"}, "id_narrative"),
}
LANGUAGES = ("nb", "nn", "en")


class Ids(HTMLParser):
    """The messages of a page by the id that a field names as its description."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside = ""
        self.texts: dict[str, str] = {}
        self.described: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "div" and (given.get("id") or "").endswith("_error"):
            self.inside = given["id"] or ""
        self.described.update((given.get("aria-describedby") or "").split())

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.texts[self.inside] = self.texts.get(self.inside, "") + data.strip()


def send(who: Member, answers: dict[str, Any], language: str = "nb") -> str:
    who.client.cookies["language"] = language
    response = who.client.post(NEW, {"submission": str(uuid.uuid4()), "step": "save", **answers})
    assert response.status_code == 200
    return response.content.decode()


def said(page: str, name: str, value: str) -> bool:
    """Whether an answer stands on the page, or goes along unseen for it is of another one."""
    seen = re.search(rf'name="{name}"[^>]*value="{value}"[^>]*checked', page)
    return bool(seen) or f'<input type="hidden" name="{name}" value="{value}">' in page


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_gets_its_message_and_the_rest_is_kept(adviser: Member, case: str) -> None:
    change, field = BAD[case]
    answers = {**typed(narrative=NOTE), **change}
    page = send(adviser, {name: value for name, value in answers.items() if value is not None})
    ids = Ids(page)
    assert ids.texts.get(f"{field}_error"), ids.texts
    assert f"{field}_error" in ids.described
    assert len(ids.texts) == 1 or "second person" in case
    assert NOTE in page
    assert said(page, "actions", "RAD")
    assert not Case.unscoped.exists()


@pytest.mark.parametrize("case", [name for name in BAD if "day" in name and "no day" not in name])
def test_a_wrong_day_is_shown_as_it_was_typed(adviser: Member, case: str) -> None:
    raw = str(BAD[case][0]["received_on"])
    page = send(adviser, typed(received_on=raw))
    assert f'value="{raw}"' in page


@pytest.mark.one_database("What a form says; nothing is stored.")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_a_sentence_in_each_language(adviser: Member, language: str) -> None:
    found = {}
    for case, (change, field) in BAD.items():
        answers = {**typed(narrative=NOTE), **change}
        page = send(adviser, {n: v for n, v in answers.items() if v is not None}, language)
        assert f'<html lang="{language}"' in page
        found[case] = Ids(page).texts[f"{field}_error"]
    assert all(found.values())


def test_all_mistakes_are_shown_at_once_each_a_link_to_its_place(adviser: Member) -> None:
    page = send(adviser, {"persons": "1", "narrative": NOTE})
    summary = page[page.index('id="error-summary"') : page.index("</ul>", page.index('id="error-summary"'))]
    anchors = re.findall(r'href="#([^"]+)"', summary)
    assert anchors == [
        "id_urgency_0",
        "id_kind_0",
        "id_concern_0",
        "id_person-1-sex_0",
        "id_person-1-age_group_0",
        "id_person-1-whereabouts_0",
        "id_asker",
        "id_channel_0",
        "id_received_on",
    ]
    places = [page.index(f'id="{anchor}"') for anchor in anchors]
    assert places == sorted(places)


def test_the_summary_says_which_person(adviser: Member) -> None:
    page = send(adviser, {**typed(), **SISTER, "person-2-sex": ""})
    assert re.search(r'href="#id_person-2-sex_0">[^<]*2[^<]*</a>', page)


def test_a_general_question_with_persons_is_a_message(adviser: Member) -> None:
    page = send(adviser, typed(kind="GEN", narrative=NOTE))
    assert Ids(page).texts.get("persons_error")
    assert re.search(r'name="person-1-sex"[^>]*value="K"[^>]*checked', page)
    assert not Case.unscoped.exists()


def test_a_note_of_4000_letters_fits_however_its_lines_end(adviser: Member) -> None:
    note = ("x" * 99 + "\r\n") * 40
    response = adviser.client.post(NEW, {"submission": str(uuid.uuid4()), **typed(narrative=note)})
    assert response.status_code == 302


def test_what_is_typed_is_never_markup(adviser: Member) -> None:
    evil = '"><script>alert(1)</script>'
    answers = {name: evil for name in typed() if name not in ("persons", "circumstances", "actions")}
    page = send(adviser, {**answers, "persons": "1", "circumstances": [evil], "actions": [evil]})
    assert "<script>alert" not in page


def test_fields_of_nobody_are_not_kept(adviser: Member) -> None:
    adviser.client.post("/utkast/", {"submission": str(uuid.uuid4()), **typed(), "is_admin": "1"})
    assert "is_admin" not in Draft.objects.get().content


def test_a_form_without_its_id_is_logged_all_the_same(adviser: Member) -> None:
    response = adviser.client.post(NEW, typed())
    assert response.status_code == 302
    response = adviser.client.post(NEW, {"submission": "x' OR 1=1", **typed()})
    assert response.status_code == 302


# --- what is offered ---------------------------------------------------------------------------------


def test_a_code_is_offered_on_its_days_only(reference: None) -> None:
    assert "BEK" not in dict(offered("hovedbekymring", date(2008, 6, 1)))
    assert "BEK" in dict(offered("hovedbekymring", date(2026, 6, 1)))
    assert "BEK" in dict(offered("hovedbekymring", date(2008, 6, 1), stored={"BEK"}))


def test_countries_are_sorted_as_norwegians_sort(reference: None) -> None:
    with translation.override("nb"):
        (_none, _unknown, *_rest, (_label, others)) = countries(date(2026, 6, 1), first={"PK", "TR"})
    labels = [label for _code, label in others]
    assert labels.index("Øst-Timor") > labels.index("Zimbabwe")
    assert labels[-1].startswith("Å")
    assert "Pakistan" not in labels


def test_the_first_countries_are_those_in_which_an_envoy_acts(adviser: Member) -> None:
    page = adviser.client.get(NEW).content.decode()
    group = page[page.index("<optgroup") :]
    assert 'value="PK"' in group[: group.index("</optgroup>")]


def test_an_embassy_sees_its_own_countries_first(embassy: Member) -> None:
    page = embassy.client.get(NEW).content.decode()
    group = page[page.index("<optgroup") :]
    first = group[: group.index("</optgroup>")]
    assert 'value="AF"' in first
    assert 'value="TR"' not in first
