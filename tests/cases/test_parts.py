"""A part of a page by itself, for a script that asks for no more; the same address gives others the whole."""

import re
from typing import Any

import pytest
from django.urls import reverse

from cases.forms.persons import MOST
from cases.models import Case, Inquiry
from cases.status import Status
from tests import factories
from tests.factories import Member

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true"}


@pytest.fixture
def case(adviser: Member) -> Case:
    return factories.log_case(adviser)


def both(who: Member, address: str, sent: dict[str, Any]) -> tuple[str, str]:
    """The part, and the page."""
    part = who.client.post(address, sent, headers=PART)
    page = who.client.post(address, sent)
    assert (part.status_code, page.status_code) == (200, 200)
    return part.content.decode().strip(), page.content.decode()


@pytest.mark.parametrize("name", ["case_new", "case_change"])
def test_persons_come_alone_as_they_stand_on_the_page(adviser: Member, case: Case, name: str) -> None:
    address = reverse(name, args=[case.pk] if name == "case_change" else [])
    adviser.client.cookies["language"] = "en"
    sent = {"persons": "2", "person-2-sex": "M", "person-2-age_group": "16-17"}
    for step, there in (("add-person", 3), ("remove-person-1", 1)):
        part, page = both(adviser, address, {**sent, "step": step})
        assert re.fullmatch(r'<section class="stack" id="part-persons".*</section>', part, flags=re.S)
        assert part.count('<fieldset class="ds-fieldset person') == there
        said = f"It concerns {there} person{'s' if there > 1 else ''} now."
        assert f' data-said="{said}"' in part
        assert part.replace(f' data-said="{said}"', "") in page
        kept = 1 if step.startswith("remove") else 2
        assert re.search(rf'name="person-{kept}-sex"[^>]*value="M"[^>]*checked', part)


def test_one_more_than_the_most_stays_the_most(adviser: Member) -> None:
    part, _page = both(adviser, reverse("case_new"), {"persons": str(MOST), "step": "add-person"})
    assert f'id="person-{MOST}"' in part
    assert "add-person" not in part


def test_anything_else_on_that_page_comes_as_a_page(adviser: Member) -> None:
    for step in ("save", "check", "change", "no-such-step", ""):
        answer = adviser.client.post(reverse("case_new"), {"step": step}, headers=PART, follow=True)
        assert b"<!doctype html>" in answer.content


def test_taking_and_letting_go_show_what_waits_now(adviser: Member, case: Case) -> None:
    for name, claimed in (("case_claim", adviser.standing.account_id), ("case_let_go", None)):
        revision = Case.unscoped.get(pk=case.pk).revision
        address = reverse(name, args=[case.pk])
        answer = adviser.client.post(address, {"revision": revision}, headers=PART)
        part = answer.content.decode().strip()
        assert re.fullmatch(r'<div class="stack queues" id="queues">.*</div>', part, flags=re.S)
        assert 'class="site-messages"' in part
        assert f'href="{reverse("case", args=[case.pk])}" autofocus' in part
        assert Inquiry.unscoped.get(case=case).claimed_by_id == claimed
    # What was told is told once.
    assert "site-messages" not in adviser.client.get(reverse("queue_list")).content.decode()
    again = adviser.client.post(reverse("case_let_go", args=[case.pk]), {"revision": "1"})
    assert again.url == reverse("queue_list")


def test_a_claim_that_came_too_late_says_so_in_the_part(
    adviser: Member, colleague: Member, case: Case
) -> None:
    address = reverse("case_claim", args=[case.pk])
    assert colleague.client.post(address, {"revision": case.revision}, headers=PART).status_code == 200
    answer = adviser.client.post(address, {"revision": case.revision}, headers=PART)
    assert 'data-color="danger"' in answer.content.decode()
    assert Inquiry.unscoped.get(case=case).claimed_by_id == colleague.standing.account_id


def test_the_form_of_a_status_comes_alone_and_leads_to_the_case_when_it_is_said(
    adviser: Member, case: Case
) -> None:
    address = reverse("case_status", args=[case.pk])
    answer = adviser.client.post(address, {"revision": case.revision}, headers=PART)
    part = answer.content.decode().strip()
    assert re.fullmatch(r'<form class="stack" id="status-form".*</form>', part, flags=re.S)
    assert 'data-field="validation"' in part
    answer = adviser.client.post(address, {"revision": case.revision, "status": "AKTIV"}, headers=PART)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, reverse("case", args=[case.pk]))
    assert Inquiry.unscoped.get(case=case).status == Status.ACTIVE


@pytest.mark.parametrize("name", ["case_claim", "case_let_go", "case_status"])
def test_whoever_may_not_gets_no_part_either(embassy: Member, adviser: Member, case: Case, name: str) -> None:
    address = reverse(name, args=[case.pk])
    assert adviser.client.post(address, {"revision": case.revision}, headers=PART).status_code == 200
    answer = embassy.client.post(address, {"revision": case.revision}, headers=PART)
    assert answer.status_code == 404
    assert b"<!doctype html>" in answer.content


def test_who_is_signed_out_is_sent_to_the_log_in_page(adviser: Member, case: Case) -> None:
    adviser.client.logout()
    answer = adviser.client.post(reverse("case_claim", args=[case.pk]), {"revision": "1"}, headers=PART)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
