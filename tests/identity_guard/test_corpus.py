"""The corpus is what it says: true spans, two halves that share nothing, files that fit their sources."""

import json
from collections import Counter
from typing import Any

import pytest

from tests.identity_guard.build_corpus import CORPUS, HALVES, as_lines, written
from tests.identity_guard.sentences import lines, words

SHARED_SLOTS = {
    "given",
    "family",
    "lower",
    "address",
    "school",
    "agency",
    "country",
    "feast",
    "bare",
    "email",
}


def committed(half: str) -> list[dict[str, Any]]:
    with (CORPUS / f"{half}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.mark.parametrize("half", HALVES)
def test_a_file_is_what_its_sources_make(half: str) -> None:
    assert as_lines(written(half)) == (CORPUS / f"{half}.jsonl").read_text(encoding="utf-8")


def test_there_are_two_thousand_sentences_and_two_fifths_identify_nobody() -> None:
    sentences = [one for half in HALVES for one in committed(half)]
    assert len(sentences) >= 2000
    assert 0.38 <= sum(not one["spans"] for one in sentences) / len(sentences) <= 0.45
    assert sum(len(lines(half, "free")) for half in HALVES) >= 250
    languages = Counter(one["language"] for one in sentences)
    assert min(languages[language] for language in ("nb", "nn", "en")) >= 400


@pytest.mark.parametrize("half", HALVES)
def test_spans_lie_within_their_sentence_and_do_not_meet(half: str) -> None:
    for one in committed(half):
        ends = [0]
        for span in one["spans"]:
            assert ends[-1] <= span["start"] < span["end"] <= len(one["text"]), one
            assert not one["text"][span["start"]].isspace(), one
            ends.append(span["end"])


def test_the_halves_share_no_sentence_and_no_name() -> None:
    tuning, unseen = ({one["text"].lower() for one in committed(half)} for half in HALVES)
    assert not tuning & unseen
    for source in ("identifying", "clean", "free"):
        templates = [set(lines(half, source)) for half in HALVES]
        assert not templates[0] & templates[1], source
    entries = [_entries(half) for half in HALVES]
    assert not entries[0] & entries[1]


def test_every_kind_stands_in_both_halves() -> None:
    tuning, unseen = ({span["kind"] for one in committed(half) for span in one["spans"]} for half in HALVES)
    assert tuning == unseen
    assert len(tuning) == 25


def _entries(half: str) -> set[str]:
    """What fills the slots that tell who, where and how, in small letters."""
    told = words(half).items()
    return {entry.lower() for (slot, _language), entries in told if slot in SHARED_SLOTS for entry in entries}
