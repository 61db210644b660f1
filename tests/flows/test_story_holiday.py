"""A holiday journey, in a real browser and by the keyboard alone: from the first talk to the closed case.

A pupil fears that she will be married off on holiday. She does not come back on the day, and the case becomes
urgent; child welfare, the police and UDI are drawn in; she comes home, and is counted once.
"""

import pytest
from django.core.management import call_command

from advisory.roles import Role
from audit.verify import verify
from tests import factories
from tests.factories import Member
from tests.flows.at_work import letters_sent
from tests.flows.casework import ADVICE, TAKE_OVER, Caseworker, Someone, figures
from tests.flows.conftest import YEAR, AtWorkAs, Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMBASSY = "Ambassaden i Islamabad"
SCHOOL = "Sandaker videregående skole"
TEAM = "Koordinator for Kompetanseteamet"
CHILD_WELFARE = "Representant fra Bufdir i Kompetanseteamet"
POLICE = "Representant fra Politidirektoratet i Kompetanseteamet"
IMMIGRATION = "Representant fra UDI i Kompetanseteamet"
CODE_WORD = "Hun spør etter fysikkboka, da er noe galt."

ASKED_OF = {
    "child welfare": "Hva kan barnevernet gjøre før hun er hjemme?",
    "police": "Kan dere sørge for at hun kan reise ut av landet der hun er?",
    "immigration": "Har hun papirer som gjelder?",
}
ADVICE_OF = {
    "child welfare": "Barnevernet tar imot henne når hun lander.",
    "police": "Politiet møter henne ved flyet.",
    "immigration": "Tillatelsen hennes gjelder ut året.",
}


@pytest.fixture
def child_welfare(reference: None) -> Member:
    return factories.member("bufdir", Role.REPRESENTATIVE, factories.post("kt-bufdir"))


@pytest.fixture
def immigration(reference: None) -> Member:
    return factories.member("udi", Role.REPRESENTATIVE, factories.post("kt-udi"))


@pytest.fixture
def people(
    clock: Clock, cast: dict[str, Member], child_welfare: Member, immigration: Member, at_work: AtWorkAs
) -> dict[str, Caseworker]:
    names = ("adviser", "colleague", "embassy", "coordinator", "statistician", "privacy")
    parts = {name: cast[name] for name in names} | {
        "deputy": cast["elsewhere"],
        "police": cast["representative"],
        "child welfare": child_welfare,
        "immigration": immigration,
    }
    return {name: at_work(member) for name, member in parts.items()}


def test_she_travels_does_not_come_back_and_comes_home(people: dict[str, Caseworker], clock: Clock) -> None:
    clock(5, 21, 9)
    she_tells_the_adviser(people["adviser"])
    the_adviser_asks_the_embassy(people["adviser"])
    clock(5, 21, 11)
    the_embassy_takes_it(people["embassy"])
    clock(5, 21, 13)
    a_colleague_answers(people["colleague"])
    clock(5, 22, 10)
    the_embassy_advises(people["embassy"])
    clock(6, 20, 10)
    before_she_leaves(people["adviser"])
    clock(8, 16, 12)
    the_adviser_goes_on_leave(people["adviser"], people["deputy"])
    clock(8, 19, 9)
    case_id = she_is_not_back(people["deputy"], the_letter_that_it_waits(people["deputy"]))
    clock(8, 19, 11)
    nobody_has_answered(people)
    the_coordinator_takes_it_over(people["coordinator"])
    the_embassy_finds_her(people["embassy"])
    clock(8, 19, 14)
    for name in ASKED_OF:
        an_agency_works_in_its_own_lane(people[name], name)
    clock(9, 3, 9)
    she_is_home(people)
    it_is_counted_once(people["statistician"])
    who_may_still_see_it(people, case_id, {"embassy", "police"})
    clock(9, 23, 9)
    call_command("chase", verbosity=0)
    who_may_still_see_it(people, case_id, set())
    who_saw_it(people["privacy"], case_id)
    assert verify().flaws == []


def she_tells_the_adviser(adviser: Caseworker) -> None:
    """The one chance: what she tells, how she can be reached, what to do if she travels all the same."""
    adviser.signs_in()
    adviser.logs(
        concern="Frykt for tvangsekteskap",
        circumstances=["Reise planlagt"],
        country="Pakistan",
        persons=[Someone("Kvinne/jente", "16–17 år", "I Norge, reise planlagt", "Pakistan")],
        asker="Den det gjelder",
        channel="Personlig oppmøte",
        urgency="Ordinær",
        done=["Råd og veiledning", "Samtale alene i trygt rom"],
        note="Eleven er redd for å bli giftet bort i ferien.",
    )
    adviser.follow("Registrer – Trygg kontakt og kodeord")
    adviser.write("Trygg kontakt og kodeord", CODE_WORD)
    adviser.press("Registrer den trygge kontakten")
    adviser.sees(CODE_WORD)
    adviser.follow("Registrer – Reise")
    adviser.choose("Er en reise planlagt?", "Ja")
    adviser.pick("I hvilken uke begynner den?", "Uke 26, 2030 (juni)")
    adviser.choose("Finnes det returbillett?", "Ja")
    adviser.choose("Vil den det gjelder reise?", "Nei")
    adviser.press("Registrer reisen")
    adviser.sees("Pakistan, uke 26, 2030")
    adviser.assesses(risk="Middels", avert="Nei", inform="Nei", why="Ingenting er avtalt, så vidt hun vet.")


def the_adviser_asks_the_embassy(adviser: Caseworker) -> None:
    adviser.sees("Hvem reglene foreslår å spørre", EMBASSY)
    adviser.asks(EMBASSY, how=ADVICE, basis="Samtykke", hastens="Ja", harms="Vet ikke", why="", days=180)
    # That it could hasten her departure is not passed over: how that is met must be said.
    adviser.sees("Dette må rettes først")
    adviser.write("Hva vil du si til dem?", "Ta ikke kontakt med familien. Hun reiser i uke 26.")
    adviser.press("Spør")
    adviser.sees("Spurt, ikke svart")


def the_embassy_takes_it(embassy: Caseworker) -> None:
    letters = letters_sent()
    assert set(letters) == {embassy.account.email}
    embassy.signs_in(letters[embassy.account.email])
    embassy.sees("1 sak venter på svar fra dere.")
    embassy.takes_on(said="Ta ikke kontakt med familien.")
    embassy.follow("Det som venter")
    embassy.sees("Mine (1)")
    embassy.opens_the_case()
    embassy.sees(CODE_WORD, "Eleven er redd for å bli giftet bort i ferien.")
    embassy.says("Et spørsmål", "Hvem vet at hun har fortalt dette?", to=SCHOOL)


def a_colleague_answers(colleague: Caseworker) -> None:
    """The adviser teaches; somebody else at her school reads the letter."""
    letters = letters_sent()
    colleague.signs_in(letters[colleague.account.email])
    colleague.sees("1 sak venter på svar fra dere.")
    colleague.follow("Det som venter")
    colleague.sees("Svar på et spørsmål")
    colleague.opens_the_case()
    colleague.answers("Hvem vet at hun har fortalt dette?", "Bare vi på skolen, og storesøsteren hennes.")


def the_embassy_advises(embassy: Caseworker) -> None:
    embassy.signs_in(letters_sent()[embassy.account.email])
    embassy.opens_the_case()
    embassy.sees("Bare vi på skolen, og storesøsteren hennes.")
    advice = "Be henne la være å reise. Reiser hun, må skolen vite når hun skal være tilbake."
    embassy.says("Råd til arbeidsstedet som spurte", advice, seen_by="Alle som arbeider med saken")


def before_she_leaves(adviser: Caseworker) -> None:
    """She travels all the same: what is done is ticked off, and from then on the school waits."""
    adviser.signs_in(letters_sent()[adviser.account.email])
    adviser.follow("Reiser")
    adviser.sees("Uke 26", "Pakistan")
    adviser.opens_the_case()
    adviser.follow("Registrer – Sjekkliste for reise")
    for thing in ("Rådet til ikke å reise", "Avtalt kodeord", "Lært numre utenat"):
        adviser.choose(thing, "Gjort")
    adviser.choose("Skolen vet når eleven skal være tilbake", "Gjort")
    adviser.press("Registrer sjekklisten")
    adviser.sees("4 av 11 punkter er gjort.")
    adviser.follow("Si hvordan saken står")
    adviser.choose("Hvordan står saken hos dere?", "Venter på svar")
    adviser.press("Lagre hvordan den står")


def the_adviser_goes_on_leave(adviser: Caseworker, deputy: Caseworker) -> None:
    """Past the day on which the girl is to be back; somebody at another school stands in."""
    adviser.signs_in()
    adviser.follow("Fravær")
    adviser.write("E-postadressen til stedfortrederen", deputy.account.email)
    adviser.write("Borte fra og med", "19.08.2030")
    adviser.write("Til", "30.08.2030")
    adviser.press("Utpek stedfortreder")
    adviser.sees("Stedfortrederen er utpekt. Begge får beskjed.")


def the_letter_that_it_waits(deputy: Caseworker) -> str:
    """The day has come, and nothing has happened at the school: whoever stands in hears of it."""
    letters_sent()
    call_command("chase", verbosity=0)
    return letters_sent()[deputy.account.email]


def she_is_not_back(deputy: Caseworker, letter: str) -> str:
    """School begins without her. The case is acute: what to do now stands on top of it. Gives its number."""
    deputy.signs_in(letter)
    deputy.sees("I alt er 1 over fristen.")
    deputy.follow("Det som venter")
    deputy.sees("Over fristen")
    deputy.opens_the_case()
    deputy.follow("Endre")
    person = deputy.main.get_by_role("group", name="Person 1", exact=True)
    deputy.choose("Hvor er personen nå?", "I utlandet", within=person)
    deputy.choose("Hastegrad", "Akutt")
    deputy.press("Lagre endringen")
    deputy.sees("112", "Ambassaden i Islamabad", "Ta ikke kontakt med familien")
    deputy.assesses(risk="Høy", avert="Ja", inform="Ja", why="Hun er ikke tilbake, og kodeordet er brukt.")
    deputy.says("Et spørsmål", "Hun er ikke tilbake. Kan dere finne ut hvor hun er?", to=EMBASSY)
    deputy.sees("Hvem reglene foreslår å spørre", TEAM)
    why = "Hun har brukt kodeordet. Søsknene bor hjemme: ring ikke dit."
    deputy.asks(TEAM, how=TAKE_OVER, basis="Plikt til å avverge", hastens="Nei", harms="Vet ikke", why=why)
    return deputy.page.url.split("/")[-2]


def nobody_has_answered(people: dict[str, Caseworker]) -> None:
    """Two hours later who is awaited hears of it, who asked, and the coordinator; no letter says of what."""
    letters_sent()
    call_command("chase", verbosity=0)
    told = {"embassy", "coordinator", "adviser", "colleague", "deputy"}
    assert set(letters_sent()) == {people[name].account.email for name in told}


def the_coordinator_takes_it_over(coordinator: Caseworker) -> None:
    """She leads from now on, and draws in those whose field it is, each for a part of its own."""
    coordinator.signs_in()
    coordinator.sees("Dette haster nå", "Akutt")
    coordinator.takes_on(said="Hun har brukt kodeordet.")
    coordinator.sees("Hvem reglene foreslår å spørre", POLICE, CHILD_WELFARE)
    asked = {
        CHILD_WELFARE: ("Plikt til å opplyse barnevernet", ASKED_OF["child welfare"]),
        POLICE: ("Plikt til å avverge", ASKED_OF["police"]),
        IMMIGRATION: ("Plikt til å avverge", ASKED_OF["immigration"]),
    }
    for post, (basis, why) in asked.items():
        coordinator.asks(post, how=ADVICE, basis=basis, hastens="Nei", harms="Nei", why=why)


def the_embassy_finds_her(embassy: Caseworker) -> None:
    embassy.signs_in()
    embassy.sees("Dette haster nå")
    embassy.opens_the_case()
    embassy.answers("Hun er ikke tilbake.", "Hun er funnet. En av oss er hos henne, og hun vil hjem.")


def an_agency_works_in_its_own_lane(agency: Caseworker, name: str) -> None:
    """It sees what its field needs, and of no agency's is how she is reached or what she told the school.

    The police go on until she is home; whoever only advises is done.
    """
    agency.signs_in()
    agency.takes_on(said=ASKED_OF[name])
    agency.sees("Frykt for tvangsekteskap", "Du ser det etaten din trenger av den")
    # Which post gave the advice that it reads may be kept back: no gap tells of it.
    agency.sees_nothing_of(CODE_WORD, "Eleven er redd", "Den det gjelder", "· ·")
    agency.says("Råd til arbeidsstedet som spurte", ADVICE_OF[name], seen_by="Alle som arbeider med saken")
    if name != "police":
        agency.closes("Råd gitt, ingen videre oppfølging")
        agency.sees("Arbeidet hos dere er avsluttet.")


def she_is_home(people: dict[str, Caseworker]) -> None:
    """Every post ends its part, and the case is closed with the last of them."""
    for name in ("police", "embassy", "adviser"):
        people[name].signs_in()
        people[name].opens_the_case()
        people[name].sees(*ADVICE_OF.values())
        people[name].closes("Trygg situasjon")
        people[name].sees("Arbeidet hos dere er avsluttet.")
    coordinator = people["coordinator"]
    coordinator.signs_in()
    coordinator.opens_the_case()
    coordinator.closes("Trygg situasjon")
    coordinator.sees("Saken er avsluttet.")
    coordinator.is_not_offered("Spør et annet arbeidssted", "Avslutt saken")
    coordinator.is_offered("Gjenåpne saken")


def it_is_counted_once(officer: Caseworker) -> None:
    """Four posts of the team worked on it, a school and an embassy."""
    officer.signs_in()
    assert figures(officer, YEAR) == {
        "T01 Henvendelser": 1,
        "T01 Personer involvert": 1,
        "T02 Antall saker": 1,
        "T02 Kvinner": 1,
        "T02 Menn": 0,
        "T02 Ukjent": 0,
        "T02 Personer i alt": 1,
    }


def who_may_still_see_it(people: dict[str, Caseworker], case_id: str, still: set[str]) -> None:
    """The school whose pupil she is and the coordinator who led; for two weeks those who were asked."""
    workers = set(people) - {"statistician", "privacy"}
    for name in workers:
        factories.signed_in_anew(people[name].member)
    answers = {name: people[name].member.client.get(f"/saker/{case_id}/").status_code for name in workers}
    assert {name for name, status in answers.items() if status == 200} == {
        "adviser",
        "colleague",
        "coordinator",
        *still,
    }
    assert set(answers.values()) == {200, 404}


def who_saw_it(officer: Caseworker, case_id: str) -> None:
    """The privacy officer learns who read it, by its number, and nothing of what it is about."""
    officer.signs_in()
    officer.follow("Gjennomgang av innsyn")
    officer.follow("Coordinator")
    officer.follow(f"Saken {case_id[:8]}")
    officer.sees("Adviser", "Elsewhere", "Embassy", "Bufdir")
    officer.sees_nothing_of("Pakistan", "tvangsekteskap", CODE_WORD)
