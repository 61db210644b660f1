"""The frame around every page: what is drawn for whom, and what it weighs."""

import gzip
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import formats, translation

from tests.factories import Member

ERROR_PAGES = ("400.html", "403.html", "404.html", "500.html", "csrf.html", "no_post.html")
FIRST_VISIT_BYTES = 120_000


def asked(client: Client, path: str = "/finnes-ikke") -> str:
    return str(client.get(path).content.decode())


@pytest.mark.parametrize("template", ERROR_PAGES)
def test_error_pages_are_drawn_without_a_request(template: str) -> None:
    """Django draws some of them when nothing else works any more."""
    page = render_to_string(template, {})

    assert "<h1" in page
    assert re.search("<title>[^<]+ – Fritt valg</title>", page)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    "template", ["400.html", "403.html", "404.html", "413.html", "500.html", "503.html", "csrf.html"]
)
def test_error_pages_have_a_way_on(template: str, language: str) -> None:
    """Drawn without a request they do not know who somebody is, and have both ways."""
    with translation.override(language):
        content = render_to_string(template, {}).partition("<main")[2]
        ways = re.findall(r'<a class="ds-button"[^>]*href="([^"]+)"', content)
    assert ways == [reverse("start"), reverse("account_login")]


def test_whoever_is_signed_in_is_not_asked_to_sign_in(adviser: Member) -> None:
    for client, both in ((adviser.client, False), (Client(), True)):
        content = asked(client).partition("<main")[2]
        assert f'href="{reverse("start")}"' in content
        assert (f'href="{reverse("account_login")}"' in content) is both


def test_an_error_says_nothing_of_what_went_wrong(db: None, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.failing_urls"
    page = asked(Client(raise_request_exception=False), "/brutt")

    assert "<h1" in page
    assert "kanari" not in page
    assert "Traceback" not in page


def test_pages_hold_no_inline_script_or_style(adviser: Member) -> None:
    for page in (asked(Client(), reverse("account_login")), asked(adviser.client)):
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_an_unknown_address_keeps_the_ways_in_and_names_nobody(adviser: Member) -> None:
    """Error pages get shown around when something fails."""
    assert adviser.account is not None
    page = asked(adviser.client)

    assert reverse("account_logout") in page
    assert reverse("account_logout") not in asked(Client())
    assert adviser.account.name not in page
    assert "finnes-ikke" not in page


def test_ways_in_are_drawn_for_those_who_may_go_in(
    adviser: Member, coordinator: Member, statistician: Member, administrator: Member
) -> None:
    drawn = {
        member.name: [name for name in ("case_new", "statistics") if f'href="{reverse(name)}"' in page]
        for member, page in (
            (member, asked(member.client)) for member in (adviser, coordinator, statistician, administrator)
        )
    }

    assert drawn == {
        "adviser": ["case_new"],
        "coordinator": ["case_new", "statistics"],
        "statistician": ["statistics"],
        "administrator": [],
    }


def test_demo_mode_says_so_on_every_page(db: None, settings: Any) -> None:
    assert "demo-banner" not in asked(Client())

    settings.DEMO = True

    assert "demo-banner" in asked(Client())


def test_the_first_visit_is_light(db: None) -> None:
    """All that a browser fetches on the log-in page, for it and those behind, as it goes over the wire."""
    page = asked(Client(), reverse("account_login"))
    files = {name.split("?")[0] for name in re.findall(r'/static/([^" ]+)', page)}
    found = {name: finders.find(name) for name in files}
    assert all(found.values()), found

    total = len(gzip.compress(page.encode()))
    for name, path in found.items():
        content = Path(str(path)).read_bytes()
        total += len(content if name.endswith(".woff2") else gzip.compress(content))

    assert len(files) == 15
    assert total <= FIRST_VISIT_BYTES


class Everything(forms.Form):
    kind = forms.ChoiceField(
        label="Kind", help_text="Pick one.", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")]
    )
    many = forms.MultipleChoiceField(
        label="Many", widget=forms.CheckboxSelectMultiple, choices=[("a", "A")], required=False
    )
    land = forms.ChoiceField(label="Land", choices=[("", "–"), ("no", "Norge")])
    sure = forms.BooleanField(label="Sure")
    text = forms.CharField(
        label="Text", widget=forms.Textarea(attrs={"class": "tall", "rows": 4}), required=False
    )
    day = forms.DateField(label="Day", help_text="dd.mm.åååå")


def test_an_error_stands_beside_its_field_and_is_named_by_it() -> None:
    drawn = str(Everything({"day": "kanari"}))

    for field in ("land", "sure", "day"):
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', drawn)
        assert f'id="id_{field}_error"' in drawn
    assert 'aria-describedby="id_day_helptext id_day_error"' in drawn
    assert (
        '<fieldset class="ds-fieldset form-row" aria-describedby="id_kind_helptext id_kind_error">' in drawn
    )
    assert 'value="kanari"' in drawn
    assert drawn.count('class="optional"') == 2
    assert 'class="ds-input tall"' in drawn


def test_the_summary_leads_to_the_first_control_of_each_field() -> None:
    form = Everything({})
    summary = render_to_string("forms/errors.html", {"form": form})
    drawn = str(form)

    targets = re.findall(r'href="#([^"]+)"', summary)

    assert targets == ["id_kind_0", "id_land", "id_sure", "id_day"]
    assert all(f'id="{target}"' in drawn for target in targets)


def test_the_summary_takes_a_form_set_and_is_silent_without_errors() -> None:
    several = forms.formset_factory(Everything, extra=0)
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}
    good = Everything({"kind": "a", "land": "no", "sure": "on", "day": "01.06.2026"})

    assert 'href="#id_form-0-land"' in render_to_string("forms/errors.html", {"formset": several(sent)})
    assert good.is_valid(), good.errors
    assert "ds-error-summary" not in render_to_string("forms/errors.html", {"form": good})


def test_days_are_written_as_in_norway_in_every_language() -> None:
    written = {}
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            written[language] = formats.date_format(datetime(2004, 11, 1, 14, 5), "DATETIME_FORMAT")  # noqa: DTZ001
    assert written == {
        "nb": "1. november 2004 14:05",
        "nn": "1. november 2004 14:05",
        "en": "1 November 2004 14:05",
    }
