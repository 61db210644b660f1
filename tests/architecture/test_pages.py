"""Every route states for whom it is, takes only the verbs it needs, and changes nothing on a GET."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.utils import timezone

from advisory.pages import rule_of
from cases.models import Draft
from config.urls import urlpatterns as house
from tests import factories
from tests.cases.snapshots import everything
from tests.factories import Member

# Routes that only change something: they have no page to show.
MUTATING = {
    "passkey_sign_in",
    "passkey_challenge",
    "passkey_offer",
    "oidc_unlink",
    "set_language",
    "case_reopen",
    "case_claim",
    "case_let_go",
    "case_release",
    "case_glass_end",
    "draft_save",
    "text_check",
    "draft_discard",
    "session_end",
    "session_end_others",
    "leave",
}
# Routes where the system administrator does something.
ACTS = {
    "account_invite",
    "account_change",
    "account_invite_again",
    "account_reset",
    "account_sign_out",
    "account_deactivate",
    "account_reactivate",
    "post_give",
    "post_end",
}
# Routes that show a form and take it.
FORMS = ACTS | {
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "account_reauthenticate",
    "passkey_add",
    "app_add",
    "factor_remove",
    "codes_renew",
    "session_time",
    "oidc_confirm",
    "demo_sign_in",
    "invitation",
    "account",
    "password_change",
    "case_new",
    "case_quick",
    "case_search",
    "case_change",
    "case_close",
    "case_status",
    "case_send",
    "case_message",
    "case_matter",
    "case_name",
    "case_act",
    "case_task",
    "case_task_end",
    "case_follow_up",
    "case_asked",
    "case_answer",
    "case_assess",
    "case_journey",
    "case_checklist",
    "case_contact",
    "case_hold",
    "case_keep_out",
    "glass",
    "coordination",
    "library",
    "advice_new",
    "advice",
    "routing_rules",
    "routing_draft",
    "routing_rule",
    "routing_trial",
    "absence",
    "absence_of_others",
    "trail_glass",
    "retention",
    "statistics_question",
    "edition_list",
    "edition",
}
# Routes for the system administrator, the privacy officer and the unit leader; others for the coordinator.
TRAIL = {"trail_week", "trail_account", "trail_case", "trail_glass", "trail_likeness", "retention"}
LEADER = {"workload"}
STATISTICIAN = {"edition_list", "edition", "edition_file", "edition_px", "edition_bundle"}
ADMINISTRATOR = ACTS | {"administration", "administration_posts", "administered_account"}


def routes(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one)
        else:
            yield one


def reader_of(name: str) -> str:
    """Whom of the cast the page is for."""
    readers = {
        "privacy": TRAIL,
        "leader": LEADER,
        "statistician": STATISTICIAN,
        "administrator": ADMINISTRATOR,
    }
    return next((reader for reader, pages in readers.items() if name in pages), "coordinator")


NAMES = sorted(str(route.name) for route in routes())


def unruled(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("never shown")


urlpatterns = [*house, path("ny-side/", unruled)]


def address(name: str, **given: Any) -> str:
    """The address of a route, with what the test has made or with what does not exist."""
    arguments = {
        "case_id": uuid.uuid4(),
        "event_id": uuid.uuid4(),
        "advice_id": uuid.uuid4(),
        "draft_id": uuid.uuid4(),
        "account_id": uuid.uuid4(),
        "factor_id": uuid.uuid4(),
        "session_id": uuid.uuid4(),
        "membership_id": uuid.uuid4(),
        "year": 2026,
        "language": "nb",
        "name": "csv",
        "table": "T02",
        "number": 1,
        "place": 1,
        **given,
    }
    route = next(one for one in routes() if one.name == name)
    wanted = route.pattern.converters
    return reverse(name, kwargs={key: arguments[key] for key in wanted})


def test_every_route_has_a_name_and_no_two_the_same() -> None:
    names = [route.name for route in routes()]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", NAMES)
def test_every_route_states_its_rule(name: str) -> None:
    route = next(one for one in routes() if one.name == name)
    assert rule_of(route.callback) is not None


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.architecture.test_pages")
def test_a_route_without_a_rule_shows_nothing_to_anybody(adviser: Member) -> None:
    for client in (Client(), adviser.client):
        with pytest.raises(ImproperlyConfigured, match="states no page rule"):
            client.get("/ny-side/")
        client.raise_request_exception = False
        answer = client.get("/ny-side/")
        assert answer.status_code == 500
        assert b"never shown" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["put", "patch", "delete", "options", "trace"])
def test_no_route_takes_a_verb_that_it_does_not_need(cast: dict[str, Member], verb: str) -> None:
    case = factories.log_case(cast["coordinator"])
    for name in NAMES:
        send: Callable[[str], Any] = getattr(cast[reader_of(name)].client, verb)
        assert send(address(name, case_id=case.pk)).status_code == 405, name


@pytest.mark.django_db
def test_what_changes_something_refuses_to_be_fetched(adviser: Member) -> None:
    case = factories.log_case(adviser)
    for name in sorted(MUTATING):
        for send in (adviser.client.get, adviser.client.head):
            assert send(address(name, case_id=case.pk)).status_code == 405, name


@pytest.mark.django_db
def test_what_shows_something_refuses_to_be_sent(cast: dict[str, Member]) -> None:
    case = factories.log_case(cast["coordinator"])
    shown = sorted(set(NAMES) - MUTATING - FORMS)
    answers = {
        name: cast[reader_of(name)].client.post(address(name, case_id=case.pk)).status_code for name in shown
    }
    assert answers == dict.fromkeys(shown, 405)


@pytest.mark.django_db
@pytest.mark.one_database("What a page does when it is only fetched.")
def test_fetching_any_page_changes_nothing_but_the_trail(
    adviser: Member, coordinator: Member, privacy: Member, leader: Member, administrator: Member
) -> None:
    case = factories.log_case(adviser)
    draft = Draft.objects.create(
        account=adviser.account, content='{"narrative": ["x"]}', changed_at=timezone.now()
    )
    trail = ("audit_entry", "audit_chainhead")
    before = everything(but=trail)
    assert before["cases_draft"]
    for member in (adviser, coordinator, privacy, leader, administrator):
        for name in sorted(set(NAMES) - {"account_logout"}):
            member.client.get(address(name, case_id=case.pk, draft_id=draft.pk))
            assert everything(but=trail) == before, name


@pytest.mark.django_db
def test_nothing_is_taken_without_the_forms_token(adviser: Member) -> None:
    case = factories.log_case(adviser)
    session = adviser.client.cookies[settings.SESSION_COOKIE_NAME].value
    before = everything()
    for name in sorted(MUTATING | FORMS):
        # A browser each time: what one answer sets along is not sent with the next.
        strict = Client(enforce_csrf_checks=True)
        strict.cookies[settings.SESSION_COOKIE_NAME] = session
        sent = {"outcome": "LOST", "revision": 1}
        assert strict.post(address(name, case_id=case.pk), sent).status_code == 403, name
        assert everything() == before, name
