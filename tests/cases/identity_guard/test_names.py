"""Names in capitals and in small letters; words, places, agencies and peoples beside them."""

import pytest

from tests.cases.identity_guard.finding import found, kinds, verdict


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jeg snakket med Rukhsana i dag.", "Rukhsana"),
        ("Nadifa ringte og gråt.", "Nadifa"),
        ("Ahmed Ali Hassan møtte opp.", "Ahmed Ali Hassan"),
        ("Jeg snakket med Even på mandag.", "Even"),
        ("Fru Nilsen tok imot.", "Nilsen"),
        ("Familien Haugen er varslet.", "Familien Haugen"),
        ("Hassans søster er redd.", "Hassans"),
        ("The girl, Sumaya, said no.", "Sumaya"),
        ("Jeg møtte Zuhoraya på skolen.", "Zuhoraya"),
        ("Al-Rashid er etternavnet.", "Al-Rashid"),
        ("Ayşe vil studere.", "Ayşe"),
    ],
)
def test_names_with_capitals(text: str, name: str) -> None:
    assert ("name", name) in found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jenta heter ifrah og er redd", "ifrah"),
        ("broren yusuf hentet henne", "yusuf"),
        ("snakka med ayaan i går", "ayaan"),
        ("møtte berivan på kontoret", "berivan"),
        ("snakket med tharshini om reisen", "tharshini"),
        ("spoke to parwana today", "parwana"),
        ("ringte gurpreet etterpå", "gurpreet"),
        ("moren til even er lærer", "even"),
        ("datter av aslam", "aslam"),
        ("snakket med faatimah i dag", "faatimah"),
    ],
)
def test_given_names_in_small_letters(text: str, name: str) -> None:
    assert ("name", name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Even om hun sier nei, er livet vanskelig, dag for dag. Stein for stein.",
        "Will is strong in this family. May be difficult. Hope she calls. Her father will decide.",
        "Ho vil vera saman med vener. Mora talar lite og visar det.",
        "Familien kommer fra Gujrat i Pakistan og snakker urdu; naboene er kurdere fra Nord-Irak.",
        "UDI, IMDi og Kompetanseteamet er orientert. NAV-kontoret og BUP følger opp.",
        "The Norwegian Embassy in Islamabad and Child Welfare Services were told on Monday.",
        "Koranen og ramadan ble nevnt. SARA-verktøyet ble brukt.",
        "Bekymringsmelding sendt. Utrygg. Avventer. Følges opp.",
        "Søsteren til eleven ble giftet bort. Det heter at moren er streng.",
        "- Ny samtale\n* Kontakte barnevernet\n1. Sjekke pass",
    ],
)
def test_words_places_and_agencies_are_no_names(text: str) -> None:
    assert verdict(text) == "ok"


def test_kin_with_a_name_is_offered_as_kin() -> None:
    from cases.identity_guard import check

    text = "Da ringte søsteren Amina til skolen."
    (finding,) = check(text).findings
    assert (text[finding.start : finding.end], finding.neutral) == ("søsteren Amina", "en søster")


@pytest.mark.parametrize(
    ("text", "words", "neutral"),
    [
        ("Hun skal gifte seg med Khan.", "Khan", "noen"),
        ("Vi snakket med Hansen på BUP.", "Hansen", "eleven"),
        ("Læreren Kari ringte.", "Læreren Kari", "Læreren"),
        ("Reisen er bestilt. Leila er redd.", "Leila", "Eleven"),
        ("Vi drøftet amina-saken i dag.", "amina-saken", "eleven"),
        ("KHAN ringte meg.", "KHAN", "Eleven"),
    ],
)
def test_names_that_are_words_joined_or_shouted(text: str, words: str, neutral: str) -> None:
    from cases.identity_guard import check

    (finding,) = check(text).findings
    assert (text[finding.start : finding.end], finding.neutral) == (words, neutral)


def test_a_text_in_capitals_is_read_as_one_in_small_letters() -> None:
    assert kinds("AMAL VIL IKKE REISE TIL SOMALIA") == {"name"}
    assert verdict("HUN VIL IKKE REISE TIL SOMALIA") == "ok"
