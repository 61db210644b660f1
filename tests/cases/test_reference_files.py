"""The reference files are kept by hand and read by everything, so their rules are tested on the files.

No Django here: a wrong number, an overlap or a missing nynorsk label must show before anything is loaded.
Schools, embassies, team and published figures: test_reference_places.py.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import pytest

from tests.cases.reference_files import FILES, FOLDER, Row, overlaps, read, span

# The numbers that records may already carry: code n of the list has number n. Only ever add at the end.
FROZEN = {
    "ordning": "MR IR KT",
    "henvendelsesart": "SAK GEN",
    "kanal": "TLF EPOST REPR OPPM ANN",
    "hovedbekymring": "TVE_GJ TVE_MIS TVE_FR BEK NSK VOT UFO UFO_FR KLL_GJ KLL_FR AFR ANN UKJ",
    "tilleggsforhold": "TVE_GJ TVE_MIS TVE_FR BEK NSK VOT UFO UFO_FR KLL_GJ KLL_FR AFR ANN "
    "REISE TIDL_REI SOSK DOBB FORL PASS OPPH FRAV FRAF BRUDD KRISE",
    "kjonn": "K M U",
    "aldersgruppe": "00-15 16-17 18-21 22-25 26-30 31-40 41+ B V UKJ",
    "henvender": "SELV FAM VENN SKOLE MR IR BV POL FLY UDI UD UTS MOT KRI HEL NAV ADV FRI PRIV ANN UKJ",
    "oppholdssted": "NOR REI UTL UKJ",
    "hastegrad": "AKUTT HASTER ORD INFO",
    "risiko": "L M H IV",
    "status": "MOTT VURD AKTIV VENT SENDT KT_FORD KT_RAD AVSL GJEN",
    "etat": "IMDI UDI POD BUFDIR AVDIR HDIR",
    "tiltak": "RAD SAMT KART RISK SIKP KONT BVM POLM AVV SAMTYKKE REIS IRV KONS PASS HJEM REF BO KRIS "
    "TOLK NAVN KURS",
    "avslutning": "LOST OVERF TRUKK KONTM UTL RAD FEIL",
    "celletegn": ": - . .. r * b",
    "hendelse": "SENDT GODTATT AVSLATT VIDERE TRUKKET UTLOPT FORLENGET RUTET TATT SLUPPET STATUS SPORSMAL "
    "SVAR RAD NOTAT TILTAK VURDERING REISE SJEKK KONTAKT OPPGAVE GJORT OPPFOLGING KOBLET FRAKOBLET BEHOLDT",
    "synlighet": "EGEN LINJE ALLE",
    "vurdering": "RISIKO AVVERGE OPPLYSE",
    "svar": "JA NEI IKKE VETIKKE",
    "rolle": "MR IR KOORD REPR",
    "delingsgrunnlag": "SAMTYKKE AVVERGE OPPLYSE ANONYM",
    "reisesjekk": "FRARAD GRENSE KONTAKT KODEORD NUMMER DAG KOPI PENGER SKRIV STASJON SKOLE",
    "oppfolging": "3M 12M",
    "avslag": "FEIL KAPASITET INHABIL ANNET",
    "del": "LEDER RADSPURT",
    "uke": " ".join(f"{week:02}" for week in range(1, 54)),
    "reisear": " ".join(str(year) for year in range(2008, 2061)),
    "trykt_kilde": "RB2010 FRAMTIDA2013 DAGSAVISEN2014 UDI2015 BUFDIR2017 BUFDIR2018 BUFDIR2019 DRAMMEN2022 "
    "BUFDIR2022 BUFDIR2023 UTROP2010 DIGIB2011 IMDI2015 FAFO2016 IMDI2017 NETTAVISEN2020 IMDI2021 IMDI2022 "
    "IMDI2023 TV22010 DOCUMENT2024 DAGSAVISEN2024",
    "trykt_forbehold": "PRESSE UTLEDET CIRKA MOTSAGT OMREGNET ENKELTSAKER NYE NYTT_NAVN ARSTALL SAMLET "
    "TI_PROSENT PERSONER",
}

# Where bokmål and nynorsk must part, and how nynorsk writes it.
NYNORSK = {
    ("hovedbekymring", "TVE_GJ"): "Gjennomført tvangsekteskap",
    ("hovedbekymring", "VOT"): "Trugsmål eller vald",
    ("hovedbekymring", "UFO"): "Ufrivillig opphald i utlandet",
    ("hovedbekymring", "KLL_FR"): "Frykt for kjønnslemlesting",
    ("kanal", "ANN"): "Anna",
    ("kjonn", "M"): "Mann/gut",
    ("henvender", "SELV"): "Den det gjeld",
    ("henvender", "VENN"): "Venn, kjærast eller medelev",
    ("henvender", "SKOLE"): "Tilsett i skulen",
    ("henvender", "HEL"): "Helseteneste",
    ("oppholdssted", "NOR"): "I Noreg",
    ("risiko", "IV"): "Ikkje vurdert",
    ("tiltak", "NAVN"): "Sperra adresse eller anna vern",
    ("tiltak", "BO"): "Bu- og støttetilbod",
    ("avslutning", "TRUKK"): "Personen ønskte ikkje meir bistand",
    ("celletegn", "b"): "Brot i serien",
}
# Spellings that are bokmål only.
NOT_NYNORSK = re.compile(
    r"\b(ikke|fra|skolen|hjem\w*|opphold\w*|vold|trusler|\w*rådgiver|norge|annet|annen|bare|høy|lav|tall|"
    r"\w*tjeneste|lemlestelse|\w*opplysninger|tilbud|utenriks\w*|veiledning|fortsatt|alene|være)\b",
    re.IGNORECASE,
)


def codes_by_key() -> dict[tuple[str, str], list[Row]]:
    """All rows of a code, older labels included."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read("codes"):
        found[row["field"], row["code"]].append(row)
    return found


def labelled() -> Iterator[tuple[str, Row]]:
    """Every row that carries names in three languages, with the stem of its columns."""
    for name, stem in (("codes", "label"), ("countries", "label"), ("team", "name")):
        for row in read(name):
            yield stem, row


@pytest.mark.parametrize("name", FILES)
def test_files_are_clean_text(name: str) -> None:
    raw = (FOLDER / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    rows = read(name)
    assert rows
    for row in rows:
        assert None not in row, row  # a value too many
        assert all(value == value.strip() for value in row.values()), row


@pytest.mark.parametrize("name", FILES)
def test_every_span_runs_forward(name: str) -> None:
    start, end = ("period_from", "period_to") if name in ("published", "past") else ("valid_from", "valid_to")
    for row in read(name):
        first, last = span(row, start, end)
        assert first <= last, row


def test_numbers_are_the_frozen_ones() -> None:
    numbers: dict[str, dict[str, int]] = defaultdict(dict)
    for (field, code), rows in codes_by_key().items():
        assert len({row["number"] for row in rows}) == 1, f"{field} {code} has two numbers"
        numbers[field][code] = int(rows[0]["number"])
    assert set(numbers) == set(FROZEN)
    for field, codes in FROZEN.items():
        expected = {code: number for number, code in enumerate(codes.split(), start=1)}
        assert {code: numbers[field].get(code) for code in expected} == expected
        assert sorted(numbers[field].values()) == list(range(1, len(numbers[field]) + 1))


@pytest.mark.parametrize("field", ["tilleggsforhold", "tiltak", "reisesjekk"])
def test_bitmap_numbers_fit_in_63_bits(field: str) -> None:
    assert all(1 <= int(row["number"]) <= 63 for row in read("codes") if row["field"] == field)


def test_a_journey_is_told_of_whoever_travels() -> None:
    """Boys are registered too."""
    said = [
        word
        for row in read("codes")
        if row["field"] == "reisesjekk"
        for label in ("label_nb", "label_nn", "label_en")
        for word in re.findall(r"\w+", row[label].lower())
    ]
    assert {"personen", "eleven", "they"} <= set(said)
    assert {"hun", "henne", "hennes", "ho", "she", "her"}.isdisjoint(said)


def test_other_circumstances_share_the_concerns() -> None:
    concerns = {c: rows[0]["number"] for (f, c), rows in codes_by_key().items() if f == "hovedbekymring"}
    others = {c: rows[0]["number"] for (f, c), rows in codes_by_key().items() if f == "tilleggsforhold"}
    del concerns["UKJ"]
    assert concerns.items() <= others.items()
    assert len(others) <= 25


def test_one_current_label_and_no_overlap() -> None:
    for key, rows in codes_by_key().items():
        current = [row for row in rows if row["label_only"] == "0"]
        assert len(current) == 1, key
        assert span(current[0])[1] == max(span(row)[1] for row in rows), key
        assert not overlaps(span(row) for row in rows), key


@pytest.mark.parametrize(
    ("field", "code", "day", "label"),
    [
        ("hovedbekymring", "NSK", "2017-12-31", "Ekstrem kontroll"),
        ("hovedbekymring", "NSK", "2018-01-01", "Negativ sosial kontroll"),
        ("hovedbekymring", "UFO", "2015-12-31", "Etterlatt i utlandet"),
        ("hovedbekymring", "UFO", "2016-01-01", "Ufrivillig opphold i utlandet"),
        ("ordning", "MR", "2008-06-01", "Minoritetsrådgiver"),
        ("ordning", "MR", "2023-01-01", "Mangfoldsrådgiver"),
        ("ordning", "IR", "2022-12-31", "Integreringsrådgiver"),
        ("ordning", "IR", "2023-01-01", "Spesialutsending for integreringssaker"),
    ],
)
def test_label_of_the_day(field: str, code: str, day: str, label: str) -> None:
    when = date.fromisoformat(day)
    valid = [r["label_nb"] for r in codes_by_key()[field, code] if span(r)[0] <= when <= span(r)[1]]
    assert valid == [label]


def test_all_labels_are_filled() -> None:
    for stem, row in labelled():
        assert all(row[f"{stem}_{language}"] for language in ("nb", "nn", "en")), row


def test_labels_of_a_field_differ() -> None:
    for first, second in combinations(read("codes"), 2):
        if first["field"] == second["field"] and first["code"] != second["code"]:
            for language in ("nb", "nn", "en"):
                assert first[f"label_{language}"] != second[f"label_{language}"], (first, second)


def test_marriage_is_always_named() -> None:
    for row in read("codes"):
        if row["code"].startswith("TVE_"):
            assert "ekteskap" in row["label_nb"]
            assert "ekteskap" in row["label_nn"]
            assert "marriage" in row["label_en"]


@pytest.mark.parametrize(("key", "label"), NYNORSK.items())
def test_nynorsk_spot_list(key: tuple[str, str], label: str) -> None:
    (current,) = [row for row in codes_by_key()[key] if row["label_only"] == "0"]
    assert current["label_nn"] == label


def test_no_bokmal_in_nynorsk() -> None:
    for stem, row in labelled():
        assert not NOT_NYNORSK.search(row[f"{stem}_nn"]), row


def test_countries_are_unique_and_numbered() -> None:
    rows = read("countries")
    for column in ("code", "number", "label_nb", "label_nn", "label_en"):
        assert len({row[column] for row in rows}) == len(rows), column
    assert all(re.fullmatch("[A-Z]{2}", row["code"]) and 0 < int(row["number"]) <= 999 for row in rows)
    number = {row["code"]: int(row["number"]) for row in rows}
    assert (number["NO"], number["PK"], number["SO"], number["XX"]) == (578, 586, 706, 999)
    assert number["XK"] > 900
    by_code = {row["code"]: row for row in rows}
    assert by_code["NO"]["label_nn"] == "Noreg"
    assert by_code["SS"]["valid_from"] == "2011-07-09"
