"""A call to the competence team, in a browser without scripts and by the keyboard alone.

A child-welfare officer telephones about two sisters. The coordinator logs it, asks what matters, and gives it
to the representative whose field it is; the advice goes back to the caller, and all is counted once.
"""

import pytest

from advisory.roles import Role
from audit.verify import verify
from tests import factories
from tests.factories import Member
from tests.flows.at_work import letters_sent
from tests.flows.casework import ADVICE, TAKE_OVER, Caseworker, Someone, figures
from tests.flows.conftest import YEAR, AtWorkAs, Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHILD_WELFARE = "Representant fra Bufdir i Kompetanseteamet"
POLICE = "Representant fra Politidirektoratet i Kompetanseteamet"
TEAM = "Koordinator for Kompetanseteamet"
SAFE = "Bare på skolen, i storefri. Kodeordet er «gymtøy»."
QUESTION = "Vet den eldste at barnevernet har ringt oss?"
REPLY = "Ja, det var hun som ba dem om det."
ADVISED = "Snakk med den yngste alene, på skolen. Varsle ikke familien før dere har en plan."


@pytest.fixture
def people(clock: Clock, cast: dict[str, Member], at_work: AtWorkAs) -> dict[str, Caseworker]:
    parts = {
        "coordinator": cast["coordinator"],
        "colleague": factories.member("second", Role.COORDINATOR, factories.post("kt-koordinator")),
        "child welfare": factories.member("bufdir", Role.REPRESENTATIVE, factories.post("kt-bufdir")),
        "police": cast["representative"],
        "stranger": cast["elsewhere"],
        "statistician": cast["statistician"],
    }
    return {name: at_work(member, scripts=False) for name, member in parts.items()}


def test_two_sisters_are_counted_and_the_caller_is_advised(
    people: dict[str, Caseworker], clock: Clock
) -> None:
    clock(3, 12, 9)
    case_id = somebody_calls(people["coordinator"])
    the_police_are_asked_in_vain(people["coordinator"], people["police"])
    whose_field_it_is(people["coordinator"])
    clock(3, 12, 12)
    child_welfare_takes_it_over(people["child welfare"])
    clock(3, 13, 9)
    a_colleague_of_the_coordinator_answers(people["colleague"])
    clock(3, 13, 13)
    child_welfare_advises(people["child welfare"])
    clock(3, 14, 10)
    the_caller_hears_of_it(people["coordinator"])
    clock(3, 20, 10)
    child_welfare_ends_it(people["child welfare"])
    it_is_counted_once(people["statistician"])
    who_may_still_see_it(people, case_id)
    assert verify().flaws == []


def somebody_calls(coordinator: Caseworker) -> str:
    """What the caller is asked, while she is on the telephone. Gives the number of the case."""
    coordinator.signs_in()
    coordinator.logs(
        concern="Frykt for tvangsekteskap",
        circumstances=["Søsken kan være i fare"],
        country="Tyrkia",
        persons=[
            Someone("Kvinne/jente", "16–17 år", "I Norge", "Irak"),
            Someone("Kvinne/jente", "18–21 år", "I Norge", "Irak"),
        ],
        asker="Barnevern",
        channel="Telefon",
        urgency="Ordinær",
        done=["Råd og veiledning"],
        note="Barnevernet er bekymret for to søstre. Den eldste har bedt om hjelp.",
    )
    coordinator.follow("Registrer – Reise")
    coordinator.choose("Er en reise planlagt?", "Nei")
    coordinator.press("Registrer reisen")
    coordinator.sees("Ingen reise er planlagt.")
    coordinator.follow("Registrer – Trygg kontakt og kodeord")
    coordinator.write("Trygg kontakt og kodeord", SAFE)
    coordinator.press("Registrer den trygge kontakten")
    coordinator.assesses(risk="Middels", avert="Nei", inform="Ja", why="Ingenting er avtalt ennå.")
    return coordinator.page.url.split("/")[-2]


def the_police_are_asked_in_vain(coordinator: Caseworker, police: Caseworker) -> None:
    """It is not for them: they say so and why, and do not see it any more."""
    why = "Bør de ha alarm?"
    coordinator.asks(POLICE, how=ADVICE, basis="Anonym drøfting", hastens="Nei", harms="Nei", why=why)
    police.signs_in(letters_sent()[police.account.email])
    police.follow("Det som venter")
    police.follow("Svar")
    police.sees(why)
    police.choose("Hvorfor ikke?", "Feil arbeidssted")
    police.write("Si mer", "Alarm gir politidistriktet der de bor.")
    police.press("Avslå")
    police.sees("du ser ikke saken lenger", "Du har ingen saker ennå.")


def whose_field_it_is(coordinator: Caseworker) -> None:
    """She hears that the police do not take it, and the rules say whose it is."""
    assert set(letters_sent()) >= {coordinator.account.email}
    coordinator.follow("Våre saker")
    coordinator.opens_the_case()
    coordinator.sees(f"{POLICE} tar ikke saken", "Alarm gir politidistriktet der de bor.")
    coordinator.sees("Hvem reglene foreslår å spørre", CHILD_WELFARE)
    why = "To søstre. Den yngste er under atten."
    basis = "Plikt til å opplyse barnevernet"
    coordinator.asks(CHILD_WELFARE, how=TAKE_OVER, basis=basis, hastens="Nei", harms="Vet ikke", why=why)
    coordinator.sees("Spurt, ikke svart")


def child_welfare_takes_it_over(agency: Caseworker) -> None:
    """It leads from now on, and still sees no more than its field needs."""
    agency.signs_in(letters_sent()[agency.account.email])
    agency.takes_on(said="To søstre.")
    agency.sees("Frykt for tvangsekteskap", "16–17 år", "18–21 år")
    agency.sees_nothing_of(SAFE, "Irak", "Den eldste har bedt om hjelp")
    agency.says("Et spørsmål", QUESTION, to=TEAM)


def a_colleague_of_the_coordinator_answers(colleague: Caseworker) -> None:
    """The coordinator is away today."""
    colleague.signs_in(letters_sent()[colleague.account.email])
    colleague.sees("1 sak venter på svar fra dere.")
    colleague.follow("Det som venter")
    colleague.sees("Svar på et spørsmål")
    colleague.opens_the_case()
    colleague.answers(QUESTION, REPLY)


def child_welfare_advises(agency: Caseworker) -> None:
    agency.signs_in(letters_sent()[agency.account.email])
    agency.opens_the_case()
    agency.sees(REPLY)
    agency.says("Råd til arbeidsstedet som spurte", ADVISED, seen_by="Alle som arbeider med saken")


def the_caller_hears_of_it(coordinator: Caseworker) -> None:
    """The coordinator telephones back, writes that down, and is done."""
    coordinator.signs_in(letters_sent()[coordinator.account.email])
    coordinator.opens_the_case()
    coordinator.sees(ADVISED)
    coordinator.sees_nothing_of("tar ikke saken")
    called = "Rådet er gitt videre til barnevernet på telefon."
    coordinator.says("Et notat", called, seen_by="Alle som arbeider med saken")
    coordinator.closes("Råd gitt, ingen videre oppfølging")
    coordinator.sees("Arbeidet hos dere er avsluttet.")


def child_welfare_ends_it(agency: Caseworker) -> None:
    agency.signs_in()
    agency.opens_the_case()
    agency.sees("Rådet er gitt videre til barnevernet på telefon.")
    agency.closes("Trygg situasjon")
    agency.sees("Saken er avsluttet.")


def it_is_counted_once(officer: Caseworker) -> None:
    """One inquiry of two persons, at three posts of the team; and none of the advisers'."""
    officer.signs_in()
    assert figures(officer, YEAR) == {
        "T01 Henvendelser": 1,
        "T01 Personer involvert": 2,
        "T02 Antall saker": 0,
        "T02 Kvinner": 0,
        "T02 Menn": 0,
        "T02 Ukjent": 0,
        "T02 Personer i alt": 0,
    }


def who_may_still_see_it(people: dict[str, Caseworker], case_id: str) -> None:
    """The post that was called and the one that led; neither the one that declined nor anybody else."""
    workers = set(people) - {"statistician"}
    for name in workers:
        factories.signed_in_anew(people[name].member)
    answers = {name: people[name].member.client.get(f"/saker/{case_id}/").status_code for name in workers}
    assert answers == {
        "coordinator": 200,
        "colleague": 200,
        "child welfare": 200,
        "police": 404,
        "stranger": 404,
    }
