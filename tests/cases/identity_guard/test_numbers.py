"""Every true number is found however it is split up; sums, years and paragraphs are none."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.identity_guard.norwegian_numbers import is_account, is_duf, is_national_id
from tests.cases.identity_guard.finding import found, kinds, verdict

FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
# Day and month as each series writes them: ordinary, D, H, synthetic, synthetic D, FH (no date at all).
SERIES = {"plain": (0, 0), "D": (40, 0), "H": (0, 40), "+65": (0, 65), "+80": (0, 80), "D+80": (40, 80)}


def with_check_digits(nine: str, *, left: int = 0) -> str | None:
    """The eleven digits; `left`: what the first check digit may leave from 2032. None when ten is needed."""
    first = (11 + left - sum(w * int(d) for w, d in zip(FIRST, nine, strict=True)) % 11) % 11
    ten = f"{nine}{first}"
    second = -sum(w * int(d) for w, d in zip(SECOND, ten[:10], strict=True)) % 11
    return None if first == 10 or second == 10 else f"{ten}{second}"


@st.composite
def national_ids(draw: st.DrawFn) -> str:
    series = draw(st.sampled_from([*SERIES, "FH"]))
    if series == "FH":
        nine, left = str(draw(st.integers(800_000_000, 999_999_999))), 0
    else:
        days, months = SERIES[series]
        nine = (
            f"{draw(st.integers(1, 28)) + days:02}{draw(st.integers(1, 12)) + months:02}"
            f"{draw(st.integers(0, 99)):02}{draw(st.integers(0, 999)):03}"
        )
        left = draw(st.integers(0, 3))
    number = with_check_digits(nine, left=left)
    return number if number is not None else draw(national_ids())


@given(
    national_ids(), st.integers(1, 10), st.sampled_from(["", " ", "-", ".", "/", "\n", "\u00a0", "\u200b"])
)
def test_a_true_number_of_any_series_stops_in_any_spacing(number: str, cut: int, sign: str) -> None:
    assert is_national_id(number)
    assert verdict(f"Fødselsnummer {number[:cut]}{sign}{number[cut:]} er notert.") == "stop"
    assert verdict(f"Nr {sign.join(number)}.") == "stop"


@pytest.mark.parametrize("number", ["02013299997", "30108299920", "30108299939"])
def test_numbers_as_they_will_be_from_2032(number: str) -> None:
    assert is_national_id(number)
    assert found(f"fnr {number}") == [("national_id", number)]


def test_check_digits_that_hold_without_a_date_are_a_number_all_the_same() -> None:
    number = with_check_digits("990000001")
    assert number is not None
    assert kinds(f"nr {number}") == {"national_id"}


def test_a_number_within_very_many_digits_is_found() -> None:
    assert "national_id" in kinds("x7702013299997441122")


def test_a_duf_number_stops() -> None:
    ten = "2015123456"
    check = (
        sum(w * int(d) for w, d in zip((4, 6, 3, 2, 7, 5, 4, 6, 3, 2), ten[4:] + ten[:4], strict=True)) % 11
    )
    number = f"{ten}{check:02}"
    assert is_duf(number)
    assert found(f"DUF {number[:4]} {number[4:10]} {number[10:]}") == [
        ("duf_number", f"{number[:4]} {number[4:10]} {number[10:]}")
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CNIC 35202-1234567-1", "foreign_id"),
        ("kimlik 10000000146", None),
        ("Aadhaar 2341 2341 2346", "foreign_id"),
        ("PAN ACUPA7085R", "foreign_id"),
        ("NIC 912345678V", "foreign_id"),
        ("hetu 131052-308T", "foreign_id"),
        ("personnummer 811228-9874", "foreign_id"),
        ("konto 1234.56.78903", "account"),
        ("NO93 8601 1117 947", "account"),
        ("kort 4111 1111 1111 1111", "account"),
    ],
)
def test_numbers_of_other_countries_and_of_banks_stop(text: str, kind: str | None) -> None:
    assert verdict(text) == "stop"
    assert kind is None or kind in kinds(text)


def test_an_account_is_told_by_its_check_digit() -> None:
    assert is_account("12345678903")
    assert not is_account("12345678904")


@pytest.mark.parametrize(
    "text",
    [
        "Støtten er på 1 200 000 kr i 2008 og 1 350 000 kr i 2009.",
        "I alt 381 000 og 79 000 innvandrere.",
        "I 2004, 2005, 2006, 2007 og 2008 kom 11, 93, 116, 177 og 248 henvendelser.",
        "Straffeloven § 196, barnevernloven § 4-4 og § 13 a.",
        "Fraværet er 12,5 prosent. Møtet varte fra 10.30 til 12.00.",
        "Det kom 9100 i 2007, 7200 og 6900 året før.",
        "En av de to søstrene, tre brødre og fire kusiner.",
        "Uke 24-26, 2008/2009.",
    ],
)
def test_sums_and_years_are_no_numbers(text: str) -> None:
    assert verdict(text) == "ok"


def test_chance_sums_seldom_stop() -> None:
    """One check digit holds for every eleventh row of figures: then grouping must tell."""
    dice = random.Random(2008)
    rows = [" ".join(f"{dice.randrange(10, 999)} 000" for _ in range(3)) for _ in range(300)]
    assert sum(verdict(f"Tallene er {row} i år.") == "stop" for row in rows) <= 3
