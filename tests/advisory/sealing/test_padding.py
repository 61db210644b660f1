"""Padding: what goes in comes out, and the length tells as little as it says it does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory.sealing.errors import SealError
from advisory.sealing.padding import LENGTH, SMALLEST, bucket, pad, unpad

texts = st.text(max_size=3000)


@given(texts)
def test_what_was_padded_comes_back(text: str) -> None:
    assert unpad(pad(text)) == text


@given(texts)
def test_the_length_is_that_of_the_bucket(text: str) -> None:
    assert len(pad(text)) == bucket(len(text.encode()) + LENGTH.size)


@given(st.integers(0, 2_000_000))
def test_a_bucket_holds_its_size_and_not_three_times_that(size: int) -> None:
    found = bucket(size)
    assert found >= size
    assert found == SMALLEST or found < 3 * size


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_more_text_never_gives_a_shorter_record(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert bucket(low) <= bucket(high)


@given(st.integers(0, 1_000_000))
def test_a_bucket_is_its_own_bucket(size: int) -> None:
    assert bucket(bucket(size)) == bucket(size)


def test_all_but_the_longest_notes_are_equally_long() -> None:
    assert {len(pad("a" * size)) for size in range(0, 3581, 5)} == {3584}
    assert len(pad("a" * 3581)) == 8192


def test_there_are_few_lengths() -> None:
    """Sixteen thousand bytes are what a full form takes at most, in letters of four bytes."""
    assert sorted({bucket(size) for size in range(16_005)}) == [3584, 8192, 16384]


@pytest.mark.parametrize(
    "opened",
    [
        b"",
        b"\0\0\0",
        LENGTH.pack(5) + b"abc",
        LENGTH.pack(2) + b"abc",
        LENGTH.pack(0xFFFFFFFF) + b"a" * 124,
        LENGTH.pack(2) + b"\xff\xfe" + b"\0" * 122,
    ],
    ids=["empty", "no length", "too short", "more behind", "huge", "no text"],
)
def test_bytes_that_were_not_padded_here_are_refused(opened: bytes) -> None:
    with pytest.raises(SealError):
        unpad(opened)
