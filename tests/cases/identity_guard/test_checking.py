"""The guard as a whole: verdicts, neutral words, closed when a part is broken, right behind hostile texts."""

import logging
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from cases.identity_guard import GuardBroken, check, checking, label_of, listed, nobodys, word_lists
from cases.identity_guard.findings import KINDS
from cases.identity_guard.words import places_of
from tests.identity_guard.hostile import UNITS, of_length


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What was loaded once a process is loaded anew, before and after."""
    loaded = (checking._must_work, word_lists.names, nobodys._places, nobodys._capitals)
    for one in loaded:
        one.cache_clear()
    yield
    for one in loaded:
        one.cache_clear()


def test_certain_findings_weigh_more_than_likely_ones() -> None:
    assert check("Fatima, tlf. 900 12 345").verdict == "stop"
    assert check("Fatima ringte.").verdict == "ask"
    assert check("Hun ringte.").verdict == "ok"
    assert check("").findings == ()


@time_machine.travel(datetime(2009, 5, 4, tzinfo=UTC))
@pytest.mark.parametrize(
    ("text", "neutral"),
    [
        ("Hun reiser 24. juni.", "uke 26"),
        ("Ho reiser ikkje før 24. juni.", "veke 26"),
        ("She leaves on 24 June with them.", "week 26"),
        ("Jeg møtte Fatima.", "eleven"),
        ("I met Fatima and her mother, she is afraid.", "the pupil"),
    ],
)
def test_a_neutral_word_in_the_language_of_the_text(text: str, neutral: str) -> None:
    assert [one.neutral for one in check(text).findings] == [neutral]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Hun skal giftes med Ahmed i sommer.", "Hun skal giftes med noen i sommer."),
        ("Ho skal gifte seg med Bilal, seier Amina.", "Ho skal gifte seg med nokon, seier eleven."),
        ("She will be married to Ahmed.", "She will be married to somebody."),
        ("Amina og Fatima er søstre. Fatima ringte.", "Eleven og en annen er søstre. En annen ringte."),
        ("Aminas far ringte. Amina er redd.", "Elevens far ringte. Eleven er redd."),
        ("Amina's father called her and he was angry.", "The pupil's father called her and he was angry."),
        ("Hun bor i Storgata 12.", "Hun bor i et område."),
        ("Hun er 17 år og 3 måneder.", "Hun er 16–17 år."),
        ("Hun er 41 år og 3 måneder.", "Hun er aldersgruppen."),
    ],
)
def test_the_neutral_word_fits_its_sentence_and_is_no_finding_itself(text: str, offered: str) -> None:
    found = text
    for one in reversed(check(text).findings):
        found = found[: one.start] + one.neutral + found[one.end :]
    assert found == offered
    assert check(found).verdict == "ok"


def test_every_kind_has_a_label_and_neutral_words() -> None:
    for name, kind in KINDS.items():
        assert str(label_of(name))
        assert kind.neutral.keys() == {"nb", "nn", "en"}


@pytest.mark.parametrize("part", [*checking.PARTS])
def test_a_part_that_fails_breaks_the_guard_and_tells_nothing(
    part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    check("Hun ringte.")

    def broken(text: str, places: object, own: object) -> Iterator[None]:
        raise ValueError(text)

    monkeypatch.setitem(checking.PARTS, part, broken)
    with caplog.at_level(logging.DEBUG), pytest.raises(GuardBroken) as raised:
        check("Fatima er redd.")
    assert str(raised.value) == part
    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None
    assert not caplog.records


@pytest.mark.parametrize("part", [*checking.PARTS])
def test_a_part_that_finds_nothing_is_not_believed(
    part: str, monkeypatch: pytest.MonkeyPatch, forgetful: None
) -> None:
    monkeypatch.setitem(checking.PARTS, part, lambda text, places, own: iter(()))
    with pytest.raises(GuardBroken):
        check("Hun ringte.")


NUMBER = "020132 99997"


@pytest.mark.parametrize("unit", UNITS)
def test_behind_a_hostile_text_the_number_is_found(unit: str) -> None:
    """How long it takes is measured by dev.py bench, of 50 and of 100 kB."""
    assert is_found(of_length(unit, 4_000))


def test_behind_100_kb_of_all_of_them_too() -> None:
    assert is_found("".join(of_length(unit, 100_000 // len(UNITS)) for unit in UNITS))


def is_found(hostile: str) -> bool:
    text = f"{hostile}\nFødselsnummer {NUMBER} er notert."
    place = text.index(NUMBER)
    found = [(one.kind, one.start, one.end) for one in check(text).findings if one.certain]
    return ("national_id", place, place + len(NUMBER)) in found


def test_a_nest_of_entities_is_read_a_few_times_and_no_more() -> None:
    assert check("&" + "amp;" * 25_000).verdict in ("ok", "ask")


def test_places_are_of_words_in_small_letters() -> None:
    assert places_of("Far og far-far") == {"far": [0, 7, 11], "og": [4]}


@pytest.mark.parametrize("name", sorted(listed.FEWEST))
@pytest.mark.parametrize("left", [0.0, 0.5], ids=["gone", "half"])
def test_a_list_that_is_gone_or_cut_breaks_the_guard(
    name: str, left: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgetful: None
) -> None:
    assert check("Hun ringte.").verdict == "ok"
    shutil.copytree(listed._HERE, tmp_path / "lists")
    words = (tmp_path / "lists" / name).read_text(encoding="utf-8")
    (tmp_path / "lists" / name).write_text(words[: int(len(words) * left)], encoding="utf-8")
    monkeypatch.setattr(listed, "_HERE", tmp_path / "lists")
    checking._must_work.cache_clear()
    with pytest.raises(GuardBroken):
        check("Hun ringte.")
