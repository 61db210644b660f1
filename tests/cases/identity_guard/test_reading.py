"""What a person sees is what the guard reads, and every sign of it leads back to what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.identity_guard.reading import read
from tests.cases.identity_guard.finding import found, kinds, verdict


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("Fat\u200bima", "Fatima"),
        ("\u202eFatima\u202c", "Fatima"),
        ("F\u00adatima", "Fatima"),
        ("Fаtimа", "Fatima"),  # Cyrillic а
        ("&#70;atima &amp;#70;&aring;", "Fatima Få"),
        ("&#x46;atima", "Fatima"),
        ("９８７ ٦٥٤ ०१", "987 654 01"),
        ("ｆａｔｉｍａ", "fatima"),
        ("𝐅𝐚𝐭𝐢𝐦𝐚", "Fatima"),
        ("a\u030ase", "åse"),
        ("F\u0336a\u0336t", "Fat"),
        ("98\u00a076\u20097\u2011654", "98 76 7-654"),
        ("a\u2028b\rc", "a\nb\nc"),
        ("Ola & Kari &nosuch; &", "Ola & Kari &nosuch; &"),
    ],
)
def test_disguises_are_undone(typed: str, read_as: str) -> None:
    assert read(typed).text == read_as


@given(st.text(st.sampled_from("aåFæ1 9&#;x2\u200b\u0301\u202eа９م\n\t&ampå\U0001d400"), max_size=60))
def test_positions_lead_back_to_what_was_typed(typed: str) -> None:
    reading = read(typed)
    assert len(reading.text) == len(reading.starts) == len(reading.ends)
    for place in range(len(reading.text)):
        start, end = reading.span(place, place + 1)
        assert 0 <= start < end <= len(typed)
    assert list(reading.starts) == sorted(reading.starts)


@given(st.text(max_size=80))
def test_any_text_is_read_and_judged(typed: str) -> None:
    for _kind, piece in found(typed):
        assert piece


@pytest.mark.parametrize(
    "typed",
    [
        "Jeg snakket med Fat\u200bima i dag.",
        "Jeg snakket med \u202eFatima\u202c i dag.",
        "Jeg snakket med Fаtimа i dag.",
        "Jeg snakket med F&#97;tima i dag.",
        "Jeg snakket med F a t i m a i dag.",
        "Jeg snakket med F4tima i dag.",
        "Jeg snakket med فاطمة i dag.",
    ],
)
def test_a_disguised_name_asks(typed: str) -> None:
    assert kinds(typed) == {"name"}


@pytest.mark.parametrize(
    "typed",
    [
        "Fnr 020132\u200b99997",
        "Fnr 0 2 0 1 3 2 9 9 9 9 7",
        "Fnr 02 01 32\n999 97",
        "Fnr ０２０１３２９９９９７",
        "Fnr &#48;20132 99997",
        "Fnr null to null en tre to ni ni ni ni sju",
        "Fnr null to null ein tre to ni ni ni ni sju",
        "Id zero two zero one three two nine nine nine nine seven",
        "Fnr 0-2-0-1-3-2/99997",
        "Fnr O2O132 99997",
        "Fnr 02.01.2032 99997",
    ],
)
def test_a_disguised_number_stops(typed: str) -> None:
    assert verdict(typed) == "stop"
