"""The page and the document of the table of rights: every right as the table has it, one's own first."""

import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from advisory.models import Membership
from advisory.rights import ACTS, LATER, LIMITS, STEP_UP, Act, Role, limit_of
from advisory.roles import NAMES
from advisory.services.memberships import end_membership, start_membership
from cases.field_views import FIELDS, VIEWS
from tests import factories
from tests.factories import SUITE, Member

pytestmark = pytest.mark.one_database("A page drawn from a table in the code.")

URL = "/rettigheter/"
DOCUMENT = Path(__file__).resolve().parents[2] / "deploy" / "rights.md"
LETTERS = {limit: f"({chr(ord('a') + place)})" for place, limit in enumerate(LIMITS)}


def read(who: Member, language: str = "en") -> str:
    who.client.cookies["language"] = language
    response = who.client.get(URL)
    assert response.status_code == 200
    return unescape(response.content.decode())


def said(page: str, role: Role) -> list[str]:
    """What stands in the role's table, a row an act, without the marks."""
    table = re.search(rf'<table[^>]*aria-labelledby="role-{role}">(.*?)</table>', page, re.DOTALL)
    assert table
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</th>\s*<td>(.*?)</td>", table[1], re.DOTALL)
    return [" | ".join(re.sub(r"<[^>]+>", " ", cell).strip() for cell in row) for row in rows]


def expected(role: Role) -> list[str]:
    found = []
    for act in Act:
        limit = limit_of(role, act)
        act_text = str(ACTS[act]) + ("  not there yet" if act in LATER else "")
        answer = "No" if limit is None else f"Yes : {LIMITS[limit]}"
        if limit is not None and act in STEP_UP:
            answer += " after the second factor once more"
        found.append(f"{act_text} | {answer}")
    return found


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_the_page_says_every_right_of_every_role(adviser: Member, language: str) -> None:
    page = read(adviser, language)
    with translation.override(language):
        for role in Role:
            rows = said(page, role)
            assert len(rows) == len(Act)
            assert [row.startswith(str(ACTS[act])) for row, act in zip(rows, Act, strict=True)]
            for row, act in zip(rows, Act, strict=True):
                limit = limit_of(role, act)
                assert (limit is not None and str(LIMITS[limit]) in row) is (limit is not None), (role, act)
    if language == "en":
        assert {role: said(page, role) for role in Role} == {role: expected(role) for role in Role}


def test_ones_own_role_stands_first_and_is_marked(cast: dict[str, Member]) -> None:
    for member in (cast["adviser"], cast["administrator"], cast["leader"]):
        page = read(member)
        first = re.findall(r'id="role-(\w+)"', page)[0]
        assert first == member.held.role
        own = re.search(r'<h2[^>]*id="role-\w+">(.*?)</h2>', page, re.DOTALL)
        assert own
        assert re.sub(r"<[^>]+>", "", own[1]) == f"{NAMES[member.held.role]} Your role"
        assert page.count("Your role") == 1


def test_two_roles_are_both_ones_own(adviser: Member) -> None:
    assert adviser.account is not None
    start_membership(
        actor=SUITE, account=adviser.account, post=factories.post("kontor"), role=Role.STATISTICS
    )
    factories.signed_in_anew(adviser)
    assert read(adviser).count("Your role") == 2


def test_without_a_post_one_has_no_role(adviser: Member) -> None:
    end_membership(actor=SUITE, membership=Membership.objects.get(account=adviser.account))
    factories.signed_in_anew(adviser)
    page = read(adviser)
    assert "You hold no post now" in page
    assert "Your role" not in page
    assert page.count("<details") == len(Role) + len(VIEWS)


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_the_page_says_what_each_agency_sees(representative: Member, language: str) -> None:
    page = read(representative, language)
    with translation.override(language):
        for code, view in VIEWS.items():
            table = re.search(rf'<table[^>]*aria-labelledby="agency-{code}">(.*?)</table>', page, re.DOTALL)
            assert table
            lists = [re.findall(r"<li>(.*?)</li>", row) for row in table[1].split("</tr>")]
            labels = {name: str(label) for name, label in FIELDS.items()}
            assert lists[0] == [label for name, label in labels.items() if name in view.shown]
            assert lists[1] == [label for name, label in labels.items() if name not in view.shown]
            assert str(view.why) in page


def test_ones_own_agency_stands_first_and_open(representative: Member, adviser: Member) -> None:
    page = read(representative)
    assert re.findall(r'id="agency-(\w+)"', page)[0] == "POD"
    assert page.count("Your agency") == page.count('<details class="fold" open') == 1
    assert "Your agency" not in read(adviser)


def test_every_page_leads_to_it_for_those_who_are_signed_in(adviser: Member, anonymous: Member) -> None:
    assert f'href="{URL}"' in adviser.client.get("/saker/").content.decode()
    assert f'href="{URL}"' not in anonymous.client.get("/konto/logg-inn").content.decode()


# --- the document ---


def printed(**options: str) -> str:
    out = StringIO()
    call_command("rights_table", stdout=out, **options)
    return out.getvalue()


def test_the_document_is_what_the_table_says_now() -> None:
    """Or run “manage.py rights_table --format markdown” into it."""
    assert DOCUMENT.read_text(encoding="utf-8") == printed(format="markdown")


def test_the_document_has_every_right() -> None:
    lines = [line for line in printed().splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    with translation.override("en"):
        assert rows[0][1:] == [str(NAMES[role]) for role in Role]
        for row, act in zip(rows[1 : len(Act) + 1], Act, strict=True):
            assert row[0].startswith(str(ACTS[act]))
            limits = [limit_of(role, act) for role in Role]
            assert row[1:] == ["" if limit is None else f"yes {LETTERS[limit]}" for limit in limits]
        assert rows[len(Act) + 1][1:] == list(VIEWS)
        for row, (name, label) in zip(rows[len(Act) + 2 :], FIELDS.items(), strict=True):
            assert row == [str(label), *("yes" if name in view.shown else "" for view in VIEWS.values())]


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_it_is_printed_in_each_language(language: str) -> None:
    with translation.override(language):
        assert str(ACTS[Act.LOG]) in printed(language=language)


def test_another_format_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("rights_table", "--format", "xlsx")
