"""Sentences as advisers write them, kind by kind: all that identifies is found, and no other is stopped.

They stand beside the corpus of tests/identity_guard, which measures; these hold what the rules
are known to do.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cases.identity_guard import ASK, STOP, check
from tests.benchmarks.guard import CERTAIN
from tests.identity_guard.sentences import Writer, sentence

WRITTEN = Path(__file__).parent / "written"
# Of a hundred sentences that identify nobody so many may be asked about.
ASKED = 1


def sentences(name: str) -> Iterator[dict[str, Any]]:
    writer = Writer("tuning")
    for line in (WRITTEN / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, _colon, text = line.partition(": ")
            # Signs that an editor does not show are written as JSON writes them.
            shown = json.loads('"' + text.replace('"', '\\"') + '"')
            yield sentence(language, writer.fill(language, shown))


IDENTIFYING = list(sentences("identifying"))


@pytest.mark.parametrize("kind", sorted({span["kind"] for told in IDENTIFYING for span in told["spans"]}))
def test_what_identifies_is_found(kind: str) -> None:
    missed = []
    for told in IDENTIFYING:
        spans = [span for span in told["spans"] if span["kind"] == kind]
        findings = check(told["text"]).findings if spans else ()
        for span in spans:
            over = [one for one in findings if one.start < span["end"] and span["start"] < one.end]
            if not (any(one.certain for one in over) if kind in CERTAIN else over):
                missed.append(told["text"])
    assert missed == []


def test_nobodys_sentences_are_let_through() -> None:
    clean = [told["text"] for told in sentences("clean")]
    verdicts = {text: check(text).verdict for text in clean}
    assert [text for text, verdict in verdicts.items() if verdict == STOP] == []
    asked = [text for text, verdict in verdicts.items() if verdict == ASK]
    assert len(asked) <= ASKED * len(clean) / 100, asked
