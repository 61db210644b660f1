"""What a consulted agency sees of a case: what the table says, in pages and rows alike, and nothing more."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from advisory.models import Post
from advisory.models.post import Kind
from advisory.roles import Role
from advisory.sealing.errors import SealError
from advisory.services.groups import give_groups
from advisory.services.memberships import start_membership
from cases import access, gate
from cases.errors import NotShown
from cases.field_views import FIELDS, NOTHING, VIEWS, WHOLE, Sight, sight_of
from cases.models import Case, CaseUserPermission, Inquiry
from cases.models.event import FIELDS as EVENT_FIELDS
from cases.models.event import EventKind, SeenBy
from cases.models.facts import CaseFacts, InquiryFacts, PersonFacts
from cases.services.assessments import assess
from cases.services.inquiries import close_inquiry, told_in
from cases.services.journeys import tell_journey, tick
from cases.services.safe_contact import agree_contact
from cases.settled import owed
from tests import factories
from tests.cases.typing_in import ANSWERS
from tests.factories import SUITE, Member

OWNERS = ("elsewhere", "embassy", "coordinator")
AGENCIES = sorted(VIEWS)
UNKNOWN = "NYTT"
# What each field says on the page of a case that says it; nothing else there says the same.
CANARIES = {
    "case.kind": "Specific case",
    "case.concern": "Held or left abroad against own will",
    "case.circumstances": "Siblings may be at risk",
    "case.focus_country": "Somalia",
    "case.urgency": "Urgent: travel or ceremony within days",
    "person.sex": "Female",
    "person.age_group": "18–21",
    "person.background": "Sri Lanka",
    "person.whereabouts": "Abroad at time of contact",
    "others.lanes": "Sandaker",
    "others.asker": "Friend, partner or fellow pupil",
    "others.channel": "Telephone",
    "others.actions": "Crisis centre",
    "others.outcome": "Contact lost",
    "others.narrative": "Kanarifuglen",
    "event.assessments": ">Medium<",
    "event.journey": "Yemen",
    "event.checklist": "1 of 11 things are done.",
    "event.contact": "Kontaktkanari",
}
OWN = ("Child welfare service", "E-mail", "Safe housing scheme", "Egenkanari")


@pytest.fixture
def case(adviser: Member) -> Case:
    """A case that began at a school and says something in every field; its lane there is closed."""
    made = factories.log_case(
        adviser,
        case=CaseFacts(
            concern="UFO", circumstances=frozenset({"SOSK"}), focus_country="SO", urgency="HASTER"
        ),
        persons=(PersonFacts(sex="K", age_group="18-21", background="LK", whereabouts="UTL"),),
        inquiry=InquiryFacts(scheme="MR", channel="TLF", asker="VENN", actions=frozenset({"KRIS"})),
        narrative="Kanarifuglen synger.",
    )
    tell_all(adviser, made)
    close_inquiry(
        standing=adviser.standing,
        case=made,
        inquiry=made.inquiries.get(),
        revision=made.revision,
        outcome="KONTM",
    )
    return made


def tell_all(who: Member, case: Case) -> None:
    """What the urgent hour asks of a case, all of it."""
    given: dict[str, Any] = {"standing": who.standing, "case": case, "inquiry": case.inquiries.get()}
    assess(**given, answers={"RISIKO": ("M", "")})
    tell_journey(**given, seen=None, facts={"result": "JA", "country": "YE"})
    tick(**given, seen=None, facts={"travel_done": frozenset({"FRARAD"})})
    agree_contact(**given, seen=None, text="Kontaktkanari")


@pytest.fixture
def of_agency(reference: None) -> Callable[[str], Member]:
    """A representative of an agency, in its post of the reference data or in a new one."""

    def made(code: str) -> Member:
        found = [row for row in Post.objects.all() if row.agency == code]
        return factories.member(f"of-{code}", Role.REPRESENTATIVE, found[0] if found else new_post(code))

    return made


def new_post(agency: str) -> Post:
    profile = {"kind": Kind.AGENCY.value, "key": f"kt-{agency}", "name": f"Fra {agency}", "agency": agency}
    row = Post(valid_from=timezone.localdate(), profile=profile)
    give_groups([row])
    row.save()
    return row


def asked(case: Case, who: Member) -> Inquiry:
    assert who.post is not None
    facts = InquiryFacts(scheme="KT", channel="EPOST", asker="BV", actions=frozenset({"BO"}))
    return factories.ask(case, who.post, facts=facts, narrative="Egenkanari.")


def shown_to(code: str) -> frozenset[str]:
    return VIEWS[code].shown if code in VIEWS else frozenset()


def read(who: Member, address: str) -> str:
    """The part of the page that is about the case, in English."""
    who.client.cookies["language"] = "en"
    response = who.client.get(address)
    assert response.status_code == 200
    page = unescape(response.content.decode())
    return page[page.index("<main") : page.index("</main>")]


def found_in(page: str) -> set[str]:
    return {name for name, canary in CANARIES.items() if canary in page}


# --- the table ---


def test_every_fact_has_a_field_and_every_agency_a_row(reference: None) -> None:
    facts = {
        f"{group}.{name}"
        for group, kind in (("case", CaseFacts), ("person", PersonFacts), ("others", InquiryFacts))
        for name in kind.SLOTS
    }
    assert set(FIELDS) == facts | {"others.lanes", "others.narrative"} | set(EVENT_FIELDS.values())
    assert set(CANARIES) == set(FIELDS) - {"others.scheme"}
    assert {row.agency for row in Post.objects.all()} - {""} == set(VIEWS)


@pytest.mark.parametrize("code", AGENCIES)
def test_a_row_names_fields_that_there_are_and_says_why(code: str) -> None:
    view = VIEWS[code]
    assert view.shown <= set(FIELDS)
    assert str(view.why)
    of_others = {name for name in view.shown if name.startswith("others.")}
    assert not of_others or "others.lanes" in of_others


def test_only_who_leads_the_advisers_reads_their_notes() -> None:
    assert {code for code in VIEWS if "others.narrative" in VIEWS[code].shown} == {"IMDI"}


@given(codes=st.sets(st.sampled_from([*AGENCIES, UNKNOWN])), name=st.sampled_from(sorted(FIELDS)))
def test_several_agencies_see_what_any_of_them_sees(codes: set[str], name: str) -> None:
    assert sight_of(codes, []).shows(name) is any(name in shown_to(code) for code in codes)


def test_whole_and_nothing() -> None:
    assert WHOLE.is_whole
    assert sight_of(["IMDI"], []).is_whole
    assert not any(NOTHING.shows(name) for name in FIELDS)
    assert not Sight(frozenset(FIELDS) - {"person.sex"}).is_whole


# --- the page ---


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*AGENCIES, UNKNOWN])
def test_the_page_says_what_the_table_says_and_nothing_else(
    case: Case, of_agency: Callable[[str], Member], code: str
) -> None:
    who = of_agency(code)
    assert who.post is not None
    factories.give(case, who.post)
    page = read(who, f"/saker/{case.pk}/")
    assert found_in(page) == shown_to(code) - {"others.scheme"}
    assert ("This case began at another post" in page) is (code != "IMDI")


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*AGENCIES, UNKNOWN])
def test_with_a_part_of_its_own_it_sees_that_part_as_well(
    case: Case, of_agency: Callable[[str], Member], code: str
) -> None:
    who = of_agency(code)
    asked(case, who)
    page = read(who, f"/saker/{case.pk}/")
    assert found_in(page) == shown_to(code) - {"others.scheme"}
    assert [text for text in OWN if text not in page] == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*AGENCIES, UNKNOWN])
def test_the_course_names_no_post_and_no_outcome_that_the_table_keeps_back(
    case: Case, of_agency: Callable[[str], Member], adviser: Member, code: str
) -> None:
    """Events written for all who work on the case are read by an agency with a part in it as well."""
    who = of_agency(code)
    asked(case, who)
    course = read(who, f"/saker/{case.pk}/forlop/")
    assert found_in(course) <= shown_to(code)
    assert ("Sandaker" in course) is ("others.lanes" in shown_to(code))
    assert ("A school" in course) is ("others.lanes" in shown_to(code))
    assert "Sandaker" in read(adviser, f"/saker/{case.pk}/forlop/")


@pytest.mark.django_db
@pytest.mark.parametrize("code", AGENCIES)
def test_why_it_was_routed_tells_an_agency_no_fact_that_the_table_keeps_back(
    case: Case, of_agency: Callable[[str], Member], adviser: Member, code: str
) -> None:
    """The reason of a move is made of the case's facts, and it is written in the agency's own lane."""
    who = of_agency(code)
    lane = asked(case, who)
    why = {"rules": 1, "rule": "prøve", "inputs": {"focus_country": "SO", "asker": "VENN"}}
    said = {"seen_by": SeenBy.LANE.value}
    text = gate.ours(json.dumps(why))
    factories.happens(adviser, case, EventKind.ROUTED, lane=lane, facts=said, text=text)
    assert found_in(read(who, f"/saker/{case.pk}/forlop/")) <= shown_to(code)
    assert "Somalia" in read(adviser, f"/saker/{case.pk}/forlop/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWNERS)
def test_a_post_that_is_no_agencys_sees_all(case: Case, cast: dict[str, Member], name: str) -> None:
    who = cast[name]
    assert who.post is not None
    factories.give(case, who.post)
    page = read(who, f"/saker/{case.pk}/")
    assert found_in(page) == set(CANARIES)
    assert "This case began at another post" not in page


@pytest.mark.django_db
def test_the_school_sees_what_the_agency_was_asked(
    case: Case, adviser: Member, representative: Member
) -> None:
    asked(case, representative)
    page = read(adviser, f"/saker/{case.pk}/")
    assert found_in(page) == set(CANARIES)
    assert [text for text in OWN if text not in page] == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", AGENCIES)
def test_a_case_that_began_at_the_agency_is_its_own(of_agency: Callable[[str], Member], code: str) -> None:
    who = of_agency(code)
    own = factories.log_case(who, narrative="Kanarifuglen")
    assert "Kanarifuglen" in read(who, f"/saker/{own.pk}/")
    assert access.sight_of(access.open_case(who.standing, own.pk)).is_whole


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*AGENCIES, UNKNOWN])
def test_the_list_says_what_the_table_says(case: Case, of_agency: Callable[[str], Member], code: str) -> None:
    who = of_agency(code)
    assert who.post is not None
    factories.give(case, who.post)
    page, shown = read(who, "/saker/"), shown_to(code)
    said = {"case.concern": CANARIES["case.concern"], "case.urgency": ">Urgent<"}
    assert {name for name, text in said.items() if text in page} == shown & set(said)
    assert ("Closed" in page) is ("others.lanes" in shown)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*AGENCIES, UNKNOWN])
def test_who_has_seen_it_is_named_to_those_who_may_know_the_other_posts(
    case: Case, adviser: Member, privacy: Member, of_agency: Callable[[str], Member], code: str
) -> None:
    who = of_agency(code)
    assert who.post is not None
    factories.give(case, who.post)
    read(adviser, f"/saker/{case.pk}/")
    privacy.client.get(f"/sporing/sak/{case.pk}/")
    page = read(who, f"/saker/{case.pk}/innsyn/")
    assert adviser.account is not None
    named = "others.lanes" in shown_to(code)
    assert (adviser.account.name in page) is (CANARIES["others.lanes"] in page) is named
    assert ("Somebody at another post" in page) is not named
    # Her own, and who reviews the trail, are named to everybody.
    assert who.post.name in page
    assert "Privacy officer" in page


@pytest.mark.django_db
def test_the_parts_of_two_posts_of_one_person_are_seen_together(case: Case, adviser: Member) -> None:
    who = factories.member("both", Role.REPRESENTATIVE, factories.post("kt-avdir"))
    start_membership(
        actor=SUITE, account=who.account, post=factories.post("kt-hdir"), role=Role.REPRESENTATIVE
    )
    factories.signed_in_anew(who)
    for key in ("kt-avdir", "kt-hdir"):
        factories.give(case, factories.post(key))
    assert found_in(read(who, f"/saker/{case.pk}/")) == shown_to("AVDIR") | shown_to("HDIR")


@pytest.mark.django_db
def test_who_holds_the_case_at_a_school_as_well_sees_all_of_it(case: Case) -> None:
    who = factories.member("both", Role.REPRESENTATIVE, factories.post("kt-avdir"))
    start_membership(actor=SUITE, account=who.account, post=factories.post("sola"), role=Role.ADVISER)
    factories.signed_in_anew(who)
    factories.give(case, factories.post("kt-avdir"))
    assert found_in(read(who, f"/saker/{case.pk}/")) == shown_to("AVDIR")
    factories.give(case, factories.post("sola"))
    assert found_in(read(who, f"/saker/{case.pk}/")) == set(CANARIES)
    assert CANARIES["case.concern"] in read(who, "/saker/")


@pytest.mark.django_db
def test_a_case_given_to_herself_for_a_time_is_seen_whole(
    case: Case, of_agency: Callable[[str], Member]
) -> None:
    who = of_agency("AVDIR")
    factories.give(case, who)
    assert found_in(read(who, f"/saker/{case.pk}/")) == set(CANARIES)


@pytest.mark.django_db
def test_a_forged_right_widens_nothing_in_the_list(case: Case, of_agency: Callable[[str], Member]) -> None:
    who = of_agency(UNKNOWN)
    assert who.post is not None
    factories.give(case, who.post)
    assert CANARIES["case.concern"] not in read(who, "/saker/")
    CaseUserPermission.objects.create(
        user=who.account,
        permission_id=access.permission_id("view"),
        content_object=case,
        opened_at=case.opened_at,
    )
    assert CANARIES["case.concern"] not in read(who, "/saker/")


@pytest.mark.django_db
def test_a_forged_right_of_her_other_post_widens_nothing_in_the_list(case: Case) -> None:
    who = factories.member("both", Role.REPRESENTATIVE, factories.post("kt-hdir"))
    school = factories.post("sola")
    start_membership(actor=SUITE, account=who.account, post=school, role=Role.ADVISER)
    factories.signed_in_anew(who)
    factories.give(case, factories.post("kt-hdir"))
    (forged,) = access.grants_for(case, [school.group_id], ["view"])
    forged.seal = forged.seal[:-1] + bytes([forged.seal[-1] ^ 1])
    forged.save(force_insert=True)
    assert "Closed" not in read(who, "/saker/")
    with pytest.raises(SealError):
        access.open_case(who.standing, case.pk)


# --- the rows ---


def openings(case: Case) -> dict[str, Callable[[], Any]]:
    """How each field would be asked for, of what was handed out."""
    (person,) = case.persons.all()
    (lane,) = case.inquiries.all()
    found: dict[str, Callable[[], Any]] = {}
    for group, row in (("case", case), ("person", person), ("others", lane)):
        for name in row.facts.SLOTS:
            found[f"{group}.{name}"] = lambda row=row, name=name: getattr(row.facts, name)
    return found | {"others.narrative": lambda: lane.narrative}


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*AGENCIES, UNKNOWN])
def test_a_field_that_is_not_shown_cannot_be_had_from_the_rows(
    case: Case, of_agency: Callable[[str], Member], code: str
) -> None:
    who = of_agency(code)
    assert who.post is not None
    factories.give(case, who.post)
    opened, shown = access.open_case(who.standing, case.pk), shown_to(code)
    assert len(opened.inquiries.all()) == ("others.lanes" in shown)
    # The row itself, should anybody ask the database for it.
    opened._prefetched_objects_cache.pop("inquiries")  # type: ignore[attr-defined]
    for name, opening in openings(opened).items():
        if name in shown:
            assert opening()
        else:
            with pytest.raises(NotShown):
                opening()


@pytest.mark.django_db
def test_a_part_is_never_stored_over_the_whole(case: Case, of_agency: Callable[[str], Member]) -> None:
    who = of_agency("AVDIR")
    asked(case, who)
    opened = access.open_case(who.standing, case.pk)
    opened.facts = opened.facts
    with pytest.raises(NotShown):
        opened.save(update_fields=["facts"])
    assert "urgency" not in repr(opened.facts)
    with pytest.raises(AttributeError):
        _ = opened.facts.name


# --- changing ---


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["UDI", "POD", UNKNOWN])
def test_an_agency_changes_its_own_part_and_nothing_else(
    case: Case, adviser: Member, of_agency: Callable[[str], Member], code: str
) -> None:
    who = of_agency(code)
    lane = asked(case, who)
    address = f"/saker/{case.pk}/endre/"
    form = read(who, address)
    names = set(re.findall(r'name="([^"]+)"', form))
    assert names == {
        "csrfmiddlewaretoken",
        "revision",
        "base",
        "step",
        "asker",
        "channel",
        "received_on",
        "actions",
        "narrative",
    }
    assert "Kanarifuglen" not in form
    before = access.open_case(adviser.standing, case.pk)
    first, others = told_in(before, before.inquiries.all()[0]), [before.facts, before.persons.all()[0].facts]
    # All of the page's fields are sent, those that she was not asked for as well.
    sent = {**ANSWERS, "narrative": "Vedtak i morgen.", "revision": before.revision, "step": "save"}
    assert who.client.post(address, sent).status_code == 302
    after = access.open_case(adviser.standing, case.pk)
    assert told_in(after, after.inquiries.all()[0]) == first
    assert [after.facts, after.persons.all()[0].facts] == others
    own = next(one for one in after.inquiries.all() if one.pk == lane.pk)
    assert own.narrative == "Vedtak i morgen."
    assert own.facts.asker == ANSWERS["asker"]
    assert after.revision == before.revision + 1


@pytest.mark.django_db
def test_a_conflict_in_its_own_part_shows_nothing_of_the_rest(
    case: Case, of_agency: Callable[[str], Member]
) -> None:
    who = of_agency(UNKNOWN)
    asked(case, who)
    address = f"/saker/{case.pk}/endre/"
    who.client.cookies["language"] = "en"
    revision = access.open_case(who.standing, case.pk).revision
    sent = {**ANSWERS, "revision": revision, "step": "save"}
    assert who.client.post(address, {**sent, "narrative": "Den første."}).status_code == 302
    answer = who.client.post(address, {**sent, "narrative": "Den andre."})
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "Den første." in page
    assert "Den andre." in page
    assert "Kanarifuglen" not in page
    assert "Main concern" not in page


@pytest.mark.django_db
def test_an_agency_closes_its_own_part(case: Case, of_agency: Callable[[str], Member]) -> None:
    who = of_agency("HDIR")
    asked(case, who)
    opened = access.open_case(who.standing, case.pk)
    sent = {"outcome": "RAD", "revision": opened.revision}
    assert who.client.post(f"/saker/{case.pk}/avslutt/", sent).status_code == 302
    opened = access.open_case(who.standing, case.pk)
    assert [lane.facts.outcome for lane in opened.inquiries.all()] == ["RAD"]
    assert opened.closed_at is not None
    assert "How long it is kept" in read(who, f"/saker/{case.pk}/")


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*AGENCIES, UNKNOWN])
def test_the_duties_that_are_owed_are_told_to_who_sees_the_whole_case_alone(
    adviser: Member, of_agency: Callable[[str], Member], code: str
) -> None:
    """They say that somebody is a child or that it is acute, which an agency may not be told."""
    who = of_agency(code)
    child = factories.log_case(
        adviser,
        case=factories.case_facts(urgency="AKUTT"),
        persons=(PersonFacts(sex="K", age_group="16-17"),),
    )
    asked(child, who)
    for member, is_told in ((adviser, True), (who, code == "IMDI")):
        opened = access.open_case(member.standing, child.pk)
        assert bool(owed(opened, access.sight_of(opened))) is is_told
        for address in (f"/saker/{child.pk}/", f"/saker/{child.pk}/avslutt/"):
            assert ("Must be assessed before" in read(member, address)) is is_told


# --- what it costs ---


@pytest.mark.django_db
def test_nobody_else_pays_for_it_and_an_agencys_list_costs_the_same_however_long(
    adviser: Member, of_agency: Callable[[str], Member]
) -> None:
    who = of_agency("AVDIR")
    assert who.post is not None

    def cost(member: Member) -> int:
        read(member, "/saker/")
        with CaptureQueriesContext(connection) as caught:
            read(member, "/saker/")
        return len(caught)

    factories.give(factories.log_case(adviser), who.post)
    one, hers = cost(who), cost(adviser)
    for _ in range(4):
        factories.give(factories.log_case(adviser), who.post)
    assert cost(who) == one == hers + 5
