"""A matter code: random, read out and written down as people do, and no slip gets past its last letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.matter_code import ALPHABET, RANDOM, NoMatterCode, new_code, plain, shown

CODES = st.builds(new_code)


def test_it_is_three_groups_of_four_and_55_bits() -> None:
    code = new_code()
    assert len(code) == 12
    assert len(ALPHABET) ** RANDOM == 2**55
    assert [len(group) for group in shown(code).split("-")] == [4, 4, 4]
    assert len({new_code() for _time in range(200)}) == 200


@given(CODES)
def test_it_is_read_however_it_is_written(code: str) -> None:
    assert plain(shown(code)) == code
    assert plain(f"  {shown(code).lower().replace('-', ' – ')}.") == code
    assert plain(code.replace("0", "o").replace("1", "l")) == code
    assert plain(code.replace("1", "I")) == code


@given(CODES, st.integers(0, RANDOM), st.sampled_from(ALPHABET))
def test_no_wrong_letter_gets_past(code: str, place: int, letter: str) -> None:
    if code[place] != letter:
        with pytest.raises(NoMatterCode):
            plain(code[:place] + letter + code[place + 1 :])


@given(CODES, st.integers(0, RANDOM), st.integers(0, RANDOM))
def test_no_two_letters_change_places_unseen(code: str, one: int, other: int) -> None:
    swapped = list(code)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    if "".join(swapped) != code:
        with pytest.raises(NoMatterCode):
            plain("".join(swapped))


@pytest.mark.parametrize("typed", ["", "-", "K7QD-92MX", "U" * 12, "ÆØÅ", "0" * 11, "0" * 13, "٣" * 12])
def test_anything_else_is_none(typed: str) -> None:
    with pytest.raises(NoMatterCode):
        plain(typed)
