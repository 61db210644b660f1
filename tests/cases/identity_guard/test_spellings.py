"""How advisers spell journeys, classes, days and initials, beyond the plainest way of each."""

import pytest

from cases.identity_guard import check


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("De reiser med SK nr. 4035.", "flight", "SK nr. 4035"),
        ("De reiser med SK.4035", "flight", "SK.4035"),
        ("Vi snakket om pk 752 fra Gardermoen", "flight", "pk 752"),
        ("Flyet har nummer 1752.", "flight", "Flyet har nummer 1752"),
        ("Hun reiser med SK fire null tre fem.", "flight", "SK fire null tre fem"),
        ("pnr: qwkrtz", "booking", "qwkrtz"),
        ("Tinginga har nummer 7QZ8LM.", "booking", "7QZ8LM"),
        ("Hun viste meg X7K9QP.", "booking", "X7K9QP"),
    ],
)
def test_a_journey_stops(text: str, kind: str, words: str) -> None:
    (found,) = (one for one in check(text).findings if one.certain)
    assert (found.kind, text[found.start : found.end]) == (kind, words)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hun går i 9C.", "class"),
        ("Hun går i 8. klasse B.", "class"),
        ("Hun går vg2 påbygg B.", "class"),
        ("Ho går i 9 a.", "class"),
        ("Vi møtes den 12. i 6.", "date"),
        ("De er borte 3.-5. juli", "date"),
        ("R og moren krangler.", "initials"),
        ("I dag er A. redd. A. er stille.", "initials"),
        ("Spurte H om planene.", "initials"),
        ("Faren, som er imam, har ni barn.", "combination"),
    ],
)
def test_what_is_likely_asks(text: str, kind: str) -> None:
    report = check(text)
    assert report.verdict == "ask"
    assert kind in {one.kind for one in report.findings}


@pytest.mark.parametrize(
    "text",
    ["Hun er redd 24/7.", "Møte kl 1230 om planen.", "8. klasse er et sårbart trinn.", "Plan B er klar."],
)
def test_what_only_looks_so_passes(text: str) -> None:
    assert check(text).verdict == "ok"
