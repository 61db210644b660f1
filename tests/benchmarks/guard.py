"""What the identity guard finds in sentences it was not tuned on, and how long texts take it.

Of the half of the corpus that nobody reads while tuning, only figures by kind are printed. A certain kind
counts as found where a finding that stops lies over it, the others where any finding does.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cases.demo.notes import GENERAL, NOTES, PASSED_ON
from cases.identity_guard import check
from tests.benchmarks.runner import Line
from tests.identity_guard.hostile import UNITS, of_length

UNSEEN = Path(__file__).resolve().parents[1] / "identity_guard" / "corpus" / "unseen.jsonl"
# Kinds of the corpus that must stop, without exception.
CERTAIN = (
    "fnr",
    "dnr",
    "hnr",
    "duf",
    "foreign_id",
    "phone",
    "email",
    "link",
    "handle",
    "address",
    "postcode",
    "coordinates",
    "passport",
    "plate",
    "flight",
    "booking",
    "account",
)
# How many of a hundred may be missed; of the other kinds the issue says nothing.
MISSED = {**dict.fromkeys(CERTAIN, 0.0), "name": 0.02, "kinship_name": 0.02, "name_lower": 0.10}
STOPPED_CLEAN, ASKED_CLEAN = 0.0, 0.05
BYTES, MILLISECONDS = 2048, 5.0
# Of twice the length the guard takes some twice the time; four times would be the square.
LENGTH, TWICE = 50_000, 2.8
# What a note has of its own between sentences that identify nobody.
OWN = "Jeg snakket med Fatima 12. juni kl. 10.30, tlf. 900 12 345. Hun går i 2STB, og broren heter yusuf. "


def lines(*, quick: bool) -> Iterator[Line]:
    yield _time(60 if quick else 400)
    yield _hostile(LENGTH // 5 if quick else LENGTH)
    if UNSEEN.exists():
        with UNSEEN.open(encoding="utf-8") as file:
            yield from _found([json.loads(line) for line in file])


def _time(rounds: int) -> Line:
    texts = [text for by_concern in NOTES.values() for texts in by_concern.values() for text in texts]
    note = (OWN + " ".join((*texts, *GENERAL, *PASSED_ON))).encode()[:BYTES].decode(errors="ignore")
    check(note)
    taken = []
    for _round in range(rounds):
        start = time.process_time()
        check(note)
        taken.append((time.process_time() - start) * 1000)
    median = sorted(taken)[rounds // 2]
    title = f"identity guard: a note of {BYTES} bytes, median / {MILLISECONDS:.0f} ms"
    return Line(title, "none", rounds, median, MILLISECONDS, median / MILLISECONDS, 1.0)


def _hostile(length: int) -> Line:
    """The hostile text for which twice as much takes longest; measured again where it seems too long."""
    slowest = (0.0, 0.0, 0.0)
    for unit in UNITS:
        once, double = _milliseconds(unit, length), _milliseconds(unit, 2 * length)
        for _again in range(3):
            if double <= TWICE * once:
                break
            once, double = (
                max(once, _milliseconds(unit, length)),
                min(double, _milliseconds(unit, 2 * length)),
            )
        slowest = max(slowest, (double / once, once, double))
    ratio, once, double = slowest
    title = f"identity guard: {len(UNITS)} hostile texts, {2 * length // 1000} kB / {length // 1000} kB"
    return Line(title, "none", len(UNITS), double, once, ratio, TWICE)


def _milliseconds(unit: str, length: int) -> float:
    text = of_length(unit, length)
    start = time.process_time()
    check(text)
    return max((time.process_time() - start) * 1000, 0.01)


def _found(sentences: list[dict[str, Any]]) -> Iterator[Line]:
    """Lines of what was missed, and of what was found where nothing is. Values are in per cent."""
    total, missed, verdicts = Counter[str](), Counter[str](), Counter[str]()
    for sentence in sentences:
        report = check(sentence["text"])
        if not sentence["spans"]:
            verdicts[report.verdict] += 1
        for span in sentence["spans"]:
            over = [one for one in report.findings if one.start < span["end"] and span["start"] < one.end]
            total[span["kind"]] += 1
            if not (any(one.certain for one in over) if span["kind"] in CERTAIN else over):
                missed[span["kind"]] += 1
    for kind in sorted(total):
        yield _share(f"identity guard, unseen: {kind} missed, %", missed[kind], total[kind], MISSED.get(kind))
    clean = verdicts.total()
    yield _share(
        "identity guard, unseen: nobody's sentence stopped, %", verdicts["stop"], clean, STOPPED_CLEAN
    )
    yield _share(
        "identity guard, unseen: nobody's sentence asked about, %", verdicts["ask"], clean, ASKED_CLEAN
    )


def _share(title: str, part: int, whole: int, target: float | None) -> Line:
    ratio = part / whole if whole else 0.0
    return Line(title, "none", whole, 100 * ratio, 100.0, ratio, target)
