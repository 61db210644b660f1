"""Each kind as advisers write it, and beside it what looks like it and is nobody's."""

import pytest

from tests.cases.identity_guard.finding import found, kinds, verdict


@pytest.mark.parametrize(
    "number",
    [
        "900 12 345",
        "90 01 23 45",
        "90012345",
        "90-01-23-45",
        "+47 900 12 345",
        "0047 90 01 23 45",
        "+92 300 1234567",
        "0300-1234567",
        "+964 750 123 4567",
        "07700 900123",
        "(212) 555-0123",
        "ni null null en to tre fire fem",
        "nine zero zero one two three four five",
        "nitti null en tjuetre førtifem",
    ],
)
def test_telephone_numbers_stop(number: str) -> None:
    assert verdict(f"Kan nås på {number} etter skolen.") == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "Ring 112, eller 116 111 for barn og unge.",
        "Kompetanseteamet har telefon 478 09 050.",
        "Møtet er kl. 20.00-21.30.",
        "25 000 000 kroner er satt av.",
    ],
)
def test_public_services_times_and_sums_are_no_telephone_numbers(text: str) -> None:
    assert verdict(text) == "ok"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Skriv til amina.k@eksempel.org", "email"),
        ("amina (at) eksempel (dot) org", "email"),
        ("amina krøllalfa gmail punktum com", "email"),
        ("amina at gmail dot com", "email"),
        ("se https://eksempel.org/amina", "link"),
        ("facebook.com/amina.k.3", "link"),
        ("insta: amina.k", "handle"),
        ("på snap heter hun amina_03", "handle"),
        ("@amina_k03", "handle"),
        ("bor i Storgata 12 b", "address"),
        ("Karl Johans gate 5", "address"),
        ("flyttet til Solbakken 4", "address"),
        ("12 Baker Street", "address"),
        ("House No 12, Street 4", "address"),
        ("0976 Oslo", "postcode"),
        ("59.9139, 10.7522", "coordinates"),
        ("59°54'50\"N", "coordinates"),
        ("passnummer N1234567", "passport"),
        ("bil med skilt EK 12345", "plate"),
        ("reiser med SK 4035", "flight"),
        ("flight PK 752 to Lahore", "flight"),
        ("bestillingsnr XK93LD", "booking"),
        ("født 12.06.1991", "birth_date"),
        ("born on June 12, 1991", "birth_date"),
    ],
)
def test_certain_kinds_stop(text: str, kind: str) -> None:
    assert kind in kinds(text)
    assert verdict(text) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "Se udi.no/tvangsekteskap eller www.bufdir.no.",
        "Send spørsmål til post@imdi.no.",
        "Skoleveien tar 20 minutter. Veien 2 km.",
        "Sommeren 2008 i Oslo, 2008 i Pakistan.",
        "Mellom 10.000 / 20.000 kroner.",
        "Avtalen om nytt pass 2008.",
        "Snapchat er slettet, og hun bruker WhatsApp nå.",
        "Plan B er klar. Vitamin D tas hver dag.",
    ],
)
def test_what_looks_alike_and_is_nobodys(text: str) -> None:
    assert verdict(text) == "ok"


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("Reiser 12. juni.", "date", "12. juni"),
        ("De flyr den tolvte juni.", "date", "tolvte juni"),
        ("Avreise 2009-06-12.", "date", "2009-06-12"),
        ("They leave on June 12th.", "date", "June 12th"),
        ("Ho fyller 18 på fredag.", "age", "fyller 18 på fredag"),
        ("Er 17 år og 3 måneder.", "age", "17 år og 3 måneder"),
        ("Går i 2STB nå.", "class", "2STB"),
        ("Elev i 10 A her.", "class", "10 A"),
        ("Elev ved Stovner vgs.", "school", "Stovner vgs."),
        ("Går på stovner vgs nå.", "school", "stovner vgs"),
        ("Snakket med A.K. i dag.", "initials", "A.K."),
        ("Elev M. er redd.", "initials", "M."),
    ],
)
def test_likely_kinds_ask(text: str, kind: str, piece: str) -> None:
    assert found(text) == [(kind, piece)]
    assert verdict(text) == "ask"


@pytest.mark.parametrize(
    "text",
    [
        "17. mai ble feiret. Reisen er i uke 26, i juni 2009.",
        "Lov av 17. juli 1992 nr. 100 gjelder.",
        "Hun er 17 år og blir myndig til våren.",
        "Elev A og elev B er kusiner. Går på Vg2.",
        "Ungdomsskolen og en videregående skole i Oslo er varslet.",
    ],
)
def test_weeks_laws_and_levels_do_not_ask(text: str) -> None:
    assert verdict(text) == "ok"


def test_the_posts_own_school_is_found_by_its_short_name() -> None:
    text = "Elevene på Nordlia vet det."
    assert ("school", "Nordlia") in found(text, own=["Nordlia videregående skole"])
    # A town is a place, and a school only where it is called one.
    town = "Hun er fra Drammen."
    assert found(town, own=["Drammen videregående skole"]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hun er eldst av fem søsken, og faren er imam.",
        "The second of six children; her father owns a shop.",
        "Den eneste somaliske jenta på skolen.",
    ],
)
def test_details_that_fit_one_family_ask(text: str) -> None:
    assert "combination" in kinds(text)


def test_one_such_detail_fits_many() -> None:
    assert verdict("Hun er eldst av fire søsken. Onkelen bestemmer.") == "ok"
    assert verdict("Faren jobber som sjåfør, moren er hjemmeværende.") == "ok"
